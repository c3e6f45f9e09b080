/**
 * Answers phrases from encodings that are there already, as the program does but for drawing the masks.
 *
 *   answers.ts --refs REFS.json --encodings DUMP --out ANSWERS.jsonl [--pack DIR]
 *
 * One line a phrase: {"ref", "chosen": [region], "targetProbability", "milliseconds"}.
 */
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { decide } from '../../src/model/decide.ts';
import { RelationHead } from '../../src/model/lite/relationHead.ts';
import { relate } from '../../src/model/language/relate.ts';
import { readPack } from '../../src/model/pack.ts';
import { loadGraph } from '../../src/model/session.ts';
import { readEncodings } from '../language/encodings.ts';
import { readRefs } from '../language/refs.ts';

const { values } = parseArgs({
  options: {
    refs: { type: 'string' },
    encodings: { type: 'string' },
    out: { type: 'string' },
    pack: { type: 'string', default: join(import.meta.dirname, '../../assets/models/lite') },
  },
});

function required(name: 'refs' | 'encodings' | 'out'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

const pack = await readPack(values.pack);
if (pack.kind !== 'lite') throw new Error(`${values.pack} is no lite pack`);
const head = await RelationHead.load(pack, loadGraph);
const encodings = await readEncodings(required('encodings'));
const out = createWriteStream(required('out'));
for (const { ref_id: ref, image_id: photo, phrase } of await readRefs(required('refs'))) {
  const encoding = encodings.get(photo);
  if (encoding === undefined) continue;
  const start = performance.now();
  const grounding = head === undefined ? relate(phrase, encoding) : await head.relate(phrase, encoding);
  const { targets, targetProbability } = decide(encoding, grounding, pack.manifest.thresholds);
  const milliseconds = Number((performance.now() - start).toFixed(2));
  out.write(`${JSON.stringify({ ref, chosen: targets, targetProbability, milliseconds })}\n`);
}
await finished(out.end());
await head?.release();

/**
 * Measures the phrase parser and its grounding without the rest of the pipeline.
 *
 *   parser-bench.ts encode --refs REFS.json --images DIR --out DUMP [--pack DIR]     encodes each photo once
 *   parser-bench.ts score --refs REFS.json --instances COCO.json --encodings DUMP [--pack DIR]
 *                         [--part tuning|held-out|all] [--failures N] [--filter TEXT]
 *
 * Masks are compared on a grid of 128 cells, boxes are those of the proposals: close to bench/score.py, not the same.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openPhoto } from '../src/image/photo.ts';
import { decide } from '../src/model/decide.ts';
import { LiteGraphs } from '../src/model/lite/graphs.ts';
import { LiteModel } from '../src/model/lite/model.ts';
import { describeTree } from '../src/model/language/describe-tree.ts';
import { parse } from '../src/model/language/parse.ts';
import { relate } from '../src/model/language/relate.ts';
import { readLitePack } from '../src/model/pack.ts';
import type { LitePack } from '../src/model/pack.ts';
import { loadGraph } from '../src/model/session.ts';
import { readEncodings, writeEncoding } from './language/encodings.ts';
import { scoreRef, summariseGroups } from './language/metrics.ts';
import type { Row, Summary } from './language/metrics.ts';
import { isHeldOut, readCanvases, readRefs } from './language/refs.ts';
import type { Ref } from './language/refs.ts';

const PACK_FOLDER = join(import.meta.dirname, '../assets/models/lite');

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    refs: { type: 'string' },
    images: { type: 'string' },
    out: { type: 'string' },
    pack: { type: 'string', default: PACK_FOLDER },
    instances: { type: 'string' },
    encodings: { type: 'string' },
    part: { type: 'string', default: 'all' },
    failures: { type: 'string', default: '0' },
    filter: { type: 'string', default: '' },
  },
});

function required(name: 'refs' | 'images' | 'out' | 'instances' | 'encodings'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

async function encodePhotos(pack: LitePack): Promise<void> {
  const graphs = await LiteGraphs.load(pack, 'cpu', 1, loadGraph);
  const model = new LiteModel(pack, 'cpu', graphs);
  const photos = new Map((await readRefs(required('refs'))).map(({ image_id: id, image }) => [id, image]));
  for (const [id, image] of photos) {
    const photo = await openPhoto(join(required('images'), image));
    const pixels = await photo.pixels({ maxSide: pack.manifest.input.photoSide });
    await writeEncoding(required('out'), id, await model.encode(pixels, photo.info.width, photo.info.height));
  }
  await model.release();
  console.log(`${photos.size} photos encoded`);
}

function wanted({ image_id: imageId, phrase, kind, manner, tags }: Ref): boolean {
  if (values.part !== 'all' && isHeldOut(imageId) !== (values.part === 'held-out')) return false;
  return [phrase, kind, manner ?? '', ...tags].join(' ').includes(values.filter);
}

const cell = (value: number): string => (Number.isNaN(value) ? '-' : value.toFixed(1)).padStart(8);

function printTable(groups: ReadonlyMap<string, Summary>): void {
  console.log(
    `${''.padEnd(22)}${['refs', 'gIoU', 'cIoU', 'N-acc', 'T-acc', 'Pr@F1'].map((name) => name.padStart(8)).join('')}`,
  );
  for (const [name, { refs, gIoU, cIoU, noTargetAccuracy, targetAccuracy, exact }] of groups) {
    console.log(
      name.padEnd(22) +
        String(refs).padStart(8) +
        [gIoU, cIoU, noTargetAccuracy, targetAccuracy, exact].map(cell).join(''),
    );
  }
}

function printFailures(rows: readonly Row[], count: number): void {
  const failures = rows.filter(({ iou }) => iou < 0.5);
  const step = Math.max(1, Math.floor(failures.length / Math.max(1, count)));
  for (const { ref, chosen, iou } of failures.filter((_, index) => index % step === 0).slice(0, count)) {
    const { selection, unknownWords } = parse(ref.phrase);
    console.log(
      `${iou.toFixed(2)} ${ref.image_id} ${ref.kind}(${ref.ann_ids.length}) chose ${chosen.length} | ${ref.phrase}`,
    );
    console.log(
      `       ${describeTree(selection)}${unknownWords.length > 0 ? ` unknown: ${unknownWords.join(', ')}` : ''}`,
    );
  }
}

async function score(pack: LitePack): Promise<void> {
  const canvases = await readCanvases(required('instances'), await readEncodings(required('encodings')));
  const refs = (await readRefs(required('refs'))).filter((ref) => wanted(ref) && canvases.has(ref.image_id));
  const rows = refs.map((ref) => {
    const canvas = canvases.get(ref.image_id)!;
    const grounding = relate(ref.phrase, canvas.encoding);
    return scoreRef(ref, canvas, decide(canvas.encoding, grounding, pack.manifest.thresholds).targets);
  });
  printFailures(rows, Number(values.failures));
  printTable(summariseGroups(rows));
}

const pack = await readLitePack(values.pack);
if (positionals[0] === 'encode') await encodePhotos(pack);
else if (positionals[0] === 'score') await score(pack);
else throw new Error('say "encode" or "score"');

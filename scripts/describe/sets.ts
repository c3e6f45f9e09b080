/**
 * Describes the distinct target sets of a file of phrases, for training/metrics and for reading.
 *
 *   sets.ts --refs REFS.json --instances COCO.json --images DIR --out FILE.jsonl [--cache DIR]
 *           [--without check|relations|exclusion] [--style short|full|alt-text] [--part all|tuning|held-out] [--every N]
 *
 * Each line has the references, what the speaker says, what a baseline says that knows only class and position, and
 * both round trips: among the situation's regions, and among the photo's own proposals as `phraselift select` has them.
 */
import { appendFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { parseArgs } from 'node:util';
import { ALL_ABILITIES } from '../../src/model/speaker/compose.ts';
import { isExact, roundTrip } from '../../src/model/speaker/roundTrip.ts';
import { situationOf } from '../../src/model/speaker/situation.ts';
import { hear, speak, type Style } from '../../src/model/speaker/speak.ts';
import type { Situation } from '../../src/model/speaker/types.ts';
import { PLAIN_SIGHT, World } from '../../src/model/speaker/world.ts';
import { baseline } from './baseline.ts';
import { Describer, type EncodedPhoto } from './photos.ts';
import { inPart, readTargetSets, type TargetSet } from './targetSets.ts';

const { values } = parseArgs({
  options: {
    refs: { type: 'string' },
    instances: { type: 'string' },
    images: { type: 'string' },
    out: { type: 'string' },
    cache: { type: 'string', default: join(tmpdir(), 'phraselift-describe') },
    without: { type: 'string' },
    style: { type: 'string', default: 'short' },
    part: { type: 'string', default: 'all' },
    every: { type: 'string', default: '1' },
  },
});

function required(name: 'refs' | 'instances' | 'images' | 'out'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

const abilities = { ...ALL_ABILITIES, ...(values.without === undefined ? {} : { [values.without]: false }) };

/** What the photo's own proposals alone answer to a phrase, held against the selection. */
async function reselect(phrase: string, { encoding }: EncodedPhoto, situation: Situation, describer: Describer): Promise<number> {
  const { targets } = await describer.listener(phrase, encoding);
  return roundTrip(situation, targets).f1;
}

async function describe(set: TargetSet, photo: EncodedPhoto, describer: Describer): Promise<Record<string, unknown>> {
  const situation = await situationOf(photo.encoding, { masks: set.masks, regions: [], boxes: [] }, photo.pixels, photo.look);
  const start = performance.now();
  const { status, expressions, unnamed } = await speak(situation, describer.listener, {
    style: values.style as Style, candidates: 8, abilities,
  });
  const milliseconds = performance.now() - start;
  const best = expressions.at(0);
  const plain = baseline(new World(situation, new Set(), { ...PLAIN_SIGHT, weaker: 0 }));
  const plainTrip = roundTrip(situation, plain === '' ? [] : (await hear(situation, plain, describer.listener)).targets);
  return {
    image: set.image,
    annotations: set.annotations,
    references: set.references,
    status,
    expression: best?.text ?? '',
    ambiguous: best === undefined || !isExact(best.roundTrip),
    f1: best?.roundTrip.f1 ?? 0,
    iou: best?.roundTrip.iou ?? 0,
    reselectedF1: best === undefined ? 0 : await reselect(best.text, photo, situation, describer),
    unnamed: unnamed.length,
    own: situation.encoding.regions.length - situation.proposals,
    alternatives: expressions.slice(1).map(({ text, roundTrip: { f1 } }) => [text, f1]),
    baseline: plain,
    baselineF1: plainTrip.f1,
    milliseconds,
  };
}

const out = required('out');
const all = await readTargetSets(required('refs'), required('instances'), new Set(['natural']));
const sets = inPart(all.filter((_, index) => index % Number(values.every) === 0), values.part);
const describer = await Describer.open(values.cache);
await rm(out, { force: true });
const totals = { exact: 0, ambiguous: 0, silent: 0, reselected: 0, baseline: 0, milliseconds: 0 };
let current: { image: string; photo: EncodedPhoto } | undefined;
for (const set of sets) {
  if (current?.image !== set.image) current = { image: set.image, photo: await describer.photo(join(required('images'), set.image)) };
  const line = await describe(set, current.photo, describer);
  await appendFile(out, `${JSON.stringify(line)}\n`);
  totals.exact += line['f1'] === 1 ? 1 : 0;
  totals.reselected += line['reselectedF1'] === 1 ? 1 : 0;
  totals.ambiguous += line['ambiguous'] === true && line['expression'] !== '' ? 1 : 0;
  totals.silent += line['expression'] === '' ? 1 : 0;
  totals.baseline += line['baselineF1'] === 1 ? 1 : 0;
  totals.milliseconds += line['milliseconds'] as number;
}
await describer.close();
const percent = (count: number): string => `${((100 * count) / sets.length).toFixed(1)} %`;
console.log(`${sets.length} sets: F1 = 1 ${percent(totals.exact)}, ambiguous ${percent(totals.ambiguous)}, nothing to say ${percent(totals.silent)}`);
console.log(`F1 = 1 among the photo's own proposals ${percent(totals.reselected)}, baseline ${percent(totals.baseline)}, ${(totals.milliseconds / sets.length).toFixed(0)} ms a set`);

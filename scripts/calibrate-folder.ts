/**
 * Fits what turns evidence into a verdict in a folder (`thresholds.folder` of the pack's manifest), on the tuning photos of
 * the training phrases, and checks it on the others.
 *
 *   calibrate-folder.ts --refs PHRASES.json --instances COCO.json --images DIR [--pack DIR] [--dry-run]
 *
 * Phrases are held against their own photo and against others. The examples are weighed as if of ten photos in a folder one
 * contained what is searched for, and as many something like it: see PRIOR.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../src/export/write.ts';
import { logit } from '../src/model/decide.ts';
import { calibrationError, fitLogistic } from './language/logistic.ts';
import { isHeldOut } from './language/refs.ts';
import { developmentReader } from './search/folderReader.ts';
import { pairsOf, readMaterial, type Pair } from './search/pairs.ts';

/** The manner of phrases that people search with. */
const MANNER = 'natural';
/** Other photos that a phrase is held against. */
const OTHERS = 30;
/** Shares of photos in a folder that hold a target, something like it (the phrase's own photo, but nothing fits), nothing. */
const PRIOR = { target: 0.1, near: 0.1, absent: 0.8 };
/** Share of photos with a target that must not be called `none`. */
const LEAST_KEPT = 0.85;
/** Largest share of photos without anything of the kind that may be called `found`. */
const MOST_FALSE = 0.05;

const { values } = parseArgs({
  options: {
    'refs': { type: 'string' },
    'instances': { type: 'string' },
    'images': { type: 'string' },
    'pack': { type: 'string', default: join(import.meta.dirname, '../assets/models/lite') },
    'dry-run': { type: 'boolean', default: false },
  },
});

type Group = keyof typeof PRIOR;

function required(name: 'refs' | 'instances' | 'images'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

async function readPairs(heldOut: boolean): Promise<Pair[]> {
  const wanted = (ref: { readonly manner?: string; readonly image_id: number }): boolean =>
    ref.manner === MANNER && isHeldOut(ref.image_id) === heldOut;
  const material = await readMaterial(required('refs'), required('instances'), wanted);
  const pairs: Pair[] = [];
  for await (const pair of pairsOf(material, required('images'), await developmentReader(), OTHERS)) pairs.push(pair);
  return pairs;
}

function groupOf({ kind, hasTarget }: Pair): Group | undefined {
  if (kind === 'own') return hasTarget ? 'target' : 'near';
  return kind === 'absent' ? 'absent' : undefined;
}

/** Whether there is anything to be found, so that the calibration has a say. */
const isAnswered = ({ answer }: Pair): boolean => answer.detection > 0;

interface Fit {
  readonly slope: number;
  readonly detection: number;
  readonly intercept: number;
}

const probability = ({ answer }: Pair, { slope, detection, intercept }: Fit): number =>
  answer.detection === 0 ? 0 : 1 / (1 + Math.exp(-(slope * logit(answer.evidence) + detection * logit(answer.detection) + intercept)));

/** One weight an example: groups count by PRIOR, whatever their number here. */
function weightsOf(pairs: readonly Pair[]): number[] {
  const sizes = Map.groupBy(pairs, groupOf);
  return pairs.map((pair) => {
    const group = groupOf(pair);
    return group === undefined ? 0 : (PRIOR[group] * pairs.length) / sizes.get(group)!.length;
  });
}

function fit(pairs: readonly Pair[]): Fit {
  const weights = weightsOf(pairs);
  const used = pairs.map((pair, index) => ({ pair, weight: weights[index] })).filter(({ pair, weight }) => weight > 0 && isAnswered(pair));
  const [intercept, slope, detection] = fitLogistic(
    used.map(({ pair: { answer } }) => [1, logit(answer.evidence), logit(answer.detection)]),
    used.map(({ pair }) => pair.hasTarget),
    used.map(({ weight }) => weight),
    [0.01, 0.01, 0.01],
  );
  const round = (value: number): number => Number(value.toFixed(3));
  return { slope: round(slope), detection: round(detection), intercept: round(intercept) };
}

/** The value that this share of all reaches. */
function reachedBy(share: number, all: readonly number[]): number {
  const falling = [...all].sort((a, b) => b - a);
  return falling[Math.min(falling.length - 1, Math.floor(share * falling.length))];
}

const shareAtLeast = (threshold: number, all: readonly number[]): number => all.filter((value) => value >= threshold).length / all.length;

function report(name: string, pairs: readonly Pair[], calibration: Fit, { none, found }: { none: number; found: number }): void {
  const ofGroup = (group: Group | 'other'): number[] =>
    pairs.filter((pair) => (groupOf(pair) ?? 'other') === group).map((pair) => probability(pair, calibration));
  console.log(name);
  for (const group of ['target', 'near', 'absent', 'other'] as const) {
    const all = ofGroup(group);
    const [hits, kept] = [shareAtLeast(found, all), shareAtLeast(none, all)];
    console.log(`  ${group.padEnd(7)} ${String(all.length).padStart(6)}  found ${(100 * hits).toFixed(1)} %  unsure ${(100 * (kept - hits)).toFixed(1)} %`);
  }
  const random = pairs.filter(({ kind }) => kind !== 'own');
  const probabilities = random.map((pair) => probability(pair, calibration));
  console.log(`  of 1,000 random pairs of a phrase and another photo: found ${(1000 * shareAtLeast(found, probabilities)).toFixed(1)} (right ones among them), unsure ${(1000 * (shareAtLeast(none, probabilities) - shareAtLeast(found, probabilities))).toFixed(1)}`);
  console.log(`  of 1,000 pairs whose photo has nothing of the kind: found ${(1000 * shareAtLeast(found, ofGroup('absent'))).toFixed(1)}`);
}

const tuning = await readPairs(false);
const heldOut = await readPairs(true);
const calibration = fit(tuning);
const of = (group: Group): number[] => tuning.filter((pair) => groupOf(pair) === group).map((pair) => probability(pair, calibration));
const found = Number(reachedBy(MOST_FALSE, of('absent')).toFixed(3));
const none = Math.min(found, Number(reachedBy(LEAST_KEPT, of('target')).toFixed(3)));
report('tuning', tuning, calibration, { none, found });
report('held out', heldOut, calibration, { none, found });
const checked = heldOut.filter((pair) => groupOf(pair) !== undefined);
const repeated = (pairs: readonly Pair[]): Pair[] => {
  // Whole copies stand for weights: near and target photos are few.
  const weights = weightsOf(pairs);
  const least = Math.min(...weights.filter((weight) => weight > 0));
  return pairs.flatMap((pair, index) => new Array<Pair>(Math.round(weights[index] / least)).fill(pair));
};
const weighted = repeated(checked);
const ece = calibrationError(weighted.map((pair) => probability(pair, calibration)), weighted.map(({ hasTarget }) => hasTarget));
const folder = {
  none, found,
  calibration: {
    ...calibration,
    fittedOn: `${tuning.filter((pair) => groupOf(pair) !== undefined).length} pairs of natural phrases and ${new Set(tuning.map(({ ref }) => ref.image_id)).size} training photos`,
    eceHeldOut: Number(ece.toFixed(3)),
  },
};
console.log(folder);
if (!values['dry-run']) {
  const path = join(values.pack, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as { thresholds: object };
  const text = JSON.stringify({ ...manifest, thresholds: { ...manifest.thresholds, folder } }, null, 2);
  await writeFileAtomic(path, Buffer.from(`${text}\n`), { force: true });
}

/**
 * Fits what turns evidence into a verdict, on the tuning photos of the training phrases, and checks it on the others.
 *
 *   calibrate.ts --refs PHRASES.json --instances COCO.json --encodings DUMP [--pack DIR] [--evidence] [--dry-run]
 *
 * With --evidence the weights of the evidence's terms are fitted anew (src/model/language/ground/evidence-weights.json;
 * run the script a second time then, without it, for the thresholds). Otherwise P(target) = sigmoid(slope *
 * logit(evidence) + intercept) is fitted on the phrases of the manner that acceptance is measured on, and the
 * thresholds are written into the pack's manifest.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeFileAtomic } from '../src/export/write.ts';
import { groundInDetail } from '../src/model/language/ground/ground.ts';
import type { Grounded } from '../src/model/language/ground/ground-noun-phrase.ts';
import { parse } from '../src/model/language/parse.ts';
import { readEncodings } from './language/encodings.ts';
import { calibrationError, fitLogistic } from './language/logistic.ts';
import { scoreRef, summarise } from './language/metrics.ts';
import type { Row, Summary } from './language/metrics.ts';
import { isHeldOut, readCanvases, readRefs } from './language/refs.ts';
import type { Ref } from './language/refs.ts';

/** Acceptance is measured on phrases of this manner; the others only help to fit the evidence. */
const MANNER = 'natural';
const OTHER_MANNER_WEIGHT = 0.6;
/** Percent of phrases without a target that must be refused, and of the others that must be answered. */
const LEAST_NO_TARGET_ACCURACY = 62;
const LEAST_TARGET_ACCURACY = 84;
/** Calibrated probability from which an answer is called `found`, not `unsure`. */
const FOUND = 0.85;
/**
 * Terms that tell how people write rather than what the photo shows: in the training phrases few plurals are lies. They
 * are held back, or "the yellow mugs" would be found for being a plural.
 */
const HABITS: ReadonlySet<string> = new Set(['plural', 'headless', 'negated', 'size', 'position', 'colored', 'dressed']);
const HABIT_RIDGE = 30;
const WEIGHTS_FILE = join(import.meta.dirname, '../src/model/language/ground/evidence-weights.json');

const { values } = parseArgs({
  options: {
    refs: { type: 'string' },
    instances: { type: 'string' },
    encodings: { type: 'string' },
    pack: { type: 'string', default: join(import.meta.dirname, '../assets/models/lite') },
    evidence: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
});

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomic(path, Buffer.from(`${JSON.stringify(value, null, 2)}\n`), { force: true });
}

function required(name: 'refs' | 'instances' | 'encodings'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

interface Case {
  readonly ref: Ref;
  readonly grounded: Grounded;
  /** Scored as if it were answered. */
  readonly answered: Row;
  /** Scored as if it were not. */
  readonly silent: Row;
  readonly hasTarget: boolean;
}

async function readCases(): Promise<Case[]> {
  const canvases = await readCanvases(required('instances'), await readEncodings(required('encodings')));
  const refs = (await readRefs(required('refs'))).filter((ref) => canvases.has(ref.image_id));
  return refs.map((ref) => {
    const canvas = canvases.get(ref.image_id)!;
    const { regions, width, height } = canvas.encoding;
    const grounded = groundInDetail(parse(ref.phrase).selection, regions, width, height);
    const answered = scoreRef(ref, canvas, grounded.chosen);
    return { ref, grounded, answered, silent: scoreRef(ref, canvas, []), hasTarget: ref.ann_ids.length > 0 };
  });
}

/** Cases that could be answered at all: only for those does evidence decide. */
const answerable = (cases: readonly Case[]): Case[] =>
  cases.filter(({ grounded }) => grounded.terms !== undefined && grounded.chosen.length > 0);

async function fitEvidence(tuning: readonly Case[]): Promise<void> {
  const cases = answerable(tuning);
  const names = Object.keys(cases[0].grounded.terms!) as Array<keyof NonNullable<Grounded['terms']>>;
  const inputs = cases.map(({ grounded }) => [1, ...names.map((name) => grounded.terms![name])]);
  const importance = cases.map(({ ref }) => (ref.manner === MANNER ? 1 : OTHER_MANNER_WEIGHT));
  const [bias, ...weights] = fitLogistic(
    inputs,
    cases.map(({ hasTarget }) => hasTarget),
    importance,
    [1, ...names.map((name) => (HABITS.has(name) ? HABIT_RIDGE : 1))],
  );
  const rounded = Object.fromEntries(
    [['bias', bias], ...names.map((name, index) => [name, weights[index]] as const)].map(([name, weight]) => [
      name,
      Number((weight as number).toFixed(3)),
    ]),
  );
  console.log(rounded);
  if (!values['dry-run']) await writeJson(WEIGHTS_FILE, rounded);
}

const logit = (evidence: number): number => {
  const bounded = Math.min(Math.max(evidence, 1e-6), 1 - 1e-6);
  return Math.log(bounded / (1 - bounded));
};

interface Calibration {
  readonly slope: number;
  readonly intercept: number;
}

const probability = ({ grounded }: Case, { slope, intercept }: Calibration): number =>
  grounded.chosen.length === 0 ? 0 : 1 / (1 + Math.exp(-(slope * logit(grounded.evidence) + intercept)));

function summaryAt(cases: readonly Case[], calibration: Calibration, none: number): Summary {
  return summarise(cases.map((item) => (probability(item, calibration) >= none ? item.answered : item.silent)));
}

/**
 * Of the thresholds whose gIoU is within 0.3 of the best, among those that refuse and answer often enough, the one that
 * refuses most: gIoU cannot tell them apart, and a wrong object costs its user more than an honest "nothing".
 */
function chooseNone(cases: readonly Case[], calibration: Calibration): number {
  const steps = Array.from({ length: 81 }, (_, index) => 0.1 + index / 100);
  const scores = steps.map((none) => {
    const { gIoU, noTargetAccuracy, targetAccuracy } = summaryAt(cases, calibration, none);
    return noTargetAccuracy >= LEAST_NO_TARGET_ACCURACY && targetAccuracy >= LEAST_TARGET_ACCURACY ? gIoU : 0;
  });
  const good = steps.filter((_, index) => scores[index] > 0 && scores[index] >= Math.max(...scores) - 0.3);
  if (good.length === 0) throw new Error('no threshold refuses and answers often enough');
  return Math.max(...good);
}

function describe(name: string, summary: Summary): void {
  const shown = Object.entries(summary).map(
    ([key, value]: [string, number]) => `${key} ${key === 'refs' ? value : value.toFixed(1)}`,
  );
  console.log(`${name.padEnd(18)} ${shown.join('  ')}`);
}

async function calibrate(tuning: readonly Case[], heldOut: readonly Case[]): Promise<void> {
  const fitted = answerable(tuning);
  const [intercept, slope] = fitLogistic(
    fitted.map(({ grounded }) => [1, logit(grounded.evidence)]),
    fitted.map(({ hasTarget }) => hasTarget),
    fitted.map(() => 1),
    [0.01, 0.01],
  );
  const calibration = { slope: slope, intercept: intercept };
  const none = chooseNone(tuning, calibration);
  const checked = answerable(heldOut);
  const ece = calibrationError(
    checked.map((item) => probability(item, calibration)),
    checked.map(({ hasTarget }) => hasTarget),
  );
  describe(`tuning ${MANNER}`, summaryAt(tuning, calibration, none));
  describe(`held-out ${MANNER}`, summaryAt(heldOut, calibration, none));
  const photos = new Set(fitted.map(({ ref }) => ref.image_id));
  const round = (value: number): number => Number(value.toFixed(3));
  const thresholds = {
    object: 0.5,
    none: round(none),
    found: Math.max(FOUND, round(none)),
    calibration: {
      slope: round(calibration.slope),
      intercept: round(calibration.intercept),
      fittedOn: `${fitted.length} natural phrases on ${photos.size} training photos`,
      eceHeldOut: round(ece),
      heldOutPhrases: checked.length,
    },
  };
  console.log(thresholds);
  if (values['dry-run']) return;
  const path = join(values.pack, 'manifest.json');
  const manifest = JSON.parse(await readFile(path, 'utf8')) as Record<string, unknown>;
  await writeJson(path, { ...manifest, thresholds });
}

/** Thresholds of a pack with a relation head belong to the head's answers, not to the parser's. */
async function refuseHead(): Promise<void> {
  const manifest = JSON.parse(await readFile(join(values.pack, 'manifest.json'), 'utf8')) as { graphs: object };
  if (!('relate' in manifest.graphs)) return;
  throw new Error(
    `${values.pack}: has a relation head; its thresholds come from "python -m training.lite relate-export". ` +
      'Give --evidence to fit the parser\'s weights, --dry-run to see thresholds of the parser alone.',
  );
}

if (!values.evidence && !values['dry-run']) await refuseHead();
const cases = await readCases();
const tuning = cases.filter(({ ref }) => !isHeldOut(ref.image_id));
const heldOut = cases.filter(({ ref }) => isHeldOut(ref.image_id));
const ofManner = (items: readonly Case[]): Case[] => items.filter(({ ref }) => ref.manner === MANNER);
if (values.evidence) await fitEvidence(tuning);
else await calibrate(ofManner(tuning), ofManner(heldOut));

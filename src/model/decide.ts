import type { PackThresholds } from './manifestParts.ts';
import { MASK_SIDE, type Grounding, type PhotoEncoding, type Region, type RegionMap, type Verdict } from './types.ts';

/** An answer before any mask is made. */
export interface Decision {
  readonly verdict: Verdict;
  /** Calibrated, 0..1. */
  readonly targetProbability: number;
  /** Indices of the regions that are targets, by falling object score; empty if the verdict is `none`. */
  readonly targets: readonly number[];
  /** Indices of the other regions that fit at all, by falling object score: what the user may have meant. */
  readonly others: readonly number[];
  readonly regionMap: RegionMap;
}

/** ReLA's grid of regions is 10 x 10 (paper, section 4.1); the map that we show has the same size. */
const MAP_SIDE = 10;
/** A region that fits worse than this is nothing that anybody could have meant. */
export const CANDIDATE_FLOOR = 0.05;

/**
 * Turns scores into an answer.
 * @param objectThreshold object score from which a region counts; the pack's own if left out
 */
export function decide(
  encoding: PhotoEncoding,
  grounding: Grounding,
  thresholds: PackThresholds,
  objectThreshold = thresholds.object,
): Decision {
  const regions = decideRegions(encoding, grounding, thresholds, objectThreshold);
  return { ...regions, regionMap: regionMap(encoding, grounding.objectScores) };
}

/** The same without the map, which costs more than all the rest: for many phrases about one photo. */
export function decideRegions(
  encoding: PhotoEncoding,
  grounding: Grounding,
  thresholds: PackThresholds,
  objectThreshold = thresholds.object,
): Omit<Decision, 'regionMap'> {
  const { objectScores } = grounding;
  const order = encoding.regions.map((_, index) => index).sort((a, b) => objectScores[b] - objectScores[a]);
  const above = order.filter((index) => objectScores[index] >= objectThreshold);
  const targetProbability = calibrate(grounding.targetEvidence, thresholds.calibration);
  const verdict = verdictOf(targetProbability, above.length, thresholds);
  const targets = verdict === 'none' ? [] : above;
  const others = order.filter((index) => objectScores[index] >= CANDIDATE_FLOOR && !targets.includes(index));
  return { verdict, targetProbability, targets, others };
}

/** The name of the region's most likely class. */
export function labelOf({ classes }: Region, classNames: readonly string[]): string {
  let best = 0;
  for (let c = 1; c < classes.length; c++) if (classes[c] > classes[best]) best = c;
  return classNames[best] ?? 'object';
}

/** @param count regions that reach the object threshold */
export function verdictOf(probability: number, count: number, { none, found }: PackThresholds): Verdict {
  if (count === 0 || probability < none) return 'none';
  return probability >= found ? 'found' : 'unsure';
}

/** Platt scaling of the evidence's logit. @returns the probability that there is a target, 0..1 */
export function calibrate(evidence: number, { slope, intercept }: PackThresholds['calibration']): number {
  return sigmoid(slope * logit(evidence) + intercept);
}

/**
 * The same for a photo of a folder. Evidence is learnt from phrases that were written for their photo, which nearly always
 * shows the kind of thing that they name; in a folder it seldom does, and how sure the detector is says more.
 * @param detection the detector's score of the surest target, 0..1
 */
export function calibrateInFolder(evidence: number, detection: number, thresholds: PackThresholds): number {
  if (thresholds.folder === undefined) return calibrate(evidence, thresholds.calibration);
  const { slope, detection: weight, intercept } = thresholds.folder.calibration;
  return sigmoid(slope * logit(evidence) + weight * logit(detection) + intercept);
}

/** Bounded, so that a probability of 0 or 1 is no infinity. */
export function logit(probability: number): number {
  const bounded = Math.min(Math.max(probability, 1e-6), 1 - 1e-6);
  return Math.log(bounded / (1 - bounded));
}

/** The probability of a logit. */
export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** For each cell of the grid the best object score among the regions whose mask covers it, by how much they do. */
function regionMap({ width, height, regions }: PhotoEncoding, objectScores: Float32Array): RegionMap {
  const values = new Array<number>(MAP_SIDE * MAP_SIDE).fill(0);
  regions.forEach((region, index) => {
    const coverage = new Float32Array(MAP_SIDE * MAP_SIDE);
    const [x, y, boxWidth, boxHeight] = region.maskBox;
    const cellArea = (width / MAP_SIDE) * (height / MAP_SIDE);
    const sampleArea = (boxWidth * boxHeight) / (MASK_SIDE * MASK_SIDE);
    for (let row = 0; row < MASK_SIDE; row++) {
      const mapRow = Math.floor(((y + ((row + 0.5) / MASK_SIDE) * boxHeight) / height) * MAP_SIDE);
      if (mapRow < 0 || mapRow >= MAP_SIDE) continue;
      for (let column = 0; column < MASK_SIDE; column++) {
        if (region.maskLogits[row * MASK_SIDE + column] <= 0) continue;
        const mapColumn = Math.floor(((x + ((column + 0.5) / MASK_SIDE) * boxWidth) / width) * MAP_SIDE);
        if (mapColumn >= 0 && mapColumn < MAP_SIDE) coverage[mapRow * MAP_SIDE + mapColumn] += sampleArea / cellArea;
      }
    }
    for (let cell = 0; cell < values.length; cell++) {
      values[cell] = Math.max(values[cell], objectScores[index] * Math.min(1, coverage[cell]));
    }
  });
  return { size: [MAP_SIDE, MAP_SIDE], values };
}

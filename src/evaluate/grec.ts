import { boxArea, boxIou, uniteBoxes } from '../mask/boxes.ts';
import type { Box } from '../mask/types.ts';
import { percentOf } from './gres.ts';

/** Boxes below this score do not count in the official script (`refexp.py`'s default). */
export const OFFICIAL_SCORE = 0.7;
/** Overlap from which a box matches. */
const MATCH = 0.5;

export interface ScoredBox {
  readonly box: Box;
  readonly score: number;
}

export interface GrecRow {
  readonly hasTarget: boolean;
  readonly saysNothing: boolean;
  /** Whether every target has its box and no box is left over (F1 = 1). */
  readonly isExact: boolean;
}

/** Percent; null where there is no sample to take the mean of. */
export interface GrecScores {
  readonly samples: number;
  /** Pr@(F1=1, IoU>=0.5) of the paper, section 3.3. */
  readonly exact: number | null;
  readonly nAcc: number | null;
  readonly tAcc: number | null;
}

/** Overlap of two boxes; the paper says IoU, the official script computes GIoU, which is never larger. */
export type Overlap = (a: Box, b: Box) => number;

/** Generalised IoU, -1..1: IoU less the share of the common hull that neither box covers. */
export function generalisedIou(a: Box, b: Box): number {
  const [, , width, height] = uniteBoxes(a, b);
  const hull = width * height;
  if (hull === 0) return boxIou(a, b);
  const iou = boxIou(a, b);
  // |A or B| = (|A| + |B|) / (1 + IoU)
  const union = (boxArea(a) + boxArea(b)) / (1 + iou);
  return iou - (hull - union) / hull;
}

/** Scores one sample: boxes against the targets', one to one. */
export function scoreBoxes(boxes: readonly Box[], targets: readonly Box[], overlap: Overlap): GrecRow {
  const hits = countMatches(boxes, targets, overlap);
  return {
    hasTarget: targets.length > 0,
    saysNothing: boxes.length === 0,
    isExact: hits === boxes.length && hits === targets.length,
  };
}

/** Greedy: again and again the pair that overlaps most of all that are left, as long as it reaches MATCH. */
function countMatches(boxes: readonly Box[], targets: readonly Box[], overlap: Overlap): number {
  const pairs = boxes
    .flatMap((box, i) => targets.map((target, j) => ({ i, j, value: overlap(box, target) })))
    .filter(({ value }) => value >= MATCH)
    .sort((a, b) => b.value - a.value);
  const usedBoxes = new Set<number>();
  const usedTargets = new Set<number>();
  for (const { i, j } of pairs) {
    if (usedBoxes.has(i) || usedTargets.has(j)) continue;
    usedBoxes.add(i);
    usedTargets.add(j);
  }
  return usedBoxes.size;
}

export function summariseGrec(rows: readonly GrecRow[]): GrecScores {
  const targets = rows.filter(({ hasTarget }) => hasTarget);
  const others = rows.filter(({ hasTarget }) => !hasTarget);
  return {
    samples: rows.length,
    exact: percentOf(rows.filter(({ isExact }) => isExact).length, rows.length),
    nAcc: percentOf(others.filter(({ saysNothing }) => saysNothing).length, others.length),
    tAcc: percentOf(targets.filter(({ saysNothing }) => !saysNothing).length, targets.length),
  };
}

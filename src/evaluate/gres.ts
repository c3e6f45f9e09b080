import { intersectRle, rleArea } from '../mask/rle.ts';
import type { Rle } from '../mask/types.ts';

/** One sample's part in the segmentation metrics, pixels. */
export interface GresRow {
  readonly hasTarget: boolean;
  readonly saysNothing: boolean;
  readonly iou: number;
  readonly intersection: number;
  readonly union: number;
}

/** Percent; null where there is no sample to take the mean of. */
export interface GresScores {
  readonly samples: number;
  /** Mean IoU over all samples. */
  readonly gIoU: number | null;
  /** Sum of intersections / sum of unions. */
  readonly cIoU: number | null;
  /** No-target samples that are answered with nothing. */
  readonly nAcc: number | null;
  /** Target samples that are answered with something. */
  readonly tAcc: number | null;
  /** Share of the target samples whose IoU reaches 0.7, 0.8, 0.9: the official script's. */
  readonly precision: readonly (number | null)[];
  /** Share of all samples whose IoU reaches it, a refused no-target sample counting as 1: the paper's text. */
  readonly precisionOfAll: readonly (number | null)[];
}

export const PRECISION_LEVELS = [0.7, 0.8, 0.9] as const;

/**
 * A sample by the rules of the official script (`refer_evaluation.py`), which decides "nothing" by the classifier alone:
 * - no target, refused: IoU 1, nothing added to cIoU; not refused: IoU 0, even if the mask is empty, and the mask's
 *   pixels are added to cIoU's union;
 * - target, refused: IoU 0, and cIoU's union takes mask OR truth although nothing is shown;
 * - target, not refused: as everywhere.
 * @param truth union of the target masks; undefined for a no-target sample
 * @param mask what the model drew, before a refusal clears it; of the truth's size
 */
export function scoreOfficially(truth: Rle | undefined, mask: Rle, saysNothing: boolean): GresRow {
  const predicted = rleArea(mask);
  if (truth === undefined) {
    return { hasTarget: false, saysNothing, iou: saysNothing ? 1 : 0, intersection: 0, union: saysNothing ? 0 : predicted };
  }
  const overlap = rleArea(intersectRle(truth, mask));
  const union = rleArea(truth) + predicted - overlap;
  if (saysNothing) return { hasTarget: true, saysNothing, iou: 0, intersection: 0, union };
  return { hasTarget: true, saysNothing, iou: union === 0 ? 0 : overlap / union, intersection: overlap, union };
}

/**
 * A sample by what a user gets (paper, section 3.2): a refusal shows no mask, and an empty mask is a refusal.
 * @param mask what is shown; undefined if that is nothing
 */
export function scoreAsShown(truth: Rle | undefined, mask: Rle | undefined): GresRow {
  const predicted = mask === undefined ? 0 : rleArea(mask);
  const actual = truth === undefined ? 0 : rleArea(truth);
  const overlap = mask === undefined || truth === undefined ? 0 : rleArea(intersectRle(truth, mask));
  const union = actual + predicted - overlap;
  const saysNothing = predicted === 0;
  return {
    hasTarget: truth !== undefined,
    saysNothing,
    iou: union === 0 ? 1 : overlap / union,
    intersection: overlap,
    union,
  };
}

export function summariseGres(rows: readonly GresRow[]): GresScores {
  const targets = rows.filter(({ hasTarget }) => hasTarget);
  const others = rows.filter(({ hasTarget }) => !hasTarget);
  const unions = sum(rows, ({ union }) => union);
  return {
    samples: rows.length,
    gIoU: percentOf(sum(rows, ({ iou }) => iou), rows.length),
    cIoU: percentOf(sum(rows, ({ intersection }) => intersection), unions),
    nAcc: percentOf(sum(others, ({ saysNothing }) => Number(saysNothing)), others.length),
    tAcc: percentOf(sum(targets, ({ saysNothing }) => Number(!saysNothing)), targets.length),
    precision: PRECISION_LEVELS.map((level) => percentOf(sum(targets, ({ iou }) => Number(iou >= level)), targets.length)),
    precisionOfAll: PRECISION_LEVELS.map((level) => percentOf(sum(rows, ({ iou }) => Number(iou >= level)), rows.length)),
  };
}

function sum<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

/** A share in percent; null where nothing is shared. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}

import { boxIou } from '../mask/boxes.ts';
import type { Box } from '../mask/types.ts';
import type { ScoredBox } from './grec.ts';

/** COCO's thresholds: 0.50, 0.55 ... 0.95. */
const IOU_LEVELS = spread(0.5, 0.95, 10);
/** COCO's recall levels: 0, 0.01 ... 1. */
const RECALL_LEVELS = spread(0, 1, 101);
/** Boxes of one sample that count, the best first. */
const MAX_BOXES = 100;

export interface RankedSample {
  readonly boxes: readonly ScoredBox[];
  readonly targets: readonly Box[];
}

/**
 * COCO's AP over IoU 0.50:0.95 without classes (`COCOeval`, all areas, 100 boxes a sample), in percent.
 * @returns null if no sample has a target
 */
export function averagePrecision(samples: readonly RankedSample[]): number | null {
  const total = samples.reduce((count, { targets }) => count + targets.length, 0);
  if (total === 0) return null;
  const levels = IOU_LEVELS.map((level) => precisionAt(samples, level, total));
  return (100 * levels.reduce((sum, value) => sum + value, 0)) / levels.length;
}

function precisionAt(samples: readonly RankedSample[], level: number, total: number): number {
  // Sorting is stable, so boxes of one score keep the order of their samples, as in COCOeval.
  const ranked = samples.flatMap((sample) => matchSample(sample, level)).sort((a, b) => b.score - a.score);
  const recalls: number[] = [];
  const precisions: number[] = [];
  let hits = 0;
  ranked.forEach(({ isHit }, index) => {
    if (isHit) hits++;
    recalls.push(hits / total);
    precisions.push(hits / (index + 1));
  });
  for (let i = precisions.length - 2; i >= 0; i--) precisions[i] = Math.max(precisions[i], precisions[i + 1]);
  let sum = 0;
  let at = 0;
  for (const recall of RECALL_LEVELS) {
    while (at < recalls.length && recalls[at] < recall) at++;
    sum += precisions[at] ?? 0;
  }
  return sum / RECALL_LEVELS.length;
}

/** Each box, the best first, takes the free target that it overlaps most. */
function matchSample({ boxes, targets }: RankedSample, level: number): { score: number; isHit: boolean }[] {
  const taken = new Set<number>();
  const best = boxes.toSorted((a, b) => b.score - a.score).slice(0, MAX_BOXES);
  return best.map(({ box, score }) => {
    let match = -1;
    let overlap = Math.min(level, 1 - 1e-10);
    targets.forEach((target, index) => {
      const iou = boxIou(box, target);
      if (taken.has(index) || iou < overlap) return;
      overlap = iou;
      match = index;
    });
    if (match >= 0) taken.add(match);
    return { score, isHit: match >= 0 };
  });
}

/** Rounded as numpy's `linspace`: an overlap that equals a level to the last bit must fall on COCO's side of it. */
function spread(from: number, to: number, count: number): number[] {
  const step = (to - from) / (count - 1);
  return Array.from({ length: count }, (_, index) => (index === count - 1 ? to : from + index * step));
}

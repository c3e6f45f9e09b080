import { CLASS_COUNT } from '../types.ts';

/** Corners in pixels of the encoder's square input. */
export type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

/** What the detector says in one look at the photo. */
export interface Look {
  /** N x CLASS_COUNT probabilities */
  readonly scores: Float32Array;
  /** N x 4 corners in pixels of the encoder's input */
  readonly boxes: Float32Array;
}

/** A detection after duplicates were merged into it. */
export interface Proposal {
  readonly corners: Corners;
  /** Probability of each class: the largest over a look's detections merged into this one, the mean over the looks. */
  readonly classes: Float32Array;
  /** The largest of them. */
  readonly score: number;
}

export interface ProposalOptions {
  readonly maxCount: number;
  /** Detections that overlap a better one by more than this IoU are merged into it, whatever their class. */
  readonly nmsIou: number;
  readonly scoreFloor: number;
  /** The part of the input that shows the photo; the rest is border. */
  readonly frame: Corners;
}

/** Smaller boxes are noise of the detector's finest level. */
const MIN_SIDE = 3;
/** Bounds the quadratic merge on photos full of tiny things. */
const MAX_DETECTIONS = 1500;

/**
 * Class-agnostic non-maximum suppression that keeps what the suppressed detections said of the class: a region that is
 * 40 % "cup" and 35 % "bowl" stays both, for the phrase to decide. What only one of several looks saw counts less.
 *
 * @returns at least one proposal (the best detection, however weak), by falling score
 */
export function mergeDetections(looks: readonly Look[], options: ProposalOptions): Proposal[] {
  const detections = strongest(looks, options);
  const merged = new Uint8Array(detections.length);
  const proposals: Proposal[] = [];
  // More places than are wanted: one that all looks saw may pass one of which only a single look is surer.
  const places = options.maxCount * looks.length;
  for (let i = 0; i < detections.length && proposals.length < places; i++) {
    if (merged[i] === 1) continue;
    const { corners } = detections[i];
    const same = [detections[i]];
    for (let j = i + 1; j < detections.length; j++) {
      const other = detections[j];
      if (merged[j] === 1 || cornersIou(corners, other.corners) <= options.nmsIou) continue;
      merged[j] = 1;
      same.push(other);
    }
    const classes = meanOfLooks(looks, same);
    proposals.push({ corners, classes, score: Math.max(...classes) });
  }
  return proposals.sort((a, b) => b.score - a.score).slice(0, options.maxCount);
}

/** A row of a look's output. */
export interface Row {
  readonly look: number;
  readonly row: number;
}

/** Probability of each class at a place, of which these rows speak: the best that each look saw, averaged over all looks. */
export function meanOfLooks(looks: readonly Look[], rows: readonly Row[]): Float32Array {
  const mean = new Float32Array(CLASS_COUNT);
  looks.forEach(({ scores }, look) => {
    const best = new Float32Array(CLASS_COUNT);
    for (const each of rows) {
      if (each.look !== look) continue;
      for (let c = 0; c < CLASS_COUNT; c++) best[c] = Math.max(best[c], scores[each.row * CLASS_COUNT + c]);
    }
    for (let c = 0; c < CLASS_COUNT; c++) mean[c] = mean[c] + best[c] / looks.length;
  });
  return mean;
}

interface Detection extends Row {
  readonly score: number;
  readonly corners: Corners;
}

function strongest(looks: readonly Look[], options: ProposalOptions): Detection[] {
  const above: Detection[] = [];
  let best: Detection | undefined;
  looks.forEach(({ scores, boxes }, look) => {
    for (let row = 0; row < boxes.length / 4; row++) {
      let score = 0;
      for (let c = row * CLASS_COUNT; c < (row + 1) * CLASS_COUNT; c++) if (scores[c] > score) score = scores[c]!;
      if (score <= options.scoreFloor && best !== undefined && score <= best.score) continue;
      const corners = clip(boxes, row * 4, options.frame);
      if (corners[2] - corners[0] <= MIN_SIDE || corners[3] - corners[1] <= MIN_SIDE) continue;
      const detection = { look, row, score, corners };
      if (best === undefined || score > best.score) best = detection;
      if (score > options.scoreFloor) above.push(detection);
    }
  });
  above.sort((a, b) => b.score - a.score);
  if (above.length > 0) return above.slice(0, MAX_DETECTIONS);
  return [best ?? { look: 0, row: 0, score: 0, corners: options.frame }];
}

function clip(boxes: Float32Array, at: number, [x1, y1, x2, y2]: Corners): Corners {
  const bound = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
  return [
    bound(boxes[at], x1, x2),
    bound(boxes[at + 1], y1, y2),
    bound(boxes[at + 2], x1, x2),
    bound(boxes[at + 3], y1, y2),
  ];
}

function cornersIou(a: Corners, b: Corners): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  if (width <= 0 || height <= 0) return 0;
  const intersection = width * height;
  return intersection / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - intersection);
}

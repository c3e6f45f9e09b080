import type { Box } from './types.ts';

/** Area in square pixels; 0 for a box without extent. */
export function boxArea(box: Box): number {
  return Math.max(0, box[2]) * Math.max(0, box[3]);
}

/** The common part of two boxes; its width and height are 0 where they do not overlap. */
export function intersectBoxes(a: Box, b: Box): Box {
  const x = Math.max(a[0], b[0]);
  const y = Math.max(a[1], b[1]);
  const right = Math.min(a[0] + a[2], b[0] + b[2]);
  const bottom = Math.min(a[1] + a[3], b[1] + b[3]);
  return [x, y, Math.max(0, right - x), Math.max(0, bottom - y)];
}

/** The smallest box that holds both; a box without area adds nothing. */
export function uniteBoxes(a: Box, b: Box): Box {
  if (boxArea(a) === 0) return b;
  if (boxArea(b) === 0) return a;
  const x = Math.min(a[0], b[0]);
  const y = Math.min(a[1], b[1]);
  return [x, y, Math.max(a[0] + a[2], b[0] + b[2]) - x, Math.max(a[1] + a[3], b[1] + b[3]) - y];
}

/** Intersection over union, 0..1; 0 where either has no area. */
export function boxIou(a: Box, b: Box): number {
  const overlap = intersectBoxes(a, b);
  // An overlap without extent in one direction has no area, whatever its other side.
  const intersection = overlap[2] * overlap[3];
  return intersection === 0 ? 0 : intersection / (boxArea(a) + boxArea(b) - intersection);
}

/** The part of a box that lies on an image of `width` x `height` pixels; without area if it lies beside the image. */
export function clipBox(box: Box, width: number, height: number): Box {
  const x = clamp(box[0], 0, width);
  const y = clamp(box[1], 0, height);
  return [x, y, clamp(box[0] + box[2], x, width) - x, clamp(box[1] + box[3], y, height) - y];
}

/** The box scaled by `factor` about its centre; may reach outside the image. */
export function enlargeBox(box: Box, factor: number): Box {
  const width = box[2] * factor;
  const height = box[3] * factor;
  return [box[0] + (box[2] - width) / 2, box[1] + (box[3] - height) / 2, width, height];
}

/** The smallest box of whole pixels that covers `box`, clipped to an image of `width` x `height` pixels. */
export function coveringPixels(box: Box, width: number, height: number): Box {
  const x = clamp(Math.floor(box[0]), 0, width);
  const y = clamp(Math.floor(box[1]), 0, height);
  const right = clamp(Math.ceil(box[0] + box[2]), x, width);
  const bottom = clamp(Math.ceil(box[1] + box[3]), y, height);
  return [x, y, right - x, bottom - y];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

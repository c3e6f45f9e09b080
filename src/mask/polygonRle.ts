import type { Ring } from './contours.ts';
import { rleFromCounts } from './rle.ts';
import { checkMaskSize } from './size.ts';
import type { Rle } from './types.ts';

/** pycocotools traces the outline on a grid this much finer than the pixels. */
const FINENESS = 5;

/**
 * The mask of one ring, equal to pycocotools' `frPyObjects` (`rleFrPoly` of cocoapi/common/maskApi.c) bit for bit:
 * published scores were computed with it, and it differs from the even-odd rule (`rasterizeRings`) at the edges.
 * @param ring corners in pixels, may reach outside the image; closed from its last to its first
 * @throws RangeError if the image's size is out of range, or a coordinate is missing or not finite
 */
export function polygonToRle(ring: Ring, width: number, height: number): Rle {
  checkMaskSize(width, height);
  if (ring.length % 2 !== 0) throw new RangeError(`ring has an odd number of coordinates (${ring.length})`);
  if (!ring.every(Number.isFinite)) throw new RangeError('ring has a coordinate that is not finite');
  const borders = columnBorders(traceOutline(ring), width, height);
  return rleFromCounts(runsBetween(borders, width * height), width, height);
}

/** Grid points of the outline, x and y by turns, in its direction. */
function traceOutline(ring: Ring): number[] {
  const onGrid = (coordinate: number) => Math.trunc(FINENESS * coordinate + 0.5);
  const points: number[] = [];
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    traceEdge(onGrid(ring[i]), onGrid(ring[i + 1]), onGrid(ring[next]), onGrid(ring[next + 1]), points);
  }
  return points;
}

/**
 * One step a grid line along the longer direction. Rounding is always seen from the end with the smaller coordinate, so
 * that two polygons which share an edge get the same line.
 */
function traceEdge(fromX: number, fromY: number, toX: number, toY: number, points: number[]): void {
  const [dx, dy] = [Math.abs(toX - fromX), Math.abs(toY - fromY)];
  const isFlat = dx >= dy;
  const flipped = (isFlat && fromX > toX) || (!isFlat && fromY > toY);
  const [startX, startY, endX, endY] = flipped ? [toX, toY, fromX, fromY] : [fromX, fromY, toX, toY];
  const steps = isFlat ? dx : dy;
  // A point, which C divides into a NaN that no border is made of.
  const slope = steps === 0 ? 0 : (isFlat ? endY - startY : endX - startX) / steps;
  for (let step = 0; step <= steps; step++) {
    const along = flipped ? steps - step : step;
    if (isFlat) points.push(startX + along, Math.trunc(startY + slope * along + 0.5));
    else points.push(Math.trunc(startX + slope * along + 0.5), startY + along);
  }
}

/** Column-major positions at which a column enters or leaves the ring, ascending. */
function columnBorders(points: readonly number[], width: number, height: number): number[] {
  const borders: number[] = [];
  for (let i = 2; i < points.length; i += 2) {
    const [previousX, x] = [points[i - 2], points[i]];
    if (x === previousX) continue;
    const column = ((x < previousX ? x : x - 1) + 0.5) / FINENESS - 0.5;
    if (!Number.isInteger(column) || column < 0 || column > width - 1) continue;
    const row = (Math.min(points[i - 1], points[i + 1]) + 0.5) / FINENESS - 0.5;
    borders.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
  }
  return borders.sort((a, b) => a - b);
}

/** Run lengths between borders; two borders at one place cancel each other. */
function runsBetween(borders: readonly number[], pixels: number): number[] {
  const counts: number[] = [];
  let last = 0;
  for (let i = 0; i < borders.length; i++) {
    if (i + 1 < borders.length && borders[i] === borders[i + 1]) {
      i++;
      continue;
    }
    counts.push(borders[i] - last);
    last = borders[i];
  }
  if (last < pixels) counts.push(pixels - last);
  return counts;
}

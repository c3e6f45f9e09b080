import { cutTile, tileBox, tileToMask } from './alpha.ts';
import { labelComponents } from './components.ts';
import { checkMask, INSIDE } from './size.ts';
import type { AlphaTile, BinaryMask } from './types.ts';

/** A closed ring of corners, `[x1, y1, x2, y2, ...]` as in COCO; the last joins the first. */
export type Ring = readonly number[];

/** One 4-connected component: its outer ring, clockwise on screen, and its holes, anticlockwise. */
export interface Polygon {
  readonly outer: Ring;
  readonly holes: readonly Ring[];
}

/**
 * Borders of a mask, exactly along the pixels' edges: corners are whole numbers, pixel (x, y) reaches from x to x + 1
 * and y to y + 1, and `rasterizeRings` gives the mask back. Pixels that touch only at a corner are not connected.
 * @throws RangeError if the mask is malformed
 */
export function traceContours(mask: BinaryMask): Polygon[] {
  checkMask(mask);
  const { width, height, data } = mask;
  const { labels, count } = labelComponents(data, width, height, 4);
  const polygons: { outer: Ring; holes: Ring[] }[] = [];
  const traced = new Uint8Array(data.length);
  const byLabel = new Int32Array(count + 1).fill(-1);
  for (let at = 0; at < data.length; at++) {
    // Every ring has an edge above a pixel inside: it is started there, at the first of them by rows.
    if (data[at] === 0 || traced[at] === 1 || (at >= width && data[at - width] === 1)) continue;
    const ring = traceRing(mask, at, traced);
    const label = labels[at];
    if (byLabel[label] < 0) {
      // A component's first pixel by rows lies on its outer ring.
      byLabel[label] = polygons.length;
      polygons.push({ outer: ring, holes: [] });
    } else {
      polygons[byLabel[label]].holes.push(ring);
    }
  }
  return polygons;
}

/** Steps to the right, down, left and up. */
const STEP_X = [1, 0, -1, 0];
const STEP_Y = [0, 1, 0, -1];

/**
 * Follows a border with the inside on the right hand, from the upper left corner of pixel `start` to the right. Marks
 * the pixels whose upper edges it passes.
 */
function traceRing(mask: BinaryMask, start: number, traced: Uint8Array): number[] {
  const { width, height, data } = mask;
  const startX = start % width;
  const startY = (start - startX) / width;
  const ring: number[] = [];
  let x = startX;
  let y = startY;
  let direction = 0;
  do {
    if (direction === 0) traced[y * width + x] = 1;
    x += STEP_X[direction];
    y += STEP_Y[direction];
    const next = turn(direction);
    if (next !== direction) ring.push(x, y);
    direction = next;
  } while (x !== startX || y !== startY || direction !== 0);
  return ring;

  function isInside(column: number, row: number): boolean {
    return column >= 0 && row >= 0 && column < width && row < height && data[row * width + column] === 1;
  }

  /** Right at a corner, even if a pixel touches it from beyond; left where the way is blocked. */
  function turn(heading: number): number {
    const right = (heading + 1) % 4;
    const left = (heading + 3) % 4;
    // The pixel ahead on a hand's side: from the corner half a step ahead and half a step to that side.
    const column = x + (STEP_X[heading] - 1) / 2;
    const row = y + (STEP_Y[heading] - 1) / 2;
    if (!isInside(column + STEP_X[right] / 2, row + STEP_Y[right] / 2)) return right;
    return isInside(column + STEP_X[left] / 2, row + STEP_Y[left] / 2) ? left : heading;
  }
}

/** All rings of polygons, as `rasterizeRings` takes them. */
export function ringsOf(polygons: readonly Polygon[]): Ring[] {
  return polygons.flatMap(({ outer, holes }) => [outer, ...holes]);
}

/** Rings of a mask as COCO writes them, in pixels of the photo. */
export interface CocoRings {
  readonly outer: readonly Ring[];
  /** COCO's polygons know no holes: a mask that has some must be written as RLE to be exact. */
  readonly holes: readonly Ring[];
}

/** Borders of the pixels of a tile at or above `threshold` (1..255), in pixels of the photo, every corner kept. */
export function ringsOfTile(tile: AlphaTile, threshold = INSIDE): CocoRings {
  const outer: Ring[] = [];
  const holes: Ring[] = [];
  const [x, y, width, height] = tileBox(tile, threshold);
  if (width === 0) return { outer, holes };
  const cropped = cutTile(tile, [x, y, width, height]);
  const mask = tileToMask({ ...cropped, x: 0, y: 0 }, width, height, threshold);
  const place = (ring: Ring) => ring.map((value, i) => value + (i % 2 === 0 ? x : y));
  for (const polygon of traceContours(mask)) {
    outer.push(place(polygon.outer));
    holes.push(...polygon.holes.map(place));
  }
  return { outer, holes };
}

import { checkCounts, countsToString, parseCounts } from './rle-counts.ts';
import { checkMask, checkMaskSize, INSIDE, tileFits } from './size.ts';
import type { AlphaTile, BinaryMask, Box, Rle } from './types.ts';

/**
 * Encodes a mask as pycocotools' `encode` does, byte for byte.
 * @throws RangeError if the size is out of range or does not fit the data
 */
export function encodeRle(mask: BinaryMask): Rle {
  checkMask(mask);
  return encodeRegion({ ...mask, x: 0, y: 0 }, 1, mask.width, mask.height);
}

/**
 * Encodes the pixels of a tile that are at or above `threshold` as a mask of an image of `width` x `height` pixels.
 * Takes time by the tile's size, not the image's.
 * @param threshold 1..255
 * @throws RangeError if the image's size is out of range or the tile reaches outside the image
 */
export function encodeTileRle(tile: AlphaTile, width: number, height: number, threshold = INSIDE): Rle {
  checkMaskSize(width, height);
  if (!tileFits(tile, width, height)) {
    throw new RangeError(
      `tile ${tile.width} x ${tile.height} at ${tile.x}, ${tile.y} reaches outside the image of ${width} x ${height}`,
    );
  }
  return encodeRegion(tile, threshold, width, height);
}

/**
 * A run starts or ends wherever a pixel differs from the one above. The borders are counted by column, then placed, in
 * two passes along the rows: memory is read in its own order although the runs go down the columns.
 */
function encodeRegion(region: AlphaTile, threshold: number, width: number, height: number): Rle {
  const columnEnds = countBorders(region, threshold);
  const positions = placeBorders(region, threshold, columnEnds, height);
  const counts = new Uint32Array(positions.length + 1);
  let runs = 0;
  let last = 0;
  for (let i = 0; i < positions.length; i++) {
    // One column ends at the image's bottom and the next begins at its top: the run goes on.
    if (i + 1 < positions.length && positions[i] === positions[i + 1]) {
      i++;
      continue;
    }
    counts[runs++] = positions[i] - last;
    last = positions[i];
  }
  if (last < width * height) counts[runs++] = width * height - last;
  return { size: [height, width], counts: countsToString(counts.subarray(0, runs)) };
}

/** Number of run borders in all columns before each column; one longer than the region is wide. */
function countBorders(region: AlphaTile, threshold: number): Uint32Array {
  const { width, height, data } = region;
  const totals = new Uint32Array(width + 1);
  for (let x = 0; x < width; x++) {
    if (height > 0 && data[x] >= threshold) totals[x + 1]++;
    if (height > 0 && data[(height - 1) * width + x] >= threshold) totals[x + 1]++;
  }
  for (let y = 1; y < height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      if (data[row + x] >= threshold !== data[row - width + x] >= threshold) totals[x + 1]++;
    }
  }
  for (let x = 0; x < width; x++) totals[x + 1] += totals[x];
  return totals;
}

/** Column-major position in the image of each run border, ascending. */
function placeBorders(
  region: AlphaTile, threshold: number, columnStarts: Uint32Array, imageHeight: number,
): Uint32Array {
  const { x: left, y: top, width, height, data } = region;
  const positions = new Uint32Array(columnStarts[width]);
  const next = columnStarts.slice(0, width);
  for (let y = 0; y <= height; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const inside = y < height && data[row + x] >= threshold;
      const insideAbove = y > 0 && data[row - width + x] >= threshold;
      if (inside !== insideAbove) positions[next[x]++] = (left + x) * imageHeight + top + y;
    }
  }
  return positions;
}

/**
 * Decodes a mask.
 * @throws RangeError, saying what is wrong, if the size is out of range or the counts do not describe a mask of it
 */
export function decodeRle(rle: Rle): BinaryMask {
  const [height, width] = rle.size;
  const data = paintRuns(parseCounts(rle), height, [0, 0, width, height], 1);
  return { width, height, data };
}

/**
 * Decodes a mask to a tile (0 or 255) that fits it tightly, without a buffer of the image's size.
 * @throws RangeError as `decodeRle`
 */
export function decodeRleTile(rle: Rle): AlphaTile {
  const counts = parseCounts(rle);
  const box = runsBox(counts, rle.size[0]);
  const [x, y, width, height] = box;
  return { x, y, width, height, data: paintRuns(counts, rle.size[0], box, 255) };
}

/** Paints the runs that lie within `box`, which must hold all of them. */
function paintRuns(counts: Uint32Array, imageHeight: number, box: Box, value: number): Uint8Array {
  const [left, top, width, height] = box;
  const data = new Uint8Array(width * height);
  let position = 0;
  for (let i = 0; i < counts.length; i++) {
    const end = position + counts[i];
    // Marks where each column enters and leaves the run; the sweep below fills in between, along the rows.
    while (i % 2 === 1 && position < end) {
      const column = Math.floor(position / imageHeight);
      const from = position - column * imageHeight - top;
      const to = Math.min(end - column * imageHeight, imageHeight) - top;
      data[from * width + column - left] ^= value;
      if (to < height) data[to * width + column - left] ^= value;
      position = Math.min(end, (column + 1) * imageHeight);
    }
    position = end;
  }
  for (let at = width; at < data.length; at++) data[at] ^= data[at - width];
  return data;
}

/** The mask's run lengths, uncompressed, as `rleFromCounts` reads them. @throws RangeError as `decodeRle` */
export function rleToCounts(rle: Rle): number[] {
  return Array.from(parseCounts(rle));
}

/**
 * A mask from uncompressed run lengths: column-major, beginning with the run of 0.
 * @throws RangeError if the size is out of range or the runs do not describe a mask of it
 */
export function rleFromCounts(counts: ArrayLike<number>, width: number, height: number): Rle {
  return { size: [height, width], counts: countsToString(checkCounts(counts, width, height)) };
}

/** Number of pixels inside. @throws RangeError as `decodeRle` */
export function rleArea(rle: Rle): number {
  return insideRuns(parseCounts(rle));
}

function insideRuns(counts: Uint32Array): number {
  let area = 0;
  for (let i = 1; i < counts.length; i += 2) area += counts[i];
  return area;
}

/** Tight box in whole pixels; [0, 0, 0, 0] for an empty mask. @throws RangeError as `decodeRle` */
export function rleToBox(rle: Rle): Box {
  return runsBox(parseCounts(rle), rle.size[0]);
}

function runsBox(counts: Uint32Array, height: number): Box {
  let left = Infinity;
  let right = -1;
  let top = height;
  let bottom = -1;
  let position = counts.length > 0 ? counts[0] : 0;
  for (let i = 1; i < counts.length; i += 2) {
    if (counts[i] > 0) {
      const last = position + counts[i] - 1;
      const firstColumn = Math.floor(position / height);
      const lastColumn = Math.floor(last / height);
      left = Math.min(left, firstColumn);
      right = lastColumn;
      // A run that goes on in the next column touches both the bottom and the top.
      top = firstColumn < lastColumn ? 0 : Math.min(top, position % height);
      bottom = firstColumn < lastColumn ? height - 1 : Math.max(bottom, last % height);
    }
    position += counts[i] + (i + 1 < counts.length ? counts[i + 1] : 0);
  }
  return right < 0 ? [0, 0, 0, 0] : [left, top, right - left + 1, bottom - top + 1];
}

/** Pixels inside either mask. @throws RangeError as `decodeRle`, or if the masks differ in size */
export function uniteRle(a: Rle, b: Rle): Rle {
  return mergeRle(a, b, 1);
}

/** Pixels inside both masks. @throws RangeError as `decodeRle`, or if the masks differ in size */
export function intersectRle(a: Rle, b: Rle): Rle {
  return mergeRle(a, b, 2);
}

/** Walks the runs of both masks side by side; a pixel is inside where at least `needed` of the two masks are. */
function mergeRle(a: Rle, b: Rle, needed: 1 | 2): Rle {
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1]) {
    throw new RangeError(`masks of ${a.size[1]} x ${a.size[0]} and ${b.size[1]} x ${b.size[0]} differ in size`);
  }
  const first = parseCounts(a);
  const second = parseCounts(b);
  const merged: number[] = [0];
  let i = 0;
  let j = 0;
  let leftOfFirst = first[0];
  let leftOfSecond = second[0];
  while (i < first.length && j < second.length) {
    const step = Math.min(leftOfFirst, leftOfSecond);
    const inside = (i & 1) + (j & 1) >= needed ? 1 : 0;
    if (step > 0) {
      if ((merged.length - 1) % 2 !== inside) merged.push(0);
      merged[merged.length - 1] += step;
    }
    leftOfFirst -= step;
    leftOfSecond -= step;
    if (leftOfFirst === 0) leftOfFirst = first[++i];
    if (leftOfSecond === 0) leftOfSecond = second[++j];
  }
  return { size: a.size, counts: countsToString(merged) };
}

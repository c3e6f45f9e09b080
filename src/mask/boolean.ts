import { commonPixels, tileArea } from './alpha.ts';
import { intersectRle, rleArea } from './rle.ts';
import { checkMask, checkSameSize, INSIDE } from './size.ts';
import type { AlphaTile, BinaryMask, Rle } from './types.ts';

/** Pixels inside either mask. @throws RangeError if the masks differ in size or are malformed */
export function uniteMasks(a: BinaryMask, b: BinaryMask): BinaryMask {
  checkSameSize(a, b);
  const data = new Uint8Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i] | b.data[i];
  return { ...a, data };
}

/** Pixels inside both masks. @throws RangeError if the masks differ in size or are malformed */
export function intersectMasks(a: BinaryMask, b: BinaryMask): BinaryMask {
  checkSameSize(a, b);
  const data = new Uint8Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i] & b.data[i];
  return { ...a, data };
}

/** Pixels inside `a` but not `b`. @throws RangeError if the masks differ in size or are malformed */
export function subtractMasks(a: BinaryMask, b: BinaryMask): BinaryMask {
  checkSameSize(a, b);
  const data = new Uint8Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i] & (b.data[i] ^ 1);
  return { ...a, data };
}

/** Pixels inside exactly one of the masks. @throws RangeError if the masks differ in size or are malformed */
export function xorMasks(a: BinaryMask, b: BinaryMask): BinaryMask {
  checkSameSize(a, b);
  const data = new Uint8Array(a.data.length);
  for (let i = 0; i < data.length; i++) data[i] = a.data[i] ^ b.data[i];
  return { ...a, data };
}

/** Pixels outside the mask. @throws RangeError if the mask is malformed */
export function invertMask(mask: BinaryMask): BinaryMask {
  checkMask(mask);
  const data = new Uint8Array(mask.data.length);
  for (let i = 0; i < data.length; i++) data[i] = mask.data[i] ^ 1;
  return { ...mask, data };
}

/** Number of pixels inside. */
export function maskArea(mask: BinaryMask): number {
  let area = 0;
  for (let i = 0; i < mask.data.length; i++) area += mask.data[i];
  return area;
}

/**
 * Intersection over union, 0..1; 0 for two empty masks, as pycocotools counts it.
 * @throws RangeError if the masks differ in size or are malformed
 */
export function maskIou(a: BinaryMask, b: BinaryMask): number {
  checkSameSize(a, b);
  let intersection = 0;
  let union = 0;
  for (let i = 0; i < a.data.length; i++) {
    intersection += a.data[i] & b.data[i];
    union += a.data[i] | b.data[i];
  }
  return union === 0 ? 0 : intersection / union;
}

/** As `maskIou`, on the runs. @throws RangeError if the masks differ in size or are malformed */
export function rleIou(a: Rle, b: Rle): number {
  const intersection = rleArea(intersectRle(a, b));
  const union = rleArea(a) + rleArea(b) - intersection;
  return union === 0 ? 0 : intersection / union;
}

/** As `maskIou`, of the pixels at or above `threshold` (1..255) of two tiles of the same photo. */
export function tileIou(a: AlphaTile, b: AlphaTile, threshold = INSIDE): number {
  const [left, top, width, height] = commonPixels(a, b);
  if (width === 0) return 0;
  let intersection = 0;
  for (let y = top; y < top + height; y++) {
    let inA = (y - a.y) * a.width + left - a.x;
    let inB = (y - b.y) * b.width + left - b.x;
    for (const end = inA + width; inA < end; inA++, inB++) {
      if (a.data[inA] >= threshold && b.data[inB] >= threshold) intersection++;
    }
  }
  const union = tileArea(a, threshold) + tileArea(b, threshold) - intersection;
  return union === 0 ? 0 : intersection / union;
}

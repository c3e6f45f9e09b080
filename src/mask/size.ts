import type { AlphaTile, BinaryMask } from './types.ts';

/** Largest image, in pixels, for which masks are read or written: above it, sizes in a file are taken for an attack. */
export const MAX_MASK_PIXELS = 2 ** 28;

/** Alpha from which a pixel of a soft mask counts as inside. */
export const INSIDE = 128;

/**
 * Checks the size of an image that carries masks.
 * @returns its number of pixels
 * @throws RangeError if a side is not a whole number of at least 1, or the image exceeds MAX_MASK_PIXELS
 */
export function checkMaskSize(width: number, height: number): number {
  if (!Number.isSafeInteger(width) || !Number.isSafeInteger(height) || width < 1 || height < 1) {
    throw new RangeError(`mask size ${width} x ${height} is not two whole numbers of at least 1`);
  }
  const pixels = width * height;
  if (pixels > MAX_MASK_PIXELS) {
    throw new RangeError(`mask size ${width} x ${height} exceeds the limit of ${MAX_MASK_PIXELS} pixels`);
  }
  return pixels;
}

/**
 * Checks that a mask's data fit its size.
 * @throws RangeError if they do not, or the size is out of range
 */
export function checkMask(mask: BinaryMask): void {
  const pixels = checkMaskSize(mask.width, mask.height);
  if (mask.data.length !== pixels) {
    throw new RangeError(`mask of ${mask.width} x ${mask.height} has ${mask.data.length} pixels instead of ${pixels}`);
  }
}

/**
 * Checks that two masks belong to images of one size.
 * @throws RangeError if they do not, or either is malformed
 */
export function checkSameSize(a: BinaryMask, b: BinaryMask): void {
  checkMask(a);
  checkMask(b);
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`masks of ${a.width} x ${a.height} and ${b.width} x ${b.height} differ in size`);
  }
}

/** Whether a tile lies on an image of `width` x `height` pixels with all of its pixels. */
export function tileFits(tile: AlphaTile, width: number, height: number): boolean {
  return tile.x >= 0 && tile.y >= 0 && tile.x + tile.width <= width && tile.y + tile.height <= height;
}

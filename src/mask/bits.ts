import { checkMask, checkMaskSize } from './size.ts';
import type { BinaryMask } from './types.ts';

/**
 * Packs a mask to one bit a pixel: row-major without padding between rows, the most significant bit first; the last
 * byte is filled up with zeros.
 * @throws RangeError if the mask is malformed
 */
export function packBits(mask: BinaryMask): Uint8Array {
  checkMask(mask);
  const bits = new Uint8Array(Math.ceil(mask.data.length / 8));
  for (let i = 0; i < mask.data.length; i++) {
    if (mask.data[i] !== 0) bits[i >> 3] |= 0x80 >> (i & 7);
  }
  return bits;
}

/**
 * Reads a mask that `packBits` wrote.
 * @throws RangeError if the size is out of range or the bits are too few or too many for it
 */
export function unpackBits(bits: Uint8Array, width: number, height: number): BinaryMask {
  const pixels = checkMaskSize(width, height);
  const bytes = Math.ceil(pixels / 8);
  if (bits.length !== bytes) {
    throw new RangeError(`packed mask of ${width} x ${height} has ${bits.length} bytes instead of ${bytes}`);
  }
  const data = new Uint8Array(pixels);
  for (let i = 0; i < pixels; i++) data[i] = (bits[i >> 3] >> (7 - (i & 7))) & 1;
  return { width, height, data };
}

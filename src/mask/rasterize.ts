import type { Ring } from './contours.ts';
import { checkMaskSize } from './size.ts';
import type { BinaryMask } from './types.ts';

/**
 * The pixels whose centres lie inside an odd number of rings (even-odd rule).
 * @param rings corners in pixels of the image, fractional, may reach outside; each is closed from its last to its first
 * @throws RangeError if the image's size is out of range, or a ring has an odd number of coordinates or one that is not
 *   finite
 */
export function rasterizeRings(rings: readonly Ring[], width: number, height: number): BinaryMask {
  const data = new Uint8Array(checkMaskSize(width, height));
  for (const ring of rings) {
    if (ring.length % 2 !== 0) throw new RangeError(`ring has an odd number of coordinates (${ring.length})`);
    if (!ring.every(Number.isFinite)) throw new RangeError('ring has a coordinate that is not finite');
    for (let i = 0; i < ring.length; i += 2) {
      const next = (i + 2) % ring.length;
      markEdge(data, width, height, ring[i], ring[i + 1], ring[next], ring[next + 1]);
    }
  }
  for (let row = 0; row < data.length; row += width) {
    for (let at = row + 1; at < row + width; at++) data[at] ^= data[at - 1];
  }
  return { width, height, data };
}

/** Flips, in each row that the edge crosses, the first pixel whose centre is right of it: the sweep flips the rest. */
function markEdge(
  data: Uint8Array, width: number, height: number, x1: number, y1: number, x2: number, y2: number,
): void {
  const first = Math.max(0, Math.ceil(Math.min(y1, y2) - 0.5));
  const end = Math.min(height, Math.ceil(Math.max(y1, y2) - 0.5));
  const slope = (x2 - x1) / (y2 - y1);
  for (let row = first; row < end; row++) {
    const x = Math.max(0, Math.ceil(x1 + (row + 0.5 - y1) * slope - 0.5));
    if (x < width) data[row * width + x] ^= 1;
  }
}

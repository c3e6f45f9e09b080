import { clipTile, cutTile } from './alpha.ts';
import { coveringPixels } from './boxes.ts';
import { checkMaskSize } from './size.ts';
import type { AlphaTile } from './types.ts';

/** Alpha is blurred in steps of 1/256 so that three roundings do not show. */
const STEPS = 256;
const PASSES = 3;

/**
 * Softens a mask's border by a blur close to a Gaussian of standard deviation `radius` / 2: three extended box blurs
 * (Gwosdek, Grewenig, Bruhn & Weickert 2011), in time that does not depend on the radius. What the photo's border cuts
 * off is taken to go on beyond it, so that an object at the border does not fade there.
 * @param radius pixels, 0 to 2^14, may be fractional: all but 2 % of the transition lies that near to the border
 * @param width of the photo
 * @param height of the photo
 * @returns a larger tile: the blur reaches beyond the old one
 * @throws RangeError if the radius or the photo's size is out of range
 */
export function featherTile(tile: AlphaTile, radius: number, width: number, height: number): AlphaTile {
  checkMaskSize(width, height);
  if (!(radius >= 0 && radius <= 2 ** 14)) throw new RangeError(`feather radius ${radius} is not in 0..${2 ** 14}`);
  const clipped = clipTile(tile, width, height);
  if (clipped.data.length === 0) return clipped;
  const box = extendedBox(radius / 2);
  const reach = PASSES * (box.radius + 1);
  const area = coveringPixels(
    [clipped.x - reach, clipped.y - reach, clipped.width + 2 * reach, clipped.height + 2 * reach], width, height,
  );
  const padded = cutTile(clipped, area);
  const values = new Uint16Array(padded.data.length);
  for (let i = 0; i < values.length; i++) values[i] = padded.data[i] * STEPS;
  const scratch = new Uint16Array(values.length);
  for (let pass = 0; pass < PASSES; pass++) {
    blurRows(values, scratch, padded.width, box);
    blurColumns(scratch, values, padded.width, padded.height, box);
  }
  const data = new Uint8Array(values.length);
  for (let i = 0; i < data.length; i++) data[i] = (values[i] + STEPS / 2) >> 8;
  return { ...padded, data };
}

/** Mean of the pixels up to `radius` away and, by the weight `edge`, of the two just beyond. */
interface ExtendedBox {
  readonly radius: number;
  /** 0 to below 1. */
  readonly edge: number;
}

/** The box whose variance is that of the Gaussian divided by the number of passes. */
function extendedBox(sigma: number): ExtendedBox {
  const variance = (sigma * sigma) / PASSES;
  const radius = Math.floor(Math.sqrt(12 * variance + 1) / 2 - 0.5);
  const edge =
    ((2 * radius + 1) * (radius * (radius + 1) - 3 * variance)) / (6 * (variance - (radius + 1) * (radius + 1)));
  return { radius, edge };
}

/** Blurs each row; its outermost pixels stand for those beyond. */
function blurRows(source: Uint16Array, target: Uint16Array, width: number, { radius, edge }: ExtendedBox): void {
  const share = 1 / (2 * radius + 1 + 2 * edge);
  for (let row = 0; row < source.length; row += width) {
    const last = row + width - 1;
    let sum = source[row] * (radius + 1);
    for (let k = 1; k <= radius; k++) sum += source[Math.min(last, row + k)];
    for (let at = row; at <= last; at++) {
      const before = source[Math.max(row, at - radius - 1)];
      const after = source[Math.min(last, at + radius + 1)];
      target[at] = (sum + edge * (before + after)) * share + 0.5;
      sum += after - source[Math.max(row, at - radius)];
    }
  }
}

/** As `blurRows` along the columns, all of them side by side so that memory is read in its own order. */
function blurColumns(
  source: Uint16Array, target: Uint16Array, width: number, height: number, { radius, edge }: ExtendedBox,
): void {
  const share = 1 / (2 * radius + 1 + 2 * edge);
  const sums = new Float64Array(width);
  for (let k = -radius; k <= radius; k++) {
    const row = Math.min(height - 1, Math.max(0, k)) * width;
    for (let x = 0; x < width; x++) sums[x] += source[row + x];
  }
  for (let y = 0; y < height; y++) {
    const to = y * width;
    const before = Math.max(0, y - radius - 1) * width;
    const after = Math.min(height - 1, y + radius + 1) * width;
    const leaving = Math.max(0, y - radius) * width;
    for (let x = 0; x < width; x++) {
      target[to + x] = (sums[x] + edge * (source[before + x] + source[after + x])) * share + 0.5;
      sums[x] += source[after + x] - source[leaving + x];
    }
  }
}

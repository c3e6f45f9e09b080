import type { Box } from '../mask/types.ts';
import { COLOR_BANDS, COLOR_NAMES, MASK_SIDE } from './types.ts';

type ColorName = (typeof COLOR_NAMES)[number];

const CELLS = MASK_SIDE * MASK_SIDE;
/** A mask of fewer cells than this says too little; the middle of the box is measured instead. */
const FEWEST_CELLS = 12;
/** Half-axes of the ellipse measured then, as a share of the box's half sides. */
const ELLIPSE = 0.8;

const indexOf = new Map<ColorName, number>(COLOR_NAMES.map((name, index) => [name, index]));

/**
 * The colour name that people give an sRGB colour, by regions of HSV: dark and pale colours first, then hue, where
 * dark orange is brown and pale red is pink. A hand-made partition for the eleven basic colour terms of Berlin and
 * Kay (1969).
 * @param red, green, blue 0..255
 */
export function colorName(red: number, green: number, blue: number): ColorName {
  const max = Math.max(red, green, blue);
  const chroma = max - Math.min(red, green, blue);
  const value = max / 255;
  const saturation = max === 0 ? 0 : chroma / max;
  return achromaticName(value, saturation) ?? chromaticName(hueOf(red, green, blue, max, chroma), saturation, value);
}

function achromaticName(value: number, saturation: number): ColorName | undefined {
  if (value < 0.2 || (saturation < 0.3 && value < 0.3)) return 'black';
  if (saturation < 0.15 && value > 0.7) return 'white';
  return saturation < 0.16 ? 'gray' : undefined;
}

/** Degrees, 0..360. */
function hueOf(red: number, green: number, blue: number, max: number, chroma: number): number {
  if (max === red) return (((green - blue) / chroma + 6) % 6) * 60;
  return max === green ? ((blue - red) / chroma + 2) * 60 : ((red - green) / chroma + 4) * 60;
}

function chromaticName(hue: number, saturation: number, value: number): ColorName {
  if ((hue < 15 || hue >= 335) && saturation < 0.5 && value > 0.7) return 'pink';
  if (hue < 14 || hue >= 340) return 'red';
  if (hue < 42) return value < 0.65 || saturation < 0.4 ? 'brown' : 'orange';
  if (hue < 68) return value < 0.45 ? 'brown' : 'yellow';
  if (hue < 165) return 'green';
  if (hue < 258) return 'blue';
  return hue < 295 ? 'purple' : 'pink';
}

/** Bit set of the bands that each row of the mask grid belongs to. */
function bandsOfRows(box: Box, maskBox: Box): Uint8Array {
  return Uint8Array.from({ length: MASK_SIDE }, (_, row) => {
    const y = maskBox[1] + ((row + 0.5) / MASK_SIDE) * maskBox[3];
    const height = (y - box[1]) / Math.max(box[3], 1e-6);
    return COLOR_BANDS.reduce((bits, { from, to }, band) => {
      // The whole includes what the mask holds beyond the box.
      const inside = (from === 0 && to === 1) || (height >= from && height < to);
      return inside ? bits | (1 << band) : bits;
    }, 0);
  });
}

/** True inside an ellipse in the middle of the box. */
function isInEllipse(cell: number, box: Box, maskBox: Box): boolean {
  const x = maskBox[0] + (((cell % MASK_SIDE) + 0.5) / MASK_SIDE) * maskBox[2];
  const y = maskBox[1] + ((Math.floor(cell / MASK_SIDE) + 0.5) / MASK_SIDE) * maskBox[3];
  const dx = (x - box[0] - box[2] / 2) / (ELLIPSE * box[2] * 0.5);
  const dy = (y - box[1] - box[3] / 2) / (ELLIPSE * box[3] * 0.5);
  return dx * dx + dy * dy <= 1;
}

function countForeground(maskLogits: ArrayLike<number>): number {
  let count = 0;
  for (let cell = 0; cell < CELLS; cell += 1) if (maskLogits[cell] > 0) count += 1;
  return count;
}

/**
 * Shares of the named colours among the pixels of a region, for the whole and for bands of its height.
 * @param crop RGB pixels, 0..255, MASK_SIDE x MASK_SIDE x 3, row-major, over `maskBox`
 * @param maskLogits MASK_SIDE x MASK_SIDE; cells above 0 are counted (the middle of the box if hardly any are)
 * @param box the region's box; bands are fractions of its height
 * @param maskBox the box that both grids cover, in the same pixels as `box`
 * @returns COLOR_BANDS.length x COLOR_NAMES.length, row-major; each band sums to 1, or is all 0 where it is empty
 * @throws RangeError if a grid has the wrong length
 */
export function colorShares(
  crop: ArrayLike<number>,
  maskLogits: ArrayLike<number>,
  box: Box,
  maskBox: Box,
): Float32Array {
  if (crop.length !== CELLS * 3) throw new RangeError(`crop has ${crop.length} values, not ${CELLS * 3}`);
  if (maskLogits.length !== CELLS) throw new RangeError(`mask has ${maskLogits.length} logits, not ${CELLS}`);
  const rows = bandsOfRows(box, maskBox);
  const byMask = countForeground(maskLogits) >= FEWEST_CELLS;
  const shares = new Float32Array(COLOR_BANDS.length * COLOR_NAMES.length);
  const totals = new Float32Array(COLOR_BANDS.length);
  for (let cell = 0; cell < CELLS; cell += 1) {
    if (byMask ? maskLogits[cell] <= 0 : !isInEllipse(cell, box, maskBox)) continue;
    const color = indexOf.get(colorName(crop[cell * 3], crop[cell * 3 + 1], crop[cell * 3 + 2]))!;
    const bands = rows[Math.floor(cell / MASK_SIDE)];
    for (let band = 0; band < COLOR_BANDS.length; band += 1) {
      if ((bands & (1 << band)) === 0) continue;
      shares[band * COLOR_NAMES.length + color] += 1;
      totals[band] += 1;
    }
  }
  return shares.map((count, index) => {
    const total = totals[Math.floor(index / COLOR_NAMES.length)];
    return total === 0 ? 0 : count / total;
  });
}

import { clipBox, coveringPixels } from './boxes.ts';
import { checkMaskSize, INSIDE } from './size.ts';
import { EMPTY_TILE, tileToMask } from './alpha.ts';
import type { AlphaTile, BinaryMask, Box } from './types.ts';

/** Beyond these logits the alpha rounds to 0 or 255. */
const LOGIT_LIMIT = 7;
const TABLE_STEPS = 4096;
const TABLE_SCALE = (TABLE_STEPS - 1) / (2 * LOGIT_LIMIT);
const ALPHA_OF_LOGIT = sigmoidTable();

function sigmoidTable(): Uint8Array {
  const table = new Uint8Array(TABLE_STEPS);
  for (let i = 0; i < TABLE_STEPS; i++) {
    const logit = i / TABLE_SCALE - LOGIT_LIMIT;
    table[i] = Math.round(255 / (1 + Math.exp(-logit)));
  }
  return table;
}

/**
 * A square grid of mask logits as a soft mask at the photo's resolution: bicubic interpolation of the logits (Keys
 * 1981, a = -0.5; the grid's cells are areas, so cell i's value lies at (i + 0.5) / side of the box), then a sigmoid.
 * Interpolating logits rather than probabilities keeps the border where they change sign.
 * @param logits side x side, row-major, over `maskBox`
 * @param maskBox pixels of the photo, fractional; may reach outside
 * @param width pixels of the photo
 * @param height pixels of the photo
 * @returns a tile over the part of `maskBox` on the photo, whole pixels; without pixels if there is none
 * @throws RangeError if the logits are no square grid, the box is not finite or the photo's size is out of range
 */
export function upsampleLogits(logits: Float32Array, maskBox: Box, width: number, height: number): AlphaTile {
  const side = gridSide(logits);
  checkMaskSize(width, height);
  if (!maskBox.every(Number.isFinite)) throw new RangeError(`mask box [${maskBox.join(', ')}] is not finite`);
  const [, , clippedWidth, clippedHeight] = clipBox(maskBox, width, height);
  if (clippedWidth <= 0 || clippedHeight <= 0) return EMPTY_TILE;
  const [x, y, columns, rows] = coveringPixels(maskBox, width, height);
  const horizontal = taps(x, columns, maskBox[0], maskBox[2], side);
  const vertical = taps(y, rows, maskBox[1], maskBox[3], side);
  const stretched = stretchRows(logits, side, horizontal, columns);
  const data = new Uint8Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const t = row * 4;
    const above = vertical.cells[t] * columns;
    const first = vertical.cells[t + 1] * columns;
    const second = vertical.cells[t + 2] * columns;
    const below = vertical.cells[t + 3] * columns;
    const wAbove = vertical.weights[t];
    const wFirst = vertical.weights[t + 1];
    const wSecond = vertical.weights[t + 2];
    const wBelow = vertical.weights[t + 3];
    for (let i = 0, at = row * columns; i < columns; i++, at++) {
      const logit =
        wAbove * stretched[above + i] + wFirst * stretched[first + i] +
        wSecond * stretched[second + i] + wBelow * stretched[below + i];
      const limited = logit < -LOGIT_LIMIT ? -LOGIT_LIMIT : logit > LOGIT_LIMIT ? LOGIT_LIMIT : logit;
      data[at] = ALPHA_OF_LOGIT[((limited + LOGIT_LIMIT) * TABLE_SCALE + 0.5) | 0];
    }
  }
  return { x, y, width: columns, height: rows, data };
}

/**
 * The same mask on the photo scaled down so that its long side has at most `maxSide` pixels: cheap overlaps.
 * @returns a mask of the scaled photo, each side rounded to at least 1 pixel
 * @throws RangeError as `upsampleLogits`
 */
export function binaryFromLogits(
  logits: Float32Array, maskBox: Box, width: number, height: number, maxSide: number,
): BinaryMask {
  const scale = Math.min(1, maxSide / Math.max(width, height));
  const scaledWidth = Math.max(1, Math.round(width * scale));
  const scaledHeight = Math.max(1, Math.round(height * scale));
  const horizontal = scaledWidth / width;
  const vertical = scaledHeight / height;
  const scaledBox: Box = [
    maskBox[0] * horizontal, maskBox[1] * vertical, maskBox[2] * horizontal, maskBox[3] * vertical,
  ];
  const tile = upsampleLogits(logits, scaledBox, scaledWidth, scaledHeight);
  return tileToMask(tile, scaledWidth, scaledHeight, INSIDE);
}

function gridSide(logits: Float32Array): number {
  const side = Math.round(Math.sqrt(logits.length));
  if (side < 1 || side * side !== logits.length) {
    throw new RangeError(`mask logits of length ${logits.length} are no square grid`);
  }
  return side;
}

/** Four grid cells and their weights for each output pixel of one axis. */
interface Taps {
  readonly cells: Int32Array;
  readonly weights: Float32Array;
}

function taps(start: number, length: number, boxStart: number, boxLength: number, side: number): Taps {
  const cells = new Int32Array(length * 4);
  const weights = new Float32Array(length * 4);
  for (let i = 0; i < length; i++) {
    const position = ((start + i + 0.5 - boxStart) / boxLength) * side - 0.5;
    // A covering pixel's centre may lie just outside the box: hold the outermost value.
    const limited = Math.min(side - 1, Math.max(0, position));
    const cell = Math.floor(limited);
    const t = limited - cell;
    for (let k = 0; k < 4; k++) cells[i * 4 + k] = Math.min(side - 1, Math.max(0, cell - 1 + k));
    weights[i * 4] = ((-0.5 * t + 1) * t - 0.5) * t;
    weights[i * 4 + 1] = (1.5 * t - 2.5) * t * t + 1;
    weights[i * 4 + 2] = ((-1.5 * t + 2) * t + 0.5) * t;
    weights[i * 4 + 3] = (0.5 * t - 0.5) * t * t;
  }
  return { cells, weights };
}

/** Interpolates along the rows: side x columns. */
function stretchRows(logits: Float32Array, side: number, { cells, weights }: Taps, columns: number): Float32Array {
  const stretched = new Float32Array(side * columns);
  for (let row = 0; row < side; row++) {
    const from = row * side;
    for (let column = 0; column < columns; column++) {
      const t = column * 4;
      stretched[row * columns + column] =
        weights[t] * logits[from + cells[t]] + weights[t + 1] * logits[from + cells[t + 1]] +
        weights[t + 2] * logits[from + cells[t + 2]] + weights[t + 3] * logits[from + cells[t + 3]];
    }
  }
  return stretched;
}

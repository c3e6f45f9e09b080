import type { Box } from '../../mask/types.ts';

/** Pixels of a rectangle of the photo or the canvas: red, green, blue and alpha by turns, 8 bits, not premultiplied. */
export interface Bitmap {
  /** The upper left corner: whole pixels of the photo, or of the canvas for what a transform has moved. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A bitmap without pixels. */
export const EMPTY_BITMAP: Bitmap = { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) };

/** A copy with transparent pixels around it. */
export function padBitmap({ x, y, width, height, data }: Bitmap, left: number, top: number, right: number, bottom: number): Bitmap {
  const columns = width + left + right;
  const rows = height + top + bottom;
  const padded = new Uint8Array(columns * rows * 4);
  for (let row = 0; row < height; row++) {
    padded.set(data.subarray(row * width * 4, (row + 1) * width * 4), ((row + top) * columns + left) * 4);
  }
  return { x: x - left, y: y - top, width: columns, height: rows, data: padded };
}

/** The rectangle that a bitmap covers. */
export function bitmapBox({ x, y, width, height }: Bitmap): Box {
  return [x, y, width, height];
}

/** Red, green and blue of `#rrggbb`. */
export function parseColor(color: string): readonly [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

import { coveringPixels } from '../../mask/boxes.ts';
import type { Box } from '../../mask/types.ts';
import type { Transform } from '../settings.ts';
import { invertMatrix, mapPoint, transformedBox, transformMatrix } from '../transform.ts';
import type { Matrix } from '../transform.ts';
import { bitmapBox, EMPTY_BITMAP } from './bitmap.ts';
import type { Bitmap } from './bitmap.ts';

/** Below this, coordinates are whole. */
const WHOLE = 1e-6;

/**
 * The bitmap as a transform shows it. Movements by whole pixels, flips and quarter turns copy pixels exactly; all else
 * is sampled with a bicubic kernel (Catmull & Rom), after a reduction by whole factors where the layer is made smaller,
 * so that nothing flickers or breaks into steps.
 * @param area the pixels of the canvas that are wanted: what lies beyond is cut off
 */
export function transformBitmap(bitmap: Bitmap, transform: Transform, area: { readonly width: number; readonly height: number }): Bitmap {
  if (bitmap.data.length === 0) return EMPTY_BITMAP;
  const back = invertMatrix(transformMatrix(transform));
  const [x, y, width, height] = coveringPixels(settled(transformedBox(bitmapBox(bitmap), transform)), area.width, area.height);
  if (width === 0 || height === 0) return EMPTY_BITMAP;
  const target: Bitmap = { x, y, width, height, data: new Uint8Array(width * height * 4) };
  if (keepsPixels(back)) copyPixels(bitmap, target, back);
  else sample(reduced(bitmap, transform), target, back);
  return target;
}

/** Rounding errors must not make a row of its own. */
function settled(box: Box): Box {
  const [x, y, width, height] = box;
  const settle = (value: number) => (Math.abs(value - Math.round(value)) < WHOLE ? Math.round(value) : value);
  const [left, top] = [settle(x), settle(y)];
  return [left, top, settle(x + width) - left, settle(y + height) - top];
}

/** Whether a map takes the middles of pixels to middles of pixels. */
function keepsPixels([a, b, c, d, e, f]: Matrix): boolean {
  const isUnit = (value: number) => Math.abs(Math.abs(value) - 1) < WHOLE;
  const isNone = (value: number) => Math.abs(value) < WHOLE;
  const isTurned = isNone(a) && isNone(d) && isUnit(b) && isUnit(c);
  if (!isTurned && !(isNone(b) && isNone(c) && isUnit(a) && isUnit(d))) return false;
  return [0.5 * (a + c) + e - 0.5, 0.5 * (b + d) + f - 0.5].every((value) => isNone(value - Math.round(value)));
}

function copyPixels(source: Bitmap, target: Bitmap, back: Matrix): void {
  const from = new Uint32Array(source.data.slice().buffer);
  const to = new Uint32Array(target.data.buffer);
  for (let row = 0, at = 0; row < target.height; row++) {
    for (let column = 0; column < target.width; column++, at++) {
      const [x, y] = mapPoint(back, target.x + column + 0.5, target.y + row + 0.5);
      const [sourceX, sourceY] = [Math.floor(x) - source.x, Math.floor(y) - source.y];
      if (sourceX < 0 || sourceY < 0 || sourceX >= source.width || sourceY >= source.height) continue;
      to[at] = from[sourceY * source.width + sourceX];
    }
  }
}

/** A bitmap whose pixels are means of `stepX` x `stepY` pixels of another one. */
interface Reduced {
  readonly bitmap: Bitmap;
  readonly stepX: number;
  readonly stepY: number;
}

/** Means of as many pixels as come to lie on one: a kernel of four alone would miss most of them. */
function reduced(bitmap: Bitmap, { scaleX, scaleY }: Transform): Reduced {
  const stepX = Math.max(1, Math.min(bitmap.width, Math.round(1 / scaleX)));
  const stepY = Math.max(1, Math.min(bitmap.height, Math.round(1 / scaleY)));
  if (stepX === 1 && stepY === 1) return { bitmap, stepX, stepY };
  const width = Math.ceil(bitmap.width / stepX);
  const height = Math.ceil(bitmap.height / stepY);
  const data = new Uint8Array(width * height * 4);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) meanOf(bitmap, column * stepX, row * stepY, stepX, stepY, data, (row * width + column) * 4);
  }
  return { bitmap: { x: bitmap.x, y: bitmap.y, width, height, data }, stepX, stepY };
}

/** Cells at the right and bottom border may reach beyond the bitmap, where it is transparent. */
function meanOf(
  { width, height, data }: Bitmap, left: number, top: number, stepX: number, stepY: number, target: Uint8Array, to: number,
): void {
  const sums = [0, 0, 0, 0];
  for (let y = top; y < Math.min(height, top + stepY); y++) {
    for (let x = left; x < Math.min(width, left + stepX); x++) {
      const at = (y * width + x) * 4;
      const alpha = data[at + 3];
      sums[0] += data[at] * alpha;
      sums[1] += data[at + 1] * alpha;
      sums[2] += data[at + 2] * alpha;
      sums[3] += alpha;
    }
  }
  if (sums[3] === 0) return;
  for (let channel = 0; channel < 3; channel++) target[to + channel] = sums[channel] / sums[3] + 0.5;
  target[to + 3] = sums[3] / (stepX * stepY) + 0.5;
}

/** Samples four by four pixels around each point, premultiplied, those beyond the bitmap transparent. */
function sample({ bitmap: { x: left, y: top, width, height, data }, stepX, stepY }: Reduced, target: Bitmap, back: Matrix): void {
  const across = new Float64Array(4);
  const down = new Float64Array(4);
  for (let row = 0, to = 0; row < target.height; row++) {
    for (let column = 0; column < target.width; column++, to += 4) {
      const [x, y] = mapPoint(back, target.x + column + 0.5, target.y + row + 0.5);
      const sourceX = (x - left) / stepX - 0.5;
      const sourceY = (y - top) / stepY - 0.5;
      if (sourceX <= -2 || sourceY <= -2 || sourceX >= width + 1 || sourceY >= height + 1) continue;
      const firstX = Math.floor(sourceX) - 1;
      const firstY = Math.floor(sourceY) - 1;
      catmullRom(sourceX - firstX - 1, across);
      catmullRom(sourceY - firstY - 1, down);
      let [r, g, b, a] = [0, 0, 0, 0];
      for (let j = 0; j < 4; j++) {
        const fromY = firstY + j;
        if (fromY < 0 || fromY >= height) continue;
        for (let i = 0; i < 4; i++) {
          const fromX = firstX + i;
          if (fromX < 0 || fromX >= width) continue;
          const at = (fromY * width + fromX) * 4;
          const weight = across[i] * down[j] * data[at + 3];
          r += weight * data[at];
          g += weight * data[at + 1];
          b += weight * data[at + 2];
          a += weight;
        }
      }
      if (a < 0.5) continue;
      target.data[to] = byte(r / a);
      target.data[to + 1] = byte(g / a);
      target.data[to + 2] = byte(b / a);
      target.data[to + 3] = byte(a);
    }
  }
}

function byte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : value + 0.5;
}

/** Weights of four pixels in a row for a point at `t`, 0..1, between the middle two. */
function catmullRom(t: number, weights: Float64Array): void {
  const t2 = t * t;
  const t3 = t2 * t;
  weights[0] = -0.5 * t3 + t2 - 0.5 * t;
  weights[1] = 1.5 * t3 - 2.5 * t2 + 1;
  weights[2] = -1.5 * t3 + 2 * t2 + 0.5 * t;
  weights[3] = 0.5 * t3 - 0.5 * t2;
}

import { alphaFromMask, maskBox } from '../../src/document/tiledMask.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import { reduceTile } from '../../src/mask/reduce.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';

export type Canvas2D = CanvasRenderingContext2D;

/** A canvas of at least one pixel, with its context. */
export function newCanvas(width: number, height: number): { canvas: HTMLCanvasElement; context: Canvas2D } {
  const canvas = document.createElement('canvas');
  resizeCanvas(canvas, width, height);
  return { canvas, context: contextOf(canvas) };
}

/** @throws Error if the browser has no memory for it */
export function contextOf(canvas: HTMLCanvasElement): Canvas2D {
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('the browser gives no 2D context: it is out of memory');
  return context;
}

/** Empties a canvas and makes it that large, at least one pixel. */
export function resizeCanvas(canvas: HTMLCanvasElement, width: number, height: number): void {
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
}

/** The pixels of a mask, at least one, in one colour, their alpha that of the mask. */
export function alphaPixels({ width, height, data }: AlphaTile, [r, g, b]: readonly [number, number, number] = [0, 0, 0]): ImageData {
  const pixels = new ImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer);
  // Little-endian, as on every machine that runs Chromium: alpha is the highest byte.
  const color = (b << 16) | (g << 8) | r;
  for (let i = 0; i < data.length; i++) words[i] = ((data[i] << 24) | color) >>> 0;
  return pixels;
}

/** A mask as a bitmap of one colour whose alpha is that of the mask. */
export function alphaBitmap(alpha: AlphaTile, color?: readonly [number, number, number]): HTMLCanvasElement {
  const { canvas, context } = newCanvas(alpha.width, alpha.height);
  if (alpha.data.length > 0) context.putImageData(alphaPixels(alpha, color), 0, 0);
  return canvas;
}

const alphas = new WeakMap<TiledMask, AlphaTile>();

/** The pixels of a mask that are not 0; the same tile for the same mask. */
export function alphaOf(mask: TiledMask): AlphaTile {
  let alpha = alphas.get(mask);
  if (alpha === undefined) {
    alpha = alphaFromMask(mask);
    alphas.set(mask, alpha);
  }
  return alpha;
}

/** Takes over the pixels that a mask was made of, where they are just those that are not 0: they need not be gathered again. */
export function rememberAlpha(mask: TiledMask, alpha: AlphaTile): void {
  const box = maskBox(mask);
  if ([alpha.x, alpha.y, alpha.width, alpha.height].every((value, i) => value === box[i])) alphas.set(mask, alpha);
}

/**
 * A part of a mask at the size of a reduced picture of the photo.
 * @param scale pixels of the reduced picture a pixel of the photo
 * @param part pixels of the reduced picture
 */
export function reducedPart(mask: TiledMask, scale: number, part: Box): AlphaTile {
  const known = alphas.get(mask);
  if (known !== undefined) return reduceTile(known, scale, part);
  const [x, y, width, height] = part;
  const [left, top] = [Math.floor(x / scale), Math.floor(y / scale)];
  const area: Box = [left, top, Math.ceil((x + width) / scale) - left, Math.ceil((y + height) / scale) - top];
  return reduceTile(alphaFromMask(mask, area), scale, part);
}

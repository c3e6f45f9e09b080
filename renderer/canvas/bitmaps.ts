import { alphaFromMask, maskBox } from '../../src/document/tiledMask.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import { reduceTile } from '../../src/mask/reduce.ts';
import type { AlphaTile } from '../../src/mask/types.ts';

export type Canvas2D = CanvasRenderingContext2D;

/** A canvas of at least one pixel, with its context. */
export function newCanvas(width: number, height: number): { canvas: HTMLCanvasElement; context: Canvas2D } {
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('the browser gives no 2D context: it is out of memory');
  return { canvas, context };
}

/** A mask as a bitmap of one colour whose alpha is that of the mask. */
export function alphaBitmap({ width, height, data }: AlphaTile, [r, g, b]: readonly [number, number, number] = [0, 0, 0]) {
  const { canvas, context } = newCanvas(width, height);
  if (data.length === 0) return canvas;
  const pixels = context.createImageData(width, height);
  const words = new Uint32Array(pixels.data.buffer);
  // Little-endian, as on every machine that runs Chromium: alpha is the highest byte.
  const color = (b << 16) | (g << 8) | r;
  for (let i = 0; i < data.length; i++) words[i] = ((data[i] << 24) | color) >>> 0;
  context.putImageData(pixels, 0, 0);
  return canvas;
}

/** The photo's pixels under a mask, cut to the mask's box. */
export function cutOut(photo: CanvasImageSource, alpha: AlphaTile): HTMLCanvasElement {
  const { canvas, context } = newCanvas(alpha.width, alpha.height);
  context.drawImage(photo, -alpha.x, -alpha.y);
  context.globalCompositeOperation = 'destination-in';
  context.drawImage(alphaBitmap(alpha), 0, 0);
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

const reduced = new WeakMap<TiledMask, Map<number, AlphaTile>>();

/** The pixels of a mask at the size of a reduced picture of the photo. @param scale its pixels a pixel of the photo */
export function reducedAlphaOf(mask: TiledMask, scale: number): AlphaTile {
  if (scale === 1) return alphaOf(mask);
  const known = reduced.get(mask) ?? new Map<number, AlphaTile>();
  reduced.set(mask, known);
  let alpha = known.get(scale);
  if (alpha === undefined) {
    alpha = reduceTile(alphaOf(mask), scale);
    known.set(scale, alpha);
  }
  return alpha;
}

import type { Bitmap } from '../../src/document/appearance/bitmap.ts';
import { applyEffects } from '../../src/document/appearance/effects.ts';
import type { Effect } from '../../src/document/settings.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import type { Box } from '../../src/mask/types.ts';
import { cutOut, newCanvas, reducedAlphaOf } from './bitmaps.ts';
import type { PhotoLevel } from './photoPixels.ts';

/** A layer as one bitmap, cropped to what it shows; its place is in pixels of the photo, before the transform. */
export interface LayerBitmap {
  readonly canvas: HTMLCanvasElement;
  readonly box: Box;
  readonly level: PhotoLevel;
}

interface Entry {
  readonly cut: LayerBitmap;
  readonly effects: readonly Effect[];
  readonly shown: LayerBitmap;
}

/**
 * Masks are values, so the mask itself is the key: undo finds the bitmaps that were there before, and what nobody can
 * come back to is given up with its mask. The bitmaps of each level of the photo are kept apart.
 */
const known = new WeakMap<TiledMask, WeakMap<ImageBitmap, Entry>>();

type Shown = Pick<ObjectLayer, 'mask' | 'effects'>;

/** The bitmap of a layer at a level, if it has been made already. */
export function knownBitmap({ mask, effects }: Shown, { bitmap }: PhotoLevel): LayerBitmap | null {
  const entry = known.get(mask)?.get(bitmap);
  return entry?.effects === effects ? entry.shown : null;
}

/** The photo's pixels under the layer's mask, after its effects, at a level of the photo. */
export function layerBitmap(layer: Shown, level: PhotoLevel): LayerBitmap {
  const { mask, effects } = layer;
  const levels = known.get(mask) ?? new WeakMap<ImageBitmap, Entry>();
  known.set(mask, levels);
  const entry = levels.get(level.bitmap);
  if (entry?.effects === effects) return entry.shown;
  const cut = entry?.cut ?? cutFrom(layer, level);
  const shown = withEffects(cut, effects);
  levels.set(level.bitmap, { cut, effects, shown });
  return shown;
}

function cutFrom({ mask }: Shown, level: PhotoLevel): LayerBitmap {
  const alpha = reducedAlphaOf(mask, level.scale);
  return placed(cutOut(level.bitmap, alpha), alpha.x, alpha.y, level);
}

/** @param x of the canvas, in pixels of the level */
function placed(canvas: HTMLCanvasElement, x: number, y: number, level: PhotoLevel): LayerBitmap {
  const { scale } = level;
  return { canvas, level, box: [x / scale, y / scale, canvas.width / scale, canvas.height / scale] };
}

function withEffects(cut: LayerBitmap, effects: readonly Effect[]): LayerBitmap {
  if (effects.length === 0) return cut;
  const { canvas, box: [left, top], level } = cut;
  const { width, height } = canvas;
  // What is taken out of the photo keeps its place, where the handles are.
  if (effects.some((effect) => effect.kind === 'remove' && !effect.keep)) return { ...cut, canvas: newCanvas(width, height).canvas };
  const pixels = canvas.getContext('2d')?.getImageData(0, 0, width, height);
  if (pixels === undefined) return cut;
  const bitmap: Bitmap = {
    x: Math.round(left * level.scale), y: Math.round(top * level.scale), width, height, data: new Uint8Array(pixels.data.buffer),
  };
  const result = applyEffects(bitmap, effects, level.scale);
  return placed(canvasOf(result), result.x, result.y, level);
}

/** A bitmap as a canvas. */
export function canvasOf({ width, height, data }: Bitmap): HTMLCanvasElement {
  const { canvas, context } = newCanvas(width, height);
  if (data.length > 0) context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}

import type { Effect } from '../../src/document/settings.ts';
import { alphaFromMask } from '../../src/document/tiledMask.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import type { Box } from '../../src/mask/types.ts';
import { cutOut } from './bitmaps.ts';
import { applyEffects } from './effects.ts';

/** A layer as one bitmap, cropped to what it shows; its place is in pixels of the photo, before the transform. */
export interface LayerBitmap {
  readonly canvas: HTMLCanvasElement;
  readonly box: Box;
}

interface Entry {
  readonly photo: CanvasImageSource;
  readonly effects: readonly Effect[];
  readonly bitmap: LayerBitmap;
}

/**
 * Masks are values, so the mask itself is the key: undo finds the bitmaps that were there before, and what nobody can
 * come back to is given up with its mask.
 */
const known = new WeakMap<TiledMask, Entry>();

/** The photo's pixels under the layer's mask, after its effects. */
export function layerBitmap(layer: Pick<ObjectLayer, 'mask' | 'effects'>, photo: CanvasImageSource): LayerBitmap {
  const entry = known.get(layer.mask);
  if (entry?.photo === photo && entry.effects === layer.effects) return entry.bitmap;
  const alpha = alphaFromMask(layer.mask);
  const { canvas, x, y } = applyEffects(cutOut(photo, alpha), layer.effects);
  const bitmap: LayerBitmap = { canvas, box: [alpha.x + x, alpha.y + y, canvas.width, canvas.height] };
  known.set(layer.mask, { photo, effects: layer.effects, bitmap });
  return bitmap;
}

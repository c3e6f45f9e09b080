import type { Bitmap } from '../../src/document/appearance/bitmap.ts';
import { applyEffects } from '../../src/document/appearance/effects.ts';
import type { Effect } from '../../src/document/settings.ts';
import { changedParts, isEmpty, maskBox } from '../../src/document/tiledMask.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { intersectBoxes } from '../../src/mask/boxes.ts';
import { reducedBox } from '../../src/mask/reduce.ts';
import type { Box } from '../../src/mask/types.ts';
import { AreaCanvas } from './areaCanvas.ts';
import { alphaBitmap, newCanvas, reducedPart } from './bitmaps.ts';
import type { PhotoLevel } from './photoPixels.ts';

/** A layer as one bitmap. */
export interface LayerBitmap {
  readonly canvas: HTMLCanvasElement;
  /** What of the canvas shows the layer, tightly, in its pixels. */
  readonly crop: Box;
  /** The place of that in pixels of the photo, before the transform. */
  readonly box: Box;
  readonly level: PhotoLevel;
}

interface Entry {
  /** The photo's pixels under the mask, in pixels of the level. */
  readonly cut: AreaCanvas;
  readonly effects: readonly Effect[];
  readonly shown: LayerBitmap;
}

/**
 * Masks are values, so the mask itself is the key: what nobody can come back to is given up with its mask. The bitmaps
 * of each level of the photo are kept apart.
 */
const known = new WeakMap<TiledMask, WeakMap<ImageBitmap, Entry>>();

type Shown = Pick<ObjectLayer, 'mask' | 'effects'>;

/** The bitmap of a layer at a level, if it has been made already. */
export function knownBitmap({ mask, effects }: Shown, { bitmap }: PhotoLevel): LayerBitmap | null {
  const entry = known.get(mask)?.get(bitmap);
  return entry?.effects === effects ? entry.shown : null;
}

/** The photo's pixels under the layer's mask, after its effects, at a level of the photo. */
export function layerBitmap({ mask, effects }: Shown, level: PhotoLevel): LayerBitmap {
  const entry = known.get(mask)?.get(level.bitmap);
  if (entry?.effects === effects) return entry.shown;
  const cut = entry?.cut ?? cutFrom(mask, level);
  const shown = withEffects(cut, mask, effects, level);
  remember(mask, { cut, effects, shown });
  return shown;
}

let blank: HTMLCanvasElement | null = null;

/** Stands in for a bitmap that is not made yet: it has the place of the layer's pixels and shows none. */
export function bitmapToCome({ mask }: Shown, level: PhotoLevel): LayerBitmap {
  const [x, y, width, height] = reducedBox(maskBox(mask), level.scale);
  blank ??= newCanvas(1, 1).canvas;
  return placed(blank, [0, 0, width, height], x, y, level);
}

function remember(mask: TiledMask, entry: Entry): void {
  const levels = known.get(mask) ?? new WeakMap<ImageBitmap, Entry>();
  known.set(mask, levels);
  levels.set(entry.shown.level.bitmap, entry);
}

/**
 * The bitmap of a layer whose mask was another: the canvas of that one, drawn anew where the masks differ. It shows that
 * one no more, so nothing else may show it. The way back is as quick, and no step of the history keeps a canvas.
 * @returns null where this is not possible
 */
export function carriedOver(before: Shown, after: Shown, level: PhotoLevel): LayerBitmap | null {
  const levels = known.get(before.mask);
  const entry = levels?.get(level.bitmap);
  const isPlain = before.effects.length === 0 && after.effects.length === 0;
  if (entry?.effects !== before.effects || !isPlain || isEmpty(after.mask) || isEmpty(before.mask)) return null;
  levels?.delete(level.bitmap);
  const { cut } = entry;
  const { scale } = level;
  cut.hold(reducedBox(maskBox(after.mask), scale));
  for (const area of changedParts(before.mask, after.mask)) {
    const part = intersectBoxes(reducedBox(area, scale), cut.box);
    if (part[2] > 0 && part[3] > 0) drawCut(cut, after.mask, level, part);
  }
  const shown = plain(cut, after.mask, level);
  remember(after.mask, { cut, effects: after.effects, shown });
  return shown;
}

/** Draws a part anew. @param part pixels of the level, on the canvas */
function drawCut({ context }: AreaCanvas, mask: TiledMask, { bitmap, scale }: PhotoLevel, part: Box): void {
  const alpha = reducedPart(mask, scale, part);
  context.save();
  context.beginPath();
  context.rect(...part);
  context.clip();
  context.clearRect(...part);
  context.drawImage(bitmap, ...part, ...part);
  context.globalCompositeOperation = 'destination-in';
  context.drawImage(alphaBitmap(alpha), alpha.x, alpha.y);
  context.restore();
}

/** The photo's pixels under a mask, cut to the mask's box. */
function cutFrom(mask: TiledMask, level: PhotoLevel): AreaCanvas {
  if (isEmpty(mask)) return new AreaCanvas([0, 0, 1, 1]);
  const box = reducedBox(maskBox(mask), level.scale);
  const cut = new AreaCanvas(box);
  drawCut(cut, mask, level, box);
  return cut;
}

/** A canvas without effects. */
function plain({ canvas, box: [left, top, ...size] }: AreaCanvas, mask: TiledMask, level: PhotoLevel): LayerBitmap {
  const [x, y, width, height] = isEmpty(mask) ? [left, top, ...size] : reducedBox(maskBox(mask), level.scale);
  return placed(canvas, [x - left, y - top, width, height], x, y, level);
}

/** @param x of the crop, in pixels of the level */
function placed(canvas: HTMLCanvasElement, crop: Box, x: number, y: number, level: PhotoLevel): LayerBitmap {
  const { scale } = level;
  return { canvas, crop, level, box: [x / scale, y / scale, crop[2] / scale, crop[3] / scale] };
}

function withEffects(cut: AreaCanvas, mask: TiledMask, effects: readonly Effect[], level: PhotoLevel): LayerBitmap {
  const shown = plain(cut, mask, level);
  if (effects.length === 0) return shown;
  const [left, top, width, height] = shown.crop;
  // What is taken out of the photo keeps its place, where the handles are.
  if (effects.some((effect) => effect.kind === 'remove' && !effect.keep)) {
    return { ...shown, canvas: newCanvas(width, height).canvas, crop: [0, 0, width, height] };
  }
  const pixels = cut.context.getImageData(left, top, width, height);
  const bitmap: Bitmap = {
    x: cut.box[0] + left, y: cut.box[1] + top, width, height, data: new Uint8Array(pixels.data.buffer),
  };
  const result = applyEffects(bitmap, effects, level.scale);
  const canvas = canvasOf(result);
  return placed(canvas, [0, 0, canvas.width, canvas.height], result.x, result.y, level);
}

/** A bitmap as a canvas. */
export function canvasOf({ width, height, data }: Bitmap): HTMLCanvasElement {
  const { canvas, context } = newCanvas(width, height);
  if (data.length > 0) context.putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { EMPTY_BITMAP, parseColor } from '../document/appearance/bitmap.ts';
import type { Bitmap } from '../document/appearance/bitmap.ts';
import { applyEffects, keepAlpha } from '../document/appearance/effects.ts';
import { transformBitmap } from '../document/appearance/resample.ts';
import type { Effect, Transform } from '../document/settings.ts';
import { areSameTransforms } from '../document/transform.ts';
import { cropTile } from '../mask/alpha.ts';
import { coveringPixels } from '../mask/boxes.ts';
import type { AlphaTile, Box } from '../mask/types.ts';
import { copyRgba } from './pixels.ts';
import type { PixelRect } from './pixels.ts';
import type { DocumentLayer, ExportPhoto } from './types.ts';

/** Pixels of the photo that are kept around an object under its mask, so that its border is not mixed with nothing. */
const ROOM = 3;

/** Whether a layer shows the photo's pixels at their own place. */
export function isAsInPhoto(layer: DocumentLayer): boolean {
  return (layer.effects ?? []).length === 0 && !isMoved(layer);
}

/** Whether a layer is shown elsewhere than its pixels come from. */
export function isMoved({ transform, alpha }: DocumentLayer): boolean {
  if (transform === undefined) return false;
  const unmoved: Transform = { ...transform, x: 0, y: 0, scaleX: 1, scaleY: 1, rotation: 0, flipX: false, flipY: false };
  return !areSameTransforms(transform, unmoved, boxOf(alpha));
}

function boxOf({ x, y, width, height }: PixelRect): Box {
  return [x, y, width, height];
}

/** Whether the object itself is still to be seen: without, its effect has taken it out of the photo. */
export function isTakenOut({ effects = [] }: DocumentLayer): boolean {
  return effects.some((effect) => effect.kind === 'remove' && !effect.keep);
}

/** What a layer shows, on the canvas; its opacity and blend mode are left to whoever paints it. */
export function renderLayer(photo: ExportPhoto, layer: DocumentLayer): Bitmap {
  const tile = cropTile(layer.alpha);
  if (tile.data.length === 0) return EMPTY_BITMAP;
  const data = copyRgba(photo, tile);
  for (let pixel = 0; pixel < tile.data.length; pixel++) {
    data[pixel * 4 + 3] = Math.round((data[pixel * 4 + 3] * tile.data[pixel]) / 255);
  }
  return onCanvas(photo, layer, applyEffects({ ...tile, data }, layer.effects ?? []));
}

function onCanvas({ pixels }: ExportPhoto, layer: DocumentLayer, bitmap: Bitmap): Bitmap {
  return layer.transform !== undefined && isMoved(layer) ? transformBitmap(bitmap, layer.transform, pixels) : bitmap;
}

/** A layer as pixels and the mask over them. */
export interface MaskedBitmap {
  readonly colors: Bitmap;
  readonly mask: AlphaTile;
}

/** What a layer shows with its mask apart, where effects leave that as it is; null where they do not. */
export function renderMasked(photo: ExportPhoto, layer: DocumentLayer): MaskedBitmap | null {
  const effects = layer.effects ?? [];
  if (!keepAlpha(effects)) return null;
  const { width, height } = photo.pixels;
  const shown = renderLayer(photo, { ...layer, effects: [] });
  const [x, y, columns, rows] = coveringPixels(
    [layer.alpha.x - ROOM, layer.alpha.y - ROOM, layer.alpha.width + 2 * ROOM, layer.alpha.height + 2 * ROOM], width, height,
  );
  const rect = { x, y, width: columns, height: rows };
  const colors = onCanvas(photo, layer, applyEffects({ ...rect, data: copyRgba(photo, rect) }, effects));
  const data = Uint8Array.from({ length: shown.width * shown.height }, (_, pixel) => shown.data[pixel * 4 + 3]);
  return { colors, mask: { ...shown, data } };
}

/** The mask of a layer where it is shown. */
export function shownMask(photo: ExportPhoto, layer: DocumentLayer): AlphaTile {
  if (!isMoved(layer) || layer.transform === undefined) return layer.alpha;
  const tile = cropTile(layer.alpha);
  const data = new Uint8Array(tile.data.length * 4);
  for (let pixel = 0; pixel < tile.data.length; pixel++) data[pixel * 4 + 3] = tile.data[pixel];
  const moved = transformBitmap({ ...tile, data }, layer.transform, photo.pixels);
  return { ...moved, data: Uint8Array.from({ length: moved.width * moved.height }, (_, pixel) => moved.data[pixel * 4 + 3]) };
}

/** The layers with the colours of their effects in the photo's own colour space, in which all exports are. */
export async function inPhotoColors<Layer extends DocumentLayer>(layers: readonly Layer[], icc: Uint8Array | undefined): Promise<Layer[]> {
  const colors = new Set(layers.flatMap(({ effects = [] }) => effects.flatMap((effect) => ('color' in effect ? [effect.color] : []))));
  if (icc === undefined || colors.size === 0) return [...layers];
  const converted = await convertColors([...colors], icc);
  const withColor = (effect: Effect): Effect => ('color' in effect ? { ...effect, color: converted.get(effect.color)! } : effect);
  return layers.map((layer) => (layer.effects === undefined ? layer : { ...layer, effects: layer.effects.map(withColor) }));
}

/** sRGB colours in another profile; libvips takes a profile to convert to only from a file. */
async function convertColors(colors: readonly string[], icc: Uint8Array): Promise<Map<string, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'phraselift-profile-'));
  try {
    const profile = join(folder, 'photo.icc');
    await writeFile(profile, icc);
    const pixels = Uint8Array.from(colors.flatMap((color) => [...parseColor(color)]));
    const data = await sharp(pixels, { raw: { width: colors.length, height: 1, channels: 3 } })
      .withIccProfile(profile).raw().toBuffer();
    return new Map(colors.map((color, i) => [color, `#${data.subarray(i * 3, i * 3 + 3).toString('hex')}`]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

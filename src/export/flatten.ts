import type { Bitmap } from '../document/appearance/bitmap.ts';
import { isBlendKnown, isPlainBlend, paintLayer } from '../document/appearance/composite.ts';
import type { BlendMode } from '../document/settings.ts';
import type { PixelImage } from '../image/types.ts';
import { isAsInPhoto, isTakenOut, renderLayer } from './appearance.ts';
import { assertTileFits, copyRgba } from './pixels.ts';
import type { DocumentLayer, ExportPhoto } from './types.ts';

export interface FlattenOptions {
  /** The photo beneath the layers, whose channels the result has; or nothing, which gives RGBA. */
  readonly background: 'photo' | 'transparent';
  /** What fills the holes of objects that are taken out, in the photo's own colours. */
  readonly patches?: readonly Bitmap[];
}

/**
 * What a document looks like, at the photo's size, in the photo's colour space.
 *
 * @param layers the lowest first, their colours as `inPhotoColors` makes them; hidden ones are left out
 * @returns also the blend modes that were shown as normal because there is nothing like them here
 * @throws RangeError if a mask does not fit the photo
 */
export function flatten(
  photo: ExportPhoto, layers: readonly DocumentLayer[], { background, patches = [] }: FlattenOptions,
): { readonly pixels: PixelImage; readonly replaced: readonly BlendMode[] } {
  const shown = layers.filter((layer) =>
    layer.visible && layer.opacity > 0 && layer.alpha.data.length > 0 && !isTakenOut(layer));
  for (const { alpha } of shown) assertTileFits(photo, alpha);
  const replaced = [...new Set(shown.map(({ blendMode }) => blendMode).filter((mode) => !isBlendKnown(mode)))];
  const changesNothing = patches.length === 0 && shown.every((layer) => isPlainBlend(layer.blendMode) && isAsInPhoto(layer));
  // The photo's pixels over themselves are the photo, exactly.
  if (background === 'photo' && changesNothing) return { pixels: photo.pixels, replaced };
  const { width, height } = photo.pixels;
  const whole = { x: 0, y: 0, width, height };
  const canvas: Bitmap = { ...whole, data: background === 'photo' ? copyRgba(photo, whole) : new Uint8Array(width * height * 4) };
  if (background === 'photo') for (const patch of patches) paintLayer(canvas, patch, 1, 'normal');
  for (const layer of shown) paintLayer(canvas, renderLayer(photo, layer), layer.opacity, layer.blendMode);
  const hasAlpha = background === 'transparent' || photo.pixels.channels === 4;
  return {
    pixels: { width, height, channels: hasAlpha ? 4 : 3, data: hasAlpha ? canvas.data : withoutAlpha(canvas.data) },
    replaced,
  };
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; from < rgba.length; from += 4, to += 3) {
    rgb[to] = rgba[from];
    rgb[to + 1] = rgba[from + 1];
    rgb[to + 2] = rgba[from + 2];
  }
  return rgb;
}

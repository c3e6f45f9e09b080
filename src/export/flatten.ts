import sharp from 'sharp';
import type { Blend, OverlayOptions } from 'sharp';
import type { BlendMode } from '../document/settings.ts';
import type { PixelImage } from '../image/types.ts';
import { cropTile } from '../mask/alpha.ts';
import { assertTileFits, copyRgba } from './pixels.ts';
import type { DocumentLayer, ExportPhoto } from './types.ts';

/** Blend modes of PSD that libvips has as well. */
const BLENDS: ReadonlyMap<BlendMode, Blend> = new Map<BlendMode, Blend>([
  ['pass through', 'over'], ['normal', 'over'],
  ['darken', 'darken'], ['multiply', 'multiply'], ['color burn', 'colour-burn'],
  ['lighten', 'lighten'], ['screen', 'screen'], ['color dodge', 'colour-dodge'],
  ['overlay', 'overlay'], ['soft light', 'soft-light'], ['hard light', 'hard-light'],
  ['difference', 'difference'], ['exclusion', 'exclusion'],
]);

/**
 * What a document looks like, at the photo's size, in the photo's colour space.
 *
 * @param layers the lowest first; hidden ones are left out
 * @param background the photo beneath the layers, whose channels the result has; or nothing, which gives RGBA
 * @returns also the blend modes that were shown as normal because there is nothing like them here
 * @throws RangeError if a mask does not fit the photo
 */
export async function flatten(
  photo: ExportPhoto,
  layers: readonly DocumentLayer[],
  background: 'photo' | 'transparent',
): Promise<{ readonly pixels: PixelImage; readonly replaced: readonly BlendMode[] }> {
  const shown = layers.filter(({ visible, opacity, alpha }) => visible && opacity > 0 && alpha.data.length > 0);
  for (const { alpha } of shown) assertTileFits(photo, alpha);
  const replaced = [...new Set(shown.map(({ blendMode }) => blendMode).filter((mode) => !BLENDS.has(mode)))];
  const changesNothing = shown.every(({ blendMode }) => (BLENDS.get(blendMode) ?? 'over') === 'over');
  // The photo's pixels over themselves are the photo, exactly; libvips would round.
  if (background === 'photo' && changesNothing) return { pixels: photo.pixels, replaced };
  const { width, height } = photo.pixels;
  const base = background === 'photo'
    ? copyRgba(photo, { x: 0, y: 0, width, height })
    : new Uint8Array(width * height * 4);
  const composed = sharp(base, { raw: { width, height, channels: 4 }, limitInputPixels: false })
    .composite(shown.map((layer) => overlayOf(photo, layer)));
  const channels = background === 'photo' ? photo.pixels.channels : 4;
  const data = await (channels === 4 ? composed : composed.removeAlpha()).raw().toBuffer();
  return { pixels: { width, height, channels, data }, replaced };
}

function overlayOf(photo: ExportPhoto, { alpha, opacity, blendMode }: DocumentLayer): OverlayOptions {
  const tile = cropTile(alpha);
  const { x: left, y: top, width, height } = tile;
  const rgba = copyRgba(photo, tile);
  for (let pixel = 0; pixel < tile.data.length; pixel++) {
    rgba[pixel * 4 + 3] = Math.round((rgba[pixel * 4 + 3] * tile.data[pixel] * opacity) / 255);
  }
  return { input: Buffer.from(rgba.buffer), raw: { width, height, channels: 4 }, left, top, blend: BLENDS.get(blendMode) ?? 'over' };
}

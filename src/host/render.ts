import { encodePicture } from '../export/picture.ts';
import { fitWithin, resizeImage } from '../image/letterbox.ts';
import type { OpenPhoto } from './photos.ts';
import type { Rendered } from './protocol.ts';

/** Hardly told from the original, at a tenth of the bytes of a PNG. */
const QUALITY = 92;

/**
 * The photo as a file that every browser shows, in its own colour space: JPEG, or PNG where it is transparent.
 * Encoded anew whatever the source is, so that the page never decodes a stranger's file, and sees what the model sees.
 *
 * @param maxSide long side in pixels to which it is reduced; the whole resolution if left out
 */
export async function renderPhoto({ photo, full }: OpenPhoto, maxSide: number | undefined): Promise<Rendered> {
  const { icc, hasAlpha, width, height } = photo.info;
  const reduced = maxSide !== undefined && Math.max(width, height) > maxSide;
  if (hasAlpha) {
    const pixels = await photo.rgba();
    const shown = reduced ? await resizeImage(pixels, ...sizeWithin(width, height, maxSide)) : pixels;
    return { bytes: await encodePicture(shown, 'png', optionsOf(icc)), type: 'image/png' };
  }
  const pixels = reduced ? await photo.pixels({ maxSide }) : await full();
  return { bytes: await encodePicture(pixels, 'jpeg', optionsOf(icc)), type: 'image/jpeg' };
}

function sizeWithin(width: number, height: number, maxSide: number): [number, number] {
  const fit = fitWithin(width, height, maxSide);
  return [fit.width, fit.height];
}

function optionsOf(icc: Uint8Array | undefined) {
  return { quality: QUALITY, ...(icc ? { icc } : {}) };
}

import { UserError } from '../errors.ts';
import { cropTile } from '../mask/alpha.ts';
import type { AlphaTile } from '../mask/types.ts';
import { openPhoto, type PhotoLimits } from '../image/photo.ts';

/**
 * Reads one object's mask from an image file: its transparency where it has any, else its brightness (white is inside).
 * @throws UserError as `openPhoto`, or `bad-argument` if the mask is not as large as the photo
 */
export async function readMaskFile(
  path: string, photo: { readonly path: string; readonly width: number; readonly height: number }, limits: PhotoLimits,
): Promise<AlphaTile> {
  const file = await openPhoto(path, limits);
  const { width, height } = file.info;
  if (width !== photo.width || height !== photo.height) {
    throw new UserError(
      'bad-argument',
      `${path}: is ${width} x ${height} pixels, but ${photo.path} is ${photo.width} x ${photo.height}: give a mask of the photo's size`,
    );
  }
  const { data, channels } = await file.rgba();
  const alpha = new Uint8Array(width * height);
  for (let at = 0; at < alpha.length; at++) {
    const pixel = at * channels;
    alpha[at] = file.info.hasAlpha ? data[pixel + 3] : Math.round((data[pixel] + data[pixel + 1] + data[pixel + 2]) / 3);
  }
  return cropTile({ x: 0, y: 0, width, height, data: alpha });
}

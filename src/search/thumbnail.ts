import { encodePicture } from '../export/picture.ts';
import type { Rendered } from '../host/protocol.ts';
import { openPhoto } from '../image/photo.ts';

const QUALITY = 82;

/** A photo reduced to a long side, as JPEG in its own colour space. @throws UserError as `openPhoto` does */
export async function thumbnail(path: string, maxSide: number, maxPixels: number): Promise<Rendered> {
  const photo = await openPhoto(path, { maxPixels });
  const pixels = await photo.pixels({ maxSide });
  const { icc } = photo.info;
  const options = { quality: QUALITY, ...(icc === undefined ? {} : { icc }) };
  return { bytes: await encodePicture(pixels, 'jpeg', options), type: 'image/jpeg' };
}

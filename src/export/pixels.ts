import { tileFits } from '../mask/size.ts';
import type { AlphaTile } from '../mask/types.ts';
import type { ExportPhoto } from './types.ts';

/** A rectangle of whole pixels that lies inside the photo. */
export type PixelRect = Pick<AlphaTile, 'x' | 'y' | 'width' | 'height'>;

/**
 * Checks that a tile lies inside the photo and holds as many bytes as it says.
 *
 * @throws RangeError if not: masks come from our own code, so that is a bug and not a user's mistake
 */
export function assertTileFits(photo: ExportPhoto, tile: AlphaTile): void {
  const { width, height } = photo.pixels;
  const whole = [tile.x, tile.y, tile.width, tile.height].every((value) => Number.isInteger(value) && value >= 0);
  if (!whole || !tileFits(tile, width, height) || tile.data.length !== tile.width * tile.height) {
    throw new RangeError(
      `Mask ${tile.width}x${tile.height} at ${tile.x},${tile.y} (${tile.data.length} bytes) ` +
        `does not fit a photo of ${width}x${height}`,
    );
  }
}

/** RGBA copy of a rectangle of the photo, row-major; alpha 255 where the photo has none. */
export function copyRgba(photo: ExportPhoto, rect: PixelRect): Uint8Array {
  const { width, channels, data } = photo.pixels;
  const rgba = new Uint8Array(rect.width * rect.height * 4);
  let target = 0;
  for (let y = rect.y; y < rect.y + rect.height; y++) {
    let source = (y * width + rect.x) * channels;
    for (let x = 0; x < rect.width; x++) {
      rgba[target] = data[source];
      rgba[target + 1] = data[source + 1];
      rgba[target + 2] = data[source + 2];
      rgba[target + 3] = channels === 4 ? data[source + 3] : 255;
      target += 4;
      source += channels;
    }
  }
  return rgba;
}

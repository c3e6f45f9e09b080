import { clipTile, cutTile } from './alpha.ts';
import { blurPlane, blurReach } from './blur.ts';
import { coveringPixels } from './boxes.ts';
import { checkMaskSize } from './size.ts';
import type { AlphaTile } from './types.ts';

/**
 * Softens a mask's border by a blur close to a Gaussian of standard deviation `radius` / 2, in time that does not depend
 * on the radius (`blurPlane`). What the photo's border cuts off is taken to go on beyond it, so that an object at the
 * border does not fade there.
 * @param radius pixels, 0 to 2^14, may be fractional: all but 2 % of the transition lies that near to the border
 * @param width of the photo
 * @param height of the photo
 * @returns a larger tile: the blur reaches beyond the old one
 * @throws RangeError if the radius or the photo's size is out of range
 */
export function featherTile(tile: AlphaTile, radius: number, width: number, height: number): AlphaTile {
  checkMaskSize(width, height);
  if (!(radius >= 0 && radius <= 2 ** 14)) throw new RangeError(`feather radius ${radius} is not in 0..${2 ** 14}`);
  const clipped = clipTile(tile, width, height);
  if (clipped.data.length === 0) return clipped;
  const sigma = radius / 2;
  const reach = blurReach(sigma);
  const area = coveringPixels(
    [clipped.x - reach, clipped.y - reach, clipped.width + 2 * reach, clipped.height + 2 * reach], width, height,
  );
  const padded = cutTile(clipped, area);
  const data = padded.data.slice();
  blurPlane(data, padded.width, padded.height, sigma);
  return { ...padded, data };
}

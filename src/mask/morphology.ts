import { cutTile, tileBox, tileFromMask, tileToMask } from './alpha.ts';
import { coveringPixels } from './boxes.ts';
import { squaredDistances } from './distance.ts';
import { featherTile } from './feather.ts';
import { checkMask } from './size.ts';
import type { BinaryMask } from './types.ts';

/** Squares of larger radii would not be told from "no such pixel". */
const MAX_RADIUS = 2 ** 15 - 1;

/**
 * Dilation by a disc: all pixels whose centre is at most `radius` from the centre of one inside.
 * @param radius Euclidean, in pixels, 0 to 2^15 - 1, may be fractional
 * @throws RangeError if the radius is out of range, the mask is malformed or the area that changes is 2^15 pixels long
 */
export function growMask(mask: BinaryMask, radius: number): BinaryMask {
  return replaceByDistance(mask, radius, Math.floor(radius), 1);
}

/**
 * Erosion by a disc: the pixels inside that are more than `radius` from the centre of every pixel outside. Nothing is
 * known beyond the image, so its border alone erodes nothing.
 * @param radius as in `growMask`
 * @throws RangeError as `growMask`
 */
export function shrinkMask(mask: BinaryMask, radius: number): BinaryMask {
  return replaceByDistance(mask, radius, 1, 0);
}

/**
 * Sets each pixel within `margin` of the mask's box by its distance to the nearest pixel of value `target`: `target` if
 * that is at most `radius`, the other value if not.
 */
function replaceByDistance(mask: BinaryMask, radius: number, margin: number, target: 0 | 1): BinaryMask {
  checkMask(mask);
  if (!(radius >= 0 && radius <= MAX_RADIUS)) throw new RangeError(`radius ${radius} is not in 0..${MAX_RADIUS}`);
  const whole = { x: 0, y: 0, ...mask };
  const [left, top, columns, rows] = tileBox(whole, 1);
  if (columns === 0) return mask;
  const area = coveringPixels(
    [left - margin, top - margin, columns + 2 * margin, rows + 2 * margin], mask.width, mask.height,
  );
  const region = cutTile(whole, area);
  const distances = squaredDistances(region.data, region.width, region.height, target);
  const data = mask.data.slice();
  const limit = radius * radius;
  for (let y = 0, from = 0; y < region.height; y++) {
    const to = (region.y + y) * mask.width + region.x;
    for (let x = 0; x < region.width; x++, from++) data[to + x] = distances[from] <= limit ? target : 1 - target;
  }
  return { ...mask, data };
}

/** Opening: removes what a disc of `radius` does not fit into. @throws RangeError as `growMask` */
export function openMask(mask: BinaryMask, radius: number): BinaryMask {
  return growMask(shrinkMask(mask, radius), radius);
}

/** Closing: fills gaps and notches that a disc of `radius` does not fit into. @throws RangeError as `growMask` */
export function closeMask(mask: BinaryMask, radius: number): BinaryMask {
  return shrinkMask(growMask(mask, radius), radius);
}

/**
 * Evens out a border: corners and wiggles smaller than `radius` are rounded off while straight parts stay in place
 * (a blur, then a threshold at one half).
 * @param radius in pixels, 0 to 2^14, may be fractional
 * @throws RangeError if the radius is out of range or the mask is malformed
 */
export function smoothMask(mask: BinaryMask, radius: number): BinaryMask {
  const soft = featherTile(tileFromMask(mask), radius, mask.width, mask.height);
  return tileToMask(soft, mask.width, mask.height);
}

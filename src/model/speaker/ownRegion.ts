import type { PixelImage } from '../../image/types.ts';
import { cropTile, tileArea, tileBox } from '../../mask/alpha.ts';
import { boxIou, enlargeBox } from '../../mask/boxes.ts';
import type { AlphaTile, Box } from '../../mask/types.ts';
import { colorShares } from '../colors.ts';
import { MASK_SIDE, type PhotoEncoding, type Region } from '../types.ts';

/** As the packs lay the mask grid around a box. */
const MASK_BOX_SCALE = 1.25;
/** Logit of a pixel that is plainly inside; minus this, outside. */
const LOGIT = 8;
/** Box IoU from which a proposal looked at the same place. */
const SAME_PLACE = 0.5;
/** The detector's probability for an object that is plainly there. */
const PLAIN = 0.4;

/**
 * A selected mask as a region, so that phrases can be held against it like against any proposal.
 * @param photo RGB pixels of the upright photo at any scale
 * @param classes probability of each class, as the detector gives it for any object; that there is one is known here, so
 *   they are raised to what it gives for a plain one
 */
export function regionOfMask(
  mask: AlphaTile, { width, height, regions }: PhotoEncoding, photo: PixelImage, classes: Float32Array,
): Region {
  const certain = Math.max(1, PLAIN / Math.max(...classes, 1e-6));
  const known = Math.max(...classes) === 0 ? classes : classes.map((value) => Math.min(1, value * certain));
  const tile = cropTile(mask);
  const box = tileBox(tile, 1);
  const maskBox = enlargeBox([box[0], box[1], Math.max(box[2], 1), Math.max(box[3], 1)], MASK_BOX_SCALE);
  const maskLogits = logitsOf(tile, maskBox);
  const crop = cropOf(photo, maskBox, width, height);
  return {
    box,
    maskBox,
    maskLogits,
    colors: colorShares(crop, maskLogits, box, maskBox),
    score: Math.max(...known),
    classes: known,
    features: featuresAt(box, regions),
    area: tileArea(tile) / (width * height),
    maskScore: 1,
  };
}

/** What the model saw there, if it proposed something much like it; zeros where it did not. */
function featuresAt(box: Box, regions: readonly Region[]): Float32Array {
  const fits = regions.map((region) => boxIou(region.box, box));
  const best = fits.reduce((most, fit, index) => (fit > fits[most] ? index : most), 0);
  return (fits.at(best) ?? 0) >= SAME_PLACE ? regions[best].features : new Float32Array(regions[0]?.features.length ?? 0);
}

/** Centres of the mask grid's cells along one axis. */
const centre = (start: number, length: number, cell: number): number => start + ((cell + 0.5) / MASK_SIDE) * length;

function logitsOf(tile: AlphaTile, [x, y, width, height]: Box): Float32Array {
  return Float32Array.from({ length: MASK_SIDE * MASK_SIDE }, (_, cell) => {
    const column = Math.floor(centre(x, width, cell % MASK_SIDE)) - tile.x;
    const row = Math.floor(centre(y, height, Math.floor(cell / MASK_SIDE))) - tile.y;
    const outside = column < 0 || row < 0 || column >= tile.width || row >= tile.height;
    return outside ? -LOGIT : (tile.data[row * tile.width + column] / 255 - 0.5) * 2 * LOGIT;
  });
}

/** The photo's colours on the mask grid; its border's where the grid reaches beyond it. */
function cropOf(photo: PixelImage, [x, y, boxWidth, boxHeight]: Box, width: number, height: number): Uint8Array {
  const crop = new Uint8Array(MASK_SIDE * MASK_SIDE * 3);
  const bound = (value: number, size: number): number => Math.min(size - 1, Math.max(0, Math.floor(value)));
  for (let cell = 0; cell < MASK_SIDE * MASK_SIDE; cell++) {
    const column = bound((centre(x, boxWidth, cell % MASK_SIDE) / width) * photo.width, photo.width);
    const row = bound((centre(y, boxHeight, Math.floor(cell / MASK_SIDE)) / height) * photo.height, photo.height);
    const from = (row * photo.width + column) * photo.channels;
    crop.set(photo.data.subarray(from, from + 3), cell * 3);
  }
  return crop;
}

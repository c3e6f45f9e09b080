import { cropTile } from '../mask/alpha.ts';
import { refineTile } from '../mask/refine.ts';
import { encodeTileRle, rleToBox } from '../mask/rle.ts';
import { upsampleLogits } from '../mask/upsample.ts';
import type { PixelImage } from '../image/types.ts';
import type { MaskGrid } from './reader.ts';
import type { Instance } from './types.ts';

/**
 * A mask at the photo's resolution.
 * @param guide the photo's full pixels, for edges that follow it; without them the model's own grid, interpolated
 * @returns undefined if no pixel of the photo is inside
 */
export function instanceMask(
  { maskLogits, maskBox }: MaskGrid,
  { width, height }: { readonly width: number; readonly height: number },
  guide: PixelImage | undefined,
): Pick<Instance, 'alpha' | 'mask' | 'box'> | undefined {
  const coarse = upsampleLogits(maskLogits, maskBox, width, height);
  const alpha = cropTile(guide === undefined ? coarse : refineTile(coarse, guide));
  const mask = encodeTileRle(alpha, width, height);
  const box = rleToBox(mask);
  return box[2] === 0 ? undefined : { alpha, mask, box };
}

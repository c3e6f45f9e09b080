import type { ExportLayer, Proposal, RegionMask } from '../api/contract.ts';
import { decodeAlpha, encodeAlpha, type StoredAlpha } from '../document/alphaCodec.ts';
import { toBase64 } from '../document/base64.ts';
import { UserError } from '../errors.ts';
import type { DocumentLayer } from '../export/types.ts';
import type { PixelImage } from '../image/types.ts';
import { cropTile, cutTile } from '../mask/alpha.ts';
import { packBits } from '../mask/bits.ts';
import { coveringPixels, enlargeBox } from '../mask/boxes.ts';
import { refineTile } from '../mask/refine.ts';
import type { AlphaTile } from '../mask/types.ts';
import { labelOf } from '../model/decide.ts';
import { instanceMask } from '../model/masks.ts';
import type { MaskGrid } from '../model/reader.ts';
import { MASK_SIDE, type PhotoEncoding, type Region } from '../model/types.ts';

interface PhotoSize {
  readonly width: number;
  readonly height: number;
}

/** Room around a mask for its border to move, as a share of its size. */
const REFINE_ROOM = 1.2;

/** The refined mask at the photo's resolution; null if no pixel of the photo is inside. */
export function packedMask(grid: MaskGrid, photo: PhotoSize, guide: PixelImage): RegionMask | null {
  const mask = instanceMask(grid, photo, guide);
  return mask === undefined ? null : { alpha: encodeAlpha(mask.alpha), box: mask.box };
}

/** All regions with their masks on the model's own grid. */
export function proposalsOf({ regions }: PhotoEncoding, classNames: readonly string[]): Proposal[] {
  return regions.map((each, region) => proposalOf(each, region, classNames));
}

/** @param region its number within the photo's encoding */
export function proposalOf(each: Region, region: number, classNames: readonly string[]): Proposal {
  const { score, box, maskBox, maskLogits } = each;
  const data = Uint8Array.from(maskLogits, (logit) => (logit > 0 ? 1 : 0));
  return {
    region, label: labelOf(each, classNames), score, box, maskBox,
    side: MASK_SIDE, bits: toBase64(packBits({ width: MASK_SIDE, height: MASK_SIDE, data })),
  };
}

/** @throws UserError `bad-argument` for text that describes no mask */
export function readAlpha(stored: StoredAlpha): AlphaTile {
  try {
    return decodeAlpha(stored);
  } catch (error) {
    if (error instanceof RangeError) throw new UserError('bad-argument', `the mask is damaged: ${error.message}`);
    throw error;
  }
}

/** Layers as they came, with their masks read. @throws UserError `bad-argument` as `readAlpha` */
export function readLayers(layers: readonly ExportLayer[]): DocumentLayer[] {
  return layers.map(({ alpha, ...layer }) => ({ ...layer, alpha: readAlpha(alpha) }));
}

/** Fits a mask's border to the photo's edges. */
export function refineEdges(mask: AlphaTile, guide: PixelImage): AlphaTile {
  const tile = cropTile(mask);
  if (tile.data.length === 0) return tile;
  const room = coveringPixels(
    enlargeBox([tile.x, tile.y, tile.width, tile.height], REFINE_ROOM), guide.width, guide.height,
  );
  return cropTile(refineTile(cutTile(tile, room), guide));
}

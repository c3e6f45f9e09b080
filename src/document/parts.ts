import { intersectTiles, subtractTiles, tileArea, tileToMask, uniteTiles } from '../mask/alpha.ts';
import { splitMask } from '../mask/split.ts';
import type { AlphaTile } from '../mask/types.ts';
import { alphaFromMask, isEmpty, maskFromAlpha } from './tiledMask.ts';
import type { TiledMask } from './tiledMask.ts';

/** Pixels below which a separate piece is a speck, not a part, unless the caller says otherwise. */
export const DEFAULT_MIN_PART_AREA = 64;

/**
 * The connected parts of a mask, by falling area. Parts are told apart by the pixels that count as inside
 * (8-connected); a soft border goes to the part that it surrounds, and specks to the largest part, so that the parts
 * together are the mask.
 * @param minArea fewer pixels inside are a speck
 * @returns at least one part unless the mask is empty
 */
export function partsOf(mask: TiledMask, minArea: number = DEFAULT_MIN_PART_AREA): TiledMask[] {
  if (isEmpty(mask)) return [];
  const alpha = alphaFromMask(mask);
  const local = { ...alpha, x: 0, y: 0 };
  const bodies = splitMask(tileToMask(local, local.width, local.height), [], { minArea });
  const proposals = bodies.map((body) => ({ box: boxOf(body.alpha), alpha: body.alpha }));
  // With the bodies as proposals, `splitMask` gives each pixel of the borders to the body that is nearest within them.
  const parts = splitMask(tileToMask(local, local.width, local.height, 1), proposals, { minArea, duplicateIou: 1 })
    .filter(({ proposal }) => proposal !== null)
    .map((part) => intersectTiles(local, part.alpha))
    .sort((a, b) => tileArea(b) - tileArea(a));
  const rest = parts.reduce(subtractWhole, local);
  const [largest, ...others] = parts.length > 0 ? parts : [local];
  return [uniteTiles([largest, rest]), ...others].map((part) =>
    maskFromAlpha({ ...part, x: part.x + alpha.x, y: part.y + alpha.y }, mask.width, mask.height),
  );
}

function boxOf({ x, y, width, height }: AlphaTile): [number, number, number, number] {
  return [x, y, width, height];
}

/** `tile` without the pixels that `part` has any share of: these have the same alpha in both. */
function subtractWhole(tile: AlphaTile, part: AlphaTile): AlphaTile {
  return subtractTiles(tile, { ...part, data: part.data.map((alpha) => (alpha > 0 ? 255 : 0)) });
}

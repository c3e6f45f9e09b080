import { tileArea, tileBox } from '../mask/alpha.ts';
import type { AlphaTile } from '../mask/types.ts';
import { hashBytes } from './hash.ts';

/** Tight box of what is not 0 in a tile of `width` columns, relative to the tile's upper left corner. */
export const anyBoxOf = perTile((tile) => tileBox(tile, 1));

/** Tight box of the pixels that count as inside (128 and above), relative to the tile's upper left corner. */
export const insideBoxOf = perTile((tile) => tileBox(tile));

/** Number of pixels that count as inside. */
export const insideAreaOf = perTile((tile) => tileArea(tile));

/** Hash of the tile's pixels. */
export const hashOf = perTile(({ data }) => hashBytes(data));

/** Tiles do not change, so each is measured once, when first asked for, however many masks share it. */
function perTile<T>(measure: (tile: AlphaTile) => T): (data: Uint8Array, width: number) => T {
  const known = new WeakMap<Uint8Array, { readonly value: T }>();
  return (data, width) => {
    let entry = known.get(data);
    if (entry === undefined) {
      entry = { value: measure({ x: 0, y: 0, width, height: data.length / width, data }) };
      known.set(data, entry);
    }
    return entry.value;
  };
}

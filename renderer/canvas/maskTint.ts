import { parseColor } from '../../src/document/appearance/bitmap.ts';
import type { LayerId } from '../../src/document/settings.ts';
import { changedTiles, maskBox, tileAlpha, tilePlace, TILE_SIDE } from '../../src/document/tiledMask.ts';
import type { Tile, TiledMask } from '../../src/document/tiledMask.ts';
import { intersectBoxes } from '../../src/mask/boxes.ts';
import { reducedBox, reduceTile } from '../../src/mask/reduce.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';
import { AreaCanvas } from './areaCanvas.ts';
import { alphaPixels } from './bitmaps.ts';
import { SOFT_FROM } from './photoPixels.ts';

/**
 * Pixels that masks are drawn with a pixel of the photo: as many as the screen shows, in powers of two, so that whole
 * tiles become whole pixels, each of them by itself.
 * @param zoom pixels of the screen a pixel of the photo
 */
export function maskLevel(zoom: number): number {
  return Math.min(1, Math.max(1 / TILE_SIDE, 2 ** Math.ceil(Math.log2(zoom / SOFT_FROM))));
}

/** A mask in one colour at a level, and what it shows. */
interface Tint {
  readonly mask: TiledMask;
  readonly level: number;
  readonly color: string;
  readonly area: AreaCanvas;
}

/** One of each layer that is drawn: an edit draws anew only what it has changed. */
const tints = new Map<LayerId, Tint>();

/** Gives up the bitmaps of masks that are no longer drawn. */
export function forgetTints(kept: readonly LayerId[] = []): void {
  for (const id of tints.keys()) if (!kept.includes(id)) tints.delete(id);
}

/** A layer's mask in one colour, at a level of the photo. @param color `#rrggbb` */
export function tintOf(id: LayerId, mask: TiledMask, level: number, color: string): AreaCanvas {
  const known = tints.get(id);
  if (known?.mask === mask && known.level === level && known.color === color) return known.area;
  const [x, y, width, height] = reducedBox(maskBox(mask), level);
  // With a rim: its border looks the same, however far the canvas goes on beyond.
  const box: Box = [x - 1, y - 1, width + 2, height + 2];
  const earlier = known?.level === level && known.color === color ? known : null;
  const area = earlier?.area ?? new AreaCanvas(box);
  area.hold(box);
  const rgb = parseColor(color);
  const [left, top] = area.box;
  for (const index of earlier === null ? mask.tiles.keys() : changedTiles(earlier.mask, mask)) {
    const tile = mask.tiles[index];
    // A new canvas is empty, and beside the canvas there is nothing.
    if (tile === null && earlier === null) continue;
    const part = intersectBoxes(reducedBox(tilePlace(mask, index), level), area.box);
    if (part[2] === 0 || part[3] === 0) continue;
    if (tile === null) {
      area.context.clearRect(...part);
      continue;
    }
    const alpha = reducedTile(mask, index, tile, level);
    // Pixels are put where they are, whatever the transform.
    area.context.putImageData(alphaPixels(alpha, rgb), alpha.x - left, alpha.y - top);
  }
  tints.set(id, { mask, level, color, area });
  return area;
}

/** Tiles as they were reduced last: undo and redo come back to them. */
const reduced = new WeakMap<Tile, { readonly level: number; readonly columns: number; readonly data: Uint8Array }>();

function reducedTile(mask: TiledMask, index: number, tile: Tile, level: number): AlphaTile {
  const place = tilePlace(mask, index);
  const [x, y, width, height] = reducedBox(place, level);
  // The tiles that are all inside are shared: by those of other sides as well, at the borders of the photo.
  const columns = place[2];
  let known = reduced.get(tile);
  if (known?.level !== level || known.columns !== columns) {
    known = { level, columns, data: reduceTile(tileAlpha(mask, index), level).data };
    reduced.set(tile, known);
  }
  return { x, y, width, height, data: known.data };
}

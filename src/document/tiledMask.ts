import { coveringPixels, uniteBoxes } from '../mask/boxes.ts';
import { checkMaskSize } from '../mask/size.ts';
import type { AlphaTile, Box } from '../mask/types.ts';
import { hashText } from './hash.ts';
import { anyBoxOf, hashOf, insideAreaOf, insideBoxOf } from './tileStats.ts';

/** Side of a tile in pixels: a dab of a usual brush touches one to four of them, 64 KB each. */
export const TILE_SIDE = 256;

/**
 * Soft mask of a square of the photo, 0 (outside) to 255 (inside), row-major, without padding: tiles at the right and
 * bottom border are smaller. Never changed once it is part of a mask.
 */
export type Tile = Uint8Array;

/**
 * Soft mask of the whole photo, kept only where it is not empty. Masks are values: an edit gives another mask that
 * shares all tiles which the edit left as they were. Every mask has one form only (no tile of zeros, and tiles of 255
 * throughout are the shared ones), so that masks of equal pixels have equal hashes.
 */
export interface TiledMask {
  readonly width: number;
  readonly height: number;
  /** By rows of `tileColumns`; null where nothing is inside. */
  readonly tiles: readonly (Tile | null)[];
}

const OPAQUE = new Uint8Array(TILE_SIDE * TILE_SIDE).fill(255);
const opaqueTiles = new Map<number, Tile>([[OPAQUE.length, OPAQUE]]);

/** The shared tile of `length` pixels that are all inside; it takes no memory of its own. */
export function opaqueTile(length: number): Tile {
  let tile = opaqueTiles.get(length);
  if (tile === undefined) {
    tile = OPAQUE.subarray(0, length);
    opaqueTiles.set(length, tile);
  }
  return tile;
}

/** Whether a tile is the shared one whose pixels are all inside. */
export function isOpaque(tile: Tile): boolean {
  return tile.buffer === OPAQUE.buffer;
}

/** Memory that a tile takes for itself, in bytes. */
export function tileBytes(tile: Tile): number {
  return isOpaque(tile) ? 0 : tile.length;
}

/** Number of tiles in a row. */
export function tileColumns(mask: TiledMask): number {
  return Math.ceil(mask.width / TILE_SIDE);
}

/** Place of the tile at `index` in pixels of the photo. */
export function tilePlace(mask: TiledMask, index: number): Box {
  const columns = tileColumns(mask);
  const x = (index % columns) * TILE_SIDE;
  const y = Math.floor(index / columns) * TILE_SIDE;
  return [x, y, Math.min(TILE_SIDE, mask.width - x), Math.min(TILE_SIDE, mask.height - y)];
}

/** The tile at `index` with its place, as the functions of src/mask take it; zeros where there is none. */
export function tileAlpha(mask: TiledMask, index: number): AlphaTile {
  const [x, y, width, height] = tilePlace(mask, index);
  return { x, y, width, height, data: mask.tiles[index] ?? new Uint8Array(width * height) };
}

/**
 * A mask with nothing inside.
 * @throws RangeError if the photo's size is out of range
 */
export function emptyMask(width: number, height: number): TiledMask {
  checkMaskSize(width, height);
  const count = Math.ceil(width / TILE_SIDE) * Math.ceil(height / TILE_SIDE);
  return { width, height, tiles: new Array<Tile | null>(count).fill(null) };
}

/** Whether nothing is inside. */
export function isEmpty(mask: TiledMask): boolean {
  return mask.tiles.every((tile) => tile === null);
}

/** The whole photo as a box. */
export function photoBox({ width, height }: { readonly width: number; readonly height: number }): Box {
  return [0, 0, width, height];
}

/**
 * Boxes that hold the tiles in which two masks of one photo differ, those beside each other in one. Compares tiles by
 * identity, so it is immediate, and may name more than differs where masks do not stem from one another.
 */
export function changedParts(before: TiledMask, after: TiledMask): Box[] {
  const parts: Box[] = [];
  let end = -1;
  for (let index = 0; index < after.tiles.length; index++) {
    if (before.tiles[index] === after.tiles[index]) continue;
    const place = tilePlace(after, index);
    if (index === end && place[0] > 0) parts.push(uniteBoxes(parts.pop()!, place));
    else parts.push(place);
    end = index + 1;
  }
  return parts;
}

/** The box around the tiles in which two masks of one photo differ, as `changedParts`; [0, 0, 0, 0] if they do not. */
export function changedTilesBox(before: TiledMask, after: TiledMask): Box {
  return changedParts(before, after).reduce<Box>(uniteBoxes, [0, 0, 0, 0]);
}

/**
 * The mask with the tiles that `area` touches replaced by what `change` makes of them. `change` must not write to the
 * tile that it is given. Shares all tiles whose pixels stay as they were, and is `mask` itself if all do.
 * @param area pixels of the photo; what reaches outside is cut off
 */
export function mapTiles(
  mask: TiledMask, area: Box, change: (tile: Tile | null, place: Box, index: number) => Tile | null,
): TiledMask {
  let tiles: (Tile | null)[] | null = null;
  for (const index of tilesWithin(mask, area)) {
    const before = mask.tiles[index];
    const changed = change(before, tilePlace(mask, index), index);
    if (changed === before) continue;
    const after = inOneForm(changed);
    if (areEqual(before, after)) continue;
    tiles ??= mask.tiles.slice();
    tiles[index] = after;
  }
  return tiles === null ? mask : { ...mask, tiles };
}

function inOneForm(tile: Tile | null): Tile | null {
  if (tile === null) return null;
  const value = tile[0];
  if (value !== 0 && value !== 255) return tile;
  for (let i = 1; i < tile.length; i++) if (tile[i] !== value) return tile;
  return value === 0 ? null : opaqueTile(tile.length);
}

/** Whether two tiles of one place hold the same pixels; both in their one form. */
function areEqual(a: Tile | null, b: Tile | null): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * The mask of a photo of `width` x `height` pixels that is `alpha` where that lies on the photo. Copies what it keeps.
 * @throws RangeError if the photo's size is out of range or the tile's data do not fit its size
 */
export function maskFromAlpha(alpha: AlphaTile, width: number, height: number): TiledMask {
  return replacePixels(emptyMask(width, height), alpha);
}

/**
 * The mask with the pixels of `patch` in place of its own, zeros too.
 * @throws RangeError if the patch's data do not fit its size
 */
export function replacePixels(mask: TiledMask, patch: AlphaTile): TiledMask {
  if (patch.data.length !== patch.width * patch.height) {
    throw new RangeError(`tile of ${patch.width} x ${patch.height} has ${patch.data.length} pixels`);
  }
  return mapTiles(mask, [patch.x, patch.y, patch.width, patch.height], (tile, place) => {
    const [x, y, width, height] = place;
    const data = tile === null ? new Uint8Array(width * height) : tile.slice();
    const left = Math.max(x, patch.x);
    const right = Math.min(x + width, patch.x + patch.width);
    const bottom = Math.min(y + height, patch.y + patch.height);
    for (let row = Math.max(y, patch.y); row < bottom; row++) {
      const from = (row - patch.y) * patch.width - patch.x;
      data.set(patch.data.subarray(from + left, from + right), (row - y) * width + left - x);
    }
    return data;
  });
}

/**
 * The mask's pixels in `area`, or all that are not 0, cut tightly. Shares no memory with the mask.
 * @param area whole pixels on the photo
 */
export function alphaFromMask(mask: TiledMask, area: Box = maskBox(mask)): AlphaTile {
  const [left, top, width, height] = coveringPixels(area, mask.width, mask.height);
  const data = new Uint8Array(width * height);
  for (const index of tilesWithin(mask, [left, top, width, height])) {
    const tile = mask.tiles[index];
    if (tile === null) continue;
    const [x, y, columns, rows] = tilePlace(mask, index);
    const from = Math.max(left, x);
    const to = Math.min(left + width, x + columns);
    const end = Math.min(top + height, y + rows);
    for (let row = Math.max(top, y); row < end; row++) {
      const start = (row - y) * columns - x;
      data.set(tile.subarray(start + from, start + to), (row - top) * width + from - left);
    }
  }
  return { x: left, y: top, width, height, data };
}

/** The alpha of a mask at a pixel of the photo; 0 beside it. */
export function alphaAt(mask: TiledMask, x: number, y: number): number {
  const column = Math.floor(x);
  const row = Math.floor(y);
  if (column < 0 || row < 0 || column >= mask.width || row >= mask.height) return 0;
  const tileColumn = Math.floor(column / TILE_SIDE);
  const tile = mask.tiles[Math.floor(row / TILE_SIDE) * tileColumns(mask) + tileColumn];
  if (tile === null) return 0;
  const width = Math.min(TILE_SIDE, mask.width - tileColumn * TILE_SIDE);
  return tile[(row % TILE_SIDE) * width + (column % TILE_SIDE)];
}

/** Indices of the tiles that touch `area`, ascending. */
export function tilesWithin(mask: TiledMask, area: Box): number[] {
  const [left, top, width, height] = coveringPixels(area, mask.width, mask.height);
  const indices: number[] = [];
  if (width === 0 || height === 0) return indices;
  const columns = tileColumns(mask);
  for (let row = Math.floor(top / TILE_SIDE); row * TILE_SIDE < top + height; row++) {
    for (let column = Math.floor(left / TILE_SIDE); column * TILE_SIDE < left + width; column++) {
      indices.push(row * columns + column);
    }
  }
  return indices;
}

/** Tight box, in whole pixels of the photo, of what is not 0; [0, 0, 0, 0] for an empty mask. */
export function maskBox(mask: TiledMask): Box {
  return boxOf(mask, anyBoxOf);
}

/** Tight box of the pixels that count as inside (128 and above); [0, 0, 0, 0] if there are none. */
export function insideBox(mask: TiledMask): Box {
  return boxOf(mask, insideBoxOf);
}

function boxOf(mask: TiledMask, measure: (tile: Tile, columns: number) => Box): Box {
  let box: Box = [0, 0, 0, 0];
  for (let index = 0; index < mask.tiles.length; index++) {
    const tile = mask.tiles[index];
    if (tile === null) continue;
    const [left, top, columns, rows] = tilePlace(mask, index);
    const [x, y, width, height] = isOpaque(tile) ? [0, 0, columns, rows] : measure(tile, columns);
    if (width > 0) box = uniteBoxes(box, [left + x, top + y, width, height]);
  }
  return box;
}

/** Number of pixels that count as inside (128 and above). */
export function insideArea(mask: TiledMask): number {
  let area = 0;
  for (let index = 0; index < mask.tiles.length; index++) {
    const tile = mask.tiles[index];
    if (tile !== null) area += isOpaque(tile) ? tile.length : insideAreaOf(tile, tilePlace(mask, index)[2]);
  }
  return area;
}

const hashes = new WeakMap<TiledMask, string>();

/** Hash of the mask's size and pixels, equal for equal masks however they came about. Hashes only tiles new to it. */
export function hashMask(mask: TiledMask): string {
  let hash = hashes.get(mask);
  if (hash === undefined) {
    const parts = [`${mask.width}x${mask.height}`];
    mask.tiles.forEach((tile, index) => {
      if (tile === null) return;
      parts.push(`${index}:${isOpaque(tile) ? 'opaque' : hashOf(tile, tilePlace(mask, index)[2])}`);
    });
    hash = hashText(parts.join(' '));
    hashes.set(mask, hash);
  }
  return hash;
}

/** `after` with those tiles of `before` that hold the same pixels: for results that were computed as a whole. */
export function shareTiles(before: TiledMask, after: TiledMask): TiledMask {
  return mapTiles(before, photoBox(before), (_tile, _place, index) => after.tiles[index]);
}

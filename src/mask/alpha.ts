import { coveringPixels, uniteBoxes } from './boxes.ts';
import { checkMask, checkMaskSize, INSIDE } from './size.ts';
import type { AlphaTile, BinaryMask, Box } from './types.ts';

const OPAQUE = 255;

/** A tile without pixels: nothing is inside. */
export const EMPTY_TILE: AlphaTile = { x: 0, y: 0, width: 0, height: 0, data: new Uint8Array(0) };

/**
 * The mask as a tile that fits it tightly: 255 inside, 0 outside.
 * @throws RangeError if the mask is malformed
 */
export function tileFromMask(mask: BinaryMask): AlphaTile {
  checkMask(mask);
  const cropped = cropTile({ x: 0, y: 0, width: mask.width, height: mask.height, data: mask.data });
  const data = cropped.data.slice();
  for (let i = 0; i < data.length; i++) data[i] = data[i] !== 0 ? OPAQUE : 0;
  return { ...cropped, data };
}

/**
 * The pixels of a tile at or above `threshold` (1..255) as a mask of an image of `width` x `height` pixels. What
 * reaches outside the image is cut off.
 * @throws RangeError if the image's size is out of range
 */
export function tileToMask(tile: AlphaTile, width: number, height: number, threshold = INSIDE): BinaryMask {
  const mask = new Uint8Array(checkMaskSize(width, height));
  const { x, y, width: columns, height: rows, data } = clipTile(tile, width, height);
  for (let row = 0; row < rows; row++) {
    const to = (y + row) * width + x;
    const from = row * columns;
    for (let column = 0; column < columns; column++) {
      mask[to + column] = data[from + column] >= threshold ? 1 : 0;
    }
  }
  return { width, height, data: mask };
}

/** Tight box, in whole pixels of the photo, of the pixels at or above `threshold`; [0, 0, 0, 0] if there are none. */
export function tileBox(tile: AlphaTile, threshold = INSIDE): Box {
  const { width, height, data } = tile;
  let left = width;
  let right = -1;
  let top = -1;
  let bottom = -1;
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let first = 0;
    while (first < width && data[row + first] < threshold) first++;
    if (first === width) continue;
    let last = width - 1;
    while (data[row + last] < threshold) last--;
    if (top < 0) top = y;
    bottom = y;
    if (first < left) left = first;
    if (last > right) right = last;
  }
  return bottom < 0 ? [0, 0, 0, 0] : [tile.x + left, tile.y + top, right - left + 1, bottom - top + 1];
}

/** Number of pixels at or above `threshold`. */
export function tileArea(tile: AlphaTile, threshold = INSIDE): number {
  let area = 0;
  for (let i = 0; i < tile.data.length; i++) if (tile.data[i] >= threshold) area++;
  return area;
}

/** The tile cut to the pixels that are not 0; without pixels if all are. Shares no memory with `tile` if it is cut. */
export function cropTile(tile: AlphaTile): AlphaTile {
  return cutTile(tile, tileBox(tile, 1));
}

/** The part of a tile on an image of `width` x `height` pixels. Shares no memory with `tile` if it is cut. */
export function clipTile(tile: AlphaTile, width: number, height: number): AlphaTile {
  return cutTile(tile, coveringPixels([tile.x, tile.y, tile.width, tile.height], width, height));
}

/** Cuts a tile to a box of whole pixels, or extends it with zeros where the box reaches beyond it. */
export function cutTile(tile: AlphaTile, box: Box): AlphaTile {
  const [x, y, width, height] = box;
  if (width === 0 || height === 0) return EMPTY_TILE;
  if (x === tile.x && y === tile.y && width === tile.width && height === tile.height) return tile;
  const data = new Uint8Array(width * height);
  const left = Math.max(x, tile.x);
  const right = Math.min(x + width, tile.x + tile.width);
  const top = Math.max(y, tile.y);
  const bottom = Math.min(y + height, tile.y + tile.height);
  for (let row = top; row < bottom && left < right; row++) {
    const from = (row - tile.y) * tile.width - tile.x;
    data.set(tile.data.subarray(from + left, from + right), (row - y) * width + left - x);
  }
  return { x, y, width, height, data };
}

/** Pixel by pixel the largest alpha of all tiles; the tile covers them all. */
export function uniteTiles(tiles: readonly AlphaTile[]): AlphaTile {
  const united = canvasFor(tiles);
  for (const tile of tiles) {
    for (let row = 0; row < tile.height; row++) {
      let to = (tile.y + row - united.y) * united.width + tile.x - united.x;
      const end = (row + 1) * tile.width;
      for (let from = row * tile.width; from < end; from++, to++) {
        if (tile.data[from] > united.data[to]) united.data[to] = tile.data[from];
      }
    }
  }
  return united;
}

/**
 * Coverage of tiles that are painted one over the other: 1 - (1 - a)(1 - b)... (Porter & Duff 1984, "over"). Where two
 * soft edges meet, this covers more than `uniteTiles`: the seam between neighbours fades.
 */
export function compositeTiles(tiles: readonly AlphaTile[]): AlphaTile {
  const composite = canvasFor(tiles);
  for (const tile of tiles) {
    for (let row = 0; row < tile.height; row++) {
      let to = (tile.y + row - composite.y) * composite.width + tile.x - composite.x;
      const end = (row + 1) * tile.width;
      for (let from = row * tile.width; from < end; from++, to++) {
        const below = composite.data[to];
        composite.data[to] = below + Math.round(((OPAQUE - below) * tile.data[from]) / OPAQUE);
      }
    }
  }
  return composite;
}

function canvasFor(tiles: readonly AlphaTile[]): AlphaTile {
  let box: Box = [0, 0, 0, 0];
  for (const tile of tiles) box = uniteBoxes(box, [tile.x, tile.y, tile.width, tile.height]);
  const [x, y, width, height] = box;
  return { x, y, width, height, data: new Uint8Array(width * height) };
}

/** Pixel by pixel the smaller alpha of the two; covers the tiles' common part. */
export function intersectTiles(a: AlphaTile, b: AlphaTile): AlphaTile {
  const box = commonPixels(a, b);
  const common = cutTile(a, box);
  const other = cutTile(b, box);
  const data = new Uint8Array(common.data.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.min(common.data[i], other.data[i]);
  return { ...common, data };
}

/** What is left of `a` outside `b`: min(a, 255 - b); covers the same pixels as `a`. */
export function subtractTiles(a: AlphaTile, b: AlphaTile): AlphaTile {
  const [left, top, width, height] = commonPixels(a, b);
  const data = a.data.slice();
  for (let y = top; y < top + height; y++) {
    let at = (y - a.y) * a.width + left - a.x;
    const from = (y - b.y) * b.width + left - b.x;
    for (let i = from; i < from + width; i++, at++) data[at] = Math.min(data[at], OPAQUE - b.data[i]);
  }
  return { ...a, data };
}

/** Box of the pixels that two tiles share; without extent if they share none. */
export function commonPixels(a: AlphaTile, b: AlphaTile): Box {
  const x = Math.max(a.x, b.x);
  const y = Math.max(a.y, b.y);
  const width = Math.min(a.x + a.width, b.x + b.width) - x;
  const height = Math.min(a.y + a.height, b.y + b.height) - y;
  return width > 0 && height > 0 ? [x, y, width, height] : [0, 0, 0, 0];
}

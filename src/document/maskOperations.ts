import {
  cutTile, intersectTiles, subtractTiles, tileArea, tileFromMask, tileToMask, uniteTiles,
} from '../mask/alpha.ts';
import { coveringPixels } from '../mask/boxes.ts';
import { featherTile } from '../mask/feather.ts';
import { growMask, shrinkMask, smoothMask } from '../mask/morphology.ts';
import { rasterizeRings } from '../mask/rasterize.ts';
import { INSIDE } from '../mask/size.ts';
import type { AlphaTile, BinaryMask, Box } from '../mask/types.ts';
import type { CombineMode, MaskOperation } from './settings.ts';
import {
  alphaFromMask, emptyMask, insideArea, isEmpty, isOpaque, mapTiles, maskFromAlpha, opaqueTile, photoBox,
  replacePixels, shareTiles, tileAlpha,
} from './tiledMask.ts';
import type { Tile, TiledMask } from './tiledMask.ts';

const OPAQUE = 255;

/** Steps of the alpha of soft masks in `filterLevels`: 255 is a multiple of it. */
const LEVEL_STEP = 15;

function checkSamePhoto(a: TiledMask, b: TiledMask): void {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`masks of ${a.width} x ${a.height} and ${b.width} x ${b.height} differ in size`);
  }
}

/**
 * Pixel by pixel the larger alpha (`union`), the smaller (`intersect`), or what is left of `mask` outside `other`
 * (`subtract`: min(a, 255 - b)), as src/mask has it for single tiles.
 * @throws RangeError if the masks differ in size
 */
export function combineMasks(mask: TiledMask, other: TiledMask, mode: CombineMode): TiledMask {
  checkSamePhoto(mask, other);
  return mapTiles(mask, photoBox(mask), (tile, place, index) => {
    const otherTile = other.tiles[index];
    switch (mode) {
      case 'union':
        return tile === null || otherTile === null ? tile ?? otherTile : uniteTile(tile, otherTile, place);
      case 'intersect':
        return tile === null || otherTile === null ? null : intersectTile(tile, otherTile, place);
      case 'subtract':
        return tile === null || otherTile === null ? tile : subtractTile(tile, otherTile, place);
    }
  });
}

function placed(data: Tile, [x, y, width, height]: Box): AlphaTile {
  return { x, y, width, height, data };
}

function uniteTile(a: Tile, b: Tile, place: Box): Tile {
  if (isOpaque(a)) return a;
  return isOpaque(b) ? b : uniteTiles([placed(a, place), placed(b, place)]).data;
}

function intersectTile(a: Tile, b: Tile, place: Box): Tile {
  if (isOpaque(b)) return a;
  return isOpaque(a) ? b : intersectTiles(placed(a, place), placed(b, place)).data;
}

function subtractTile(a: Tile, b: Tile, place: Box): Tile | null {
  return isOpaque(b) ? null : subtractTiles(placed(a, place), placed(b, place)).data;
}

/** 255 less the alpha of every pixel of the photo. */
export function invertTiledMask(mask: TiledMask): TiledMask {
  return mapTiles(mask, photoBox(mask), (tile, [, , width, height]) => {
    if (tile === null) return opaqueTile(width * height);
    return isOpaque(tile) ? null : tile.map((alpha) => OPAQUE - alpha);
  });
}

/**
 * Intersection over union, 0..1, of the pixels that count as inside (128 and above); 0 for two empty masks. Tiles that
 * the masks share are not looked at.
 * @throws RangeError if the masks differ in size
 */
export function tiledMaskIou(a: TiledMask, b: TiledMask): number {
  checkSamePhoto(a, b);
  let intersection = 0;
  a.tiles.forEach((tile, index) => {
    if (tile === null || b.tiles[index] === null) return;
    intersection += tileArea(intersectTiles(tileAlpha(a, index), tileAlpha(b, index)));
  });
  const union = insideArea(a) + insideArea(b) - intersection;
  return union === 0 ? 0 : intersection / union;
}

/**
 * Fills closed rings (a lasso, a rectangle; even-odd rule) and combines the shape with the mask.
 * @param rings `[x1, y1, x2, y2, ...]` each, pixels of the photo, fractional, may reach outside
 * @param feather radius in pixels by which the shape's border is softened first, 0 to 2^14
 * @throws RangeError if a ring has an odd number of coordinates or one that is not finite, or the radius is too large
 */
export function fillRings(
  mask: TiledMask, rings: readonly (readonly number[])[], mode: CombineMode, feather: number,
): TiledMask {
  const [x, y, width, height] = coveringPixels(ringsBox(rings), mask.width, mask.height);
  let shape = emptyMask(mask.width, mask.height);
  if (width > 0 && height > 0) {
    const local = rings.map((ring) => ring.map((coordinate, i) => coordinate - (i % 2 === 0 ? x : y)));
    const filled = tileFromMask(rasterizeRings(local, width, height));
    const alpha = { ...filled, x: filled.x + x, y: filled.y + y };
    const soft = feather > 0 ? featherTile(alpha, feather, mask.width, mask.height) : alpha;
    shape = maskFromAlpha(soft, mask.width, mask.height);
  }
  return combineMasks(mask, shape, mode);
}

function ringsBox(rings: readonly (readonly number[])[]): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i += 2) {
      left = Math.min(left, ring[i]);
      right = Math.max(right, ring[i]);
      top = Math.min(top, ring[i + 1]);
      bottom = Math.max(bottom, ring[i + 1]);
    }
  }
  return left > right ? [0, 0, 0, 0] : [left, top, right - left, bottom - top];
}

/**
 * Grows, shrinks, feathers, smooths or inverts a mask. On a mask of 0 and 255 alone the result is that of src/mask.
 * @throws RangeError if the radius is out of range
 */
export function operateOnMask(mask: TiledMask, operation: MaskOperation): TiledMask {
  if (operation.kind === 'invert') return invertTiledMask(mask);
  if (isEmpty(mask)) return mask;
  const { kind, radius } = operation;
  switch (kind) {
    case 'grow':
      return filterLevels(mask, Math.floor(radius), (level) => growMask(level, radius), Math.max);
    case 'shrink':
      return filterLevels(mask, 1, (level) => shrinkMask(level, radius), Math.min);
    case 'smooth':
      // The blur behind it reaches about 1.5 times its radius.
      return filterLevels(mask, 2 * Math.ceil(radius) + 4, (level) => smoothMask(level, radius), (alpha) => alpha);
    case 'feather': {
      const soft = featherTile(alphaFromMask(mask), radius, mask.width, mask.height);
      return shareTiles(mask, maskFromAlpha(soft, mask.width, mask.height));
    }
  }
}

/**
 * A filter of binary masks on a soft one, by threshold decomposition: the mask is cut at levels of alpha, each cut is
 * filtered, and the cuts are piled up again. Exact for filters that keep the order of masks, as morphology does (Fitch,
 * Coyle & Gallagher 1984), up to the step between levels; soft borders stay as soft as they were.
 * @param margin pixels by which the filter reaches beyond the mask's box
 * @param settle final alpha from the filtered one and that before
 */
function filterLevels(
  mask: TiledMask, margin: number, filter: (level: BinaryMask) => BinaryMask,
  settle: (filtered: number, before: number) => number,
): TiledMask {
  const alpha = alphaFromMask(mask);
  const [x, y, width, height] = coveringPixels(
    [alpha.x - margin, alpha.y - margin, alpha.width + 2 * margin, alpha.height + 2 * margin], mask.width, mask.height,
  );
  const local = { ...cutTile(alpha, [x, y, width, height]), x: 0, y: 0 };
  const isHard = alpha.data.every((value) => value === 0 || value === OPAQUE);
  const step = isHard ? OPAQUE : LEVEL_STEP;
  const data = new Uint8Array(width * height);
  for (let level = step; level <= OPAQUE; level += step) {
    const threshold = isHard ? INSIDE : level - Math.floor(step / 2);
    const filtered = filter(tileToMask(local, width, height, threshold)).data;
    for (let i = 0; i < data.length; i++) data[i] += filtered[i] * step;
  }
  for (let i = 0; i < data.length; i++) data[i] = settle(data[i], local.data[i]);
  return replacePixels(mask, { x, y, width, height, data });
}

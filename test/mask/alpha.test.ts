import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  clipTile, compositeTiles, cropTile, cutTile, EMPTY_TILE, intersectTiles, subtractTiles, tileArea, tileBox,
  tileFromMask, tileToMask, uniteTiles,
} from '../../src/mask/alpha.ts';
import { maskArea } from '../../src/mask/boolean.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { anyMask, anyTile, maskOf } from './shapes.ts';

/** Alpha at a pixel of the photo: what a tile means wherever it is stored. */
function at(tile: AlphaTile, x: number, y: number): number {
  const column = x - tile.x;
  const row = y - tile.y;
  const onTile = column >= 0 && row >= 0 && column < tile.width && row < tile.height;
  return onTile ? tile.data[row * tile.width + column] : 0;
}

/** Every pixel of the plane on which the tiles of these tests may lie. */
const PLANE = Array.from({ length: 48 * 48 }, (_, i) => [(i % 48) - 12, Math.floor(i / 48) - 12] as const);

function differences(tile: AlphaTile, expected: (x: number, y: number) => number): (readonly [number, number])[] {
  return PLANE.filter(([x, y]) => at(tile, x, y) !== expected(x, y));
}

describe('tiles and masks', () => {
  it('gives every mask back from its tight tile', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const tile = tileFromMask(mask);
        expect(tileToMask(tile, mask.width, mask.height)).toEqual(mask);
        expect(tileArea(tile)).toBe(maskArea(mask));
        expect(tileBox(tile)).toEqual([tile.x, tile.y, tile.width, tile.height]);
      }),
    );
  });

  it('crops tightly', () => {
    const tile = tileFromMask(maskOf('.....', '..#..', '.##..', '.....'));
    expect(tile).toEqual({ x: 1, y: 1, width: 2, height: 2, data: Uint8Array.of(0, 255, 255, 255) });
    expect(tileFromMask(maskOf('..', '..'))).toEqual(EMPTY_TILE);
  });

  it('thresholds at 128 unless told otherwise', () => {
    const tile = { x: 0, y: 0, width: 4, height: 1, data: Uint8Array.of(0, 127, 128, 255) };
    expect(tileToMask(tile, 4, 1)).toEqual(maskOf('..##'));
    expect(tileToMask(tile, 4, 1, 1)).toEqual(maskOf('.###'));
    expect(tileBox(tile)).toEqual([2, 0, 2, 1]);
    expect(tileArea(tile, 255)).toBe(1);
  });
});

describe('tiles', () => {
  it('mean the same after cropping, and after clipping on the image', () => {
    fc.assert(
      fc.property(anyTile(), (tile) => {
        expect(differences(cropTile(tile), (x, y) => at(tile, x, y))).toEqual([]);
        const onImage = (x: number, y: number) => x >= 0 && y >= 0 && x < 20 && y < 20;
        expect(differences(clipTile(tile, 20, 20), (x, y) => (onImage(x, y) ? at(tile, x, y) : 0))).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('combine pixel by pixel', () => {
    fc.assert(
      fc.property(anyTile(), anyTile(), (a, b) => {
        expect(differences(uniteTiles([a, b]), (x, y) => Math.max(at(a, x, y), at(b, x, y)))).toEqual([]);
        expect(differences(intersectTiles(a, b), (x, y) => Math.min(at(a, x, y), at(b, x, y)))).toEqual([]);
        expect(differences(subtractTiles(a, b), (x, y) => Math.min(at(a, x, y), 255 - at(b, x, y)))).toEqual([]);
        const over = (x: number, y: number) => {
          const below = at(a, x, y);
          return below + Math.round(((255 - below) * at(b, x, y)) / 255);
        };
        expect(differences(compositeTiles([a, b]), over)).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });

  it('can be extended with zeros', () => {
    const tile = { x: 2, y: 3, width: 1, height: 1, data: Uint8Array.of(200) };
    expect(cutTile(tile, [1, 3, 3, 1])).toEqual({ x: 1, y: 3, width: 3, height: 1, data: Uint8Array.of(0, 200, 0) });
    expect(cutTile(tile, [9, 9, 2, 1]).data).toEqual(Uint8Array.of(0, 0));
  });

  it('unite to nothing if there are none', () => {
    expect(uniteTiles([]).data.length).toBe(0);
    expect(compositeTiles([EMPTY_TILE]).data.length).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  combineMasks, fillRings, invertTiledMask, operateOnMask, tiledMaskIou,
} from '../../src/document/maskOperations.ts';
import type { CombineMode } from '../../src/document/settings.ts';
import { partsOf } from '../../src/document/parts.ts';
import {
  alphaFromMask, changedParts, changedTilesBox, emptyMask, hashMask, insideArea, insideBox, isEmpty, maskBox, maskFromAlpha,
  opaqueTile, replacePixels, tileBytes, tilesWithin,
} from '../../src/document/tiledMask.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import { cropTile, cutTile, tileArea, tileBox, tileFromMask, tileToMask } from '../../src/mask/alpha.ts';
import { intersectMasks, maskIou, subtractMasks, uniteMasks } from '../../src/mask/boolean.ts';
import { labelComponents } from '../../src/mask/components.ts';
import { featherTile } from '../../src/mask/feather.ts';
import { growMask, shrinkMask, smoothMask } from '../../src/mask/morphology.ts';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
import type { AlphaTile, BinaryMask, Box } from '../../src/mask/types.ts';
import { blob } from './fixtures.ts';

/** Beside the tiles' borders at 256 and 512, so that shapes cross them. */
const WIDTH = 530;
const HEIGHT = 300;
const WHOLE: Box = [0, 0, WIDTH, HEIGHT];

const anyBlob: fc.Arbitrary<AlphaTile> = fc
  .tuple(
    fc.double({ min: -20, max: WIDTH + 20, noNaN: true }), fc.double({ min: -20, max: HEIGHT + 20, noNaN: true }),
    fc.double({ min: 1, max: 90, noNaN: true }), fc.double({ min: 1, max: 90, noNaN: true }),
    fc.constantFrom(0.01, 3, 15),
  )
  .map(([x, y, radiusX, radiusY, softness]) => blob(x, y, radiusX, radiusY, softness));

const hardBlob = anyBlob.map((alpha) => ({ ...alpha, data: alpha.data.map((value) => (value >= 128 ? 255 : 0)) }));

function tiled(alpha: AlphaTile): TiledMask {
  return maskFromAlpha(alpha, WIDTH, HEIGHT);
}

/** A tile that covers the photo. */
function whole(data: Uint8Array): AlphaTile {
  return { x: 0, y: 0, width: WIDTH, height: HEIGHT, data };
}

/** All pixels of the photo. */
function pixels(alpha: AlphaTile): Uint8Array {
  return cutTile(alpha, WHOLE).data;
}

function allPixels(mask: TiledMask): Uint8Array {
  return alphaFromMask(mask, WHOLE).data;
}

/** Number of pixels in which two images differ; comparing them with `toEqual` takes seconds. */
function differences(a: Uint8Array, b: Uint8Array): number {
  let count = Math.abs(a.length - b.length);
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) count++;
  return count;
}

function binary(alpha: AlphaTile): BinaryMask {
  return tileToMask(alpha, WIDTH, HEIGHT);
}

describe('TiledMask', () => {
  it('gives its pixels back', () => {
    fc.assert(fc.property(anyBlob, (alpha) => {
      const mask = tiled(alpha);
      expect(differences(allPixels(mask), pixels(alpha))).toBe(0);
      const onPhoto = cropTile(whole(pixels(alpha)));
      expect(differences(alphaFromMask(mask).data, onPhoto.data)).toBe(0);
      expect(maskBox(mask)).toEqual(tileBox(onPhoto, 1));
      expect(insideBox(mask)).toEqual(tileBox(onPhoto));
      expect(insideArea(mask)).toBe(tileArea(onPhoto));
    }), { numRuns: 40 });
  });

  it('does not change with the pixels that it was made from', () => {
    const alpha: AlphaTile = { x: 0, y: 0, width: 256, height: 256, data: new Uint8Array(65536).fill(7) };
    const mask = maskFromAlpha(alpha, 256, 256);
    alpha.data.fill(9);
    expect(alphaFromMask(mask).data[0]).toBe(7);
    alphaFromMask(mask).data.fill(1);
    expect(alphaFromMask(mask).data[0]).toBe(7);
  });

  it('takes no memory for tiles that are empty or full', () => {
    const full = tiled(whole(new Uint8Array(WIDTH * HEIGHT).fill(255)));
    expect(full.tiles.map((tile) => tileBytes(tile!))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(full.tiles[0]).toBe(opaqueTile(65536));
    expect(full.tiles[5]).toBe(opaqueTile(18 * 44));
    expect(isEmpty(combineMasks(full, full, 'subtract'))).toBe(true);
  });

  it('has one hash for equal pixels, and another for others', () => {
    fc.assert(fc.property(anyBlob, anyBlob, (a, b) => {
      const direct = tiled(a);
      const detour = replacePixels(combineMasks(tiled(b), direct, 'union'), whole(pixels(a)));
      expect(hashMask(detour)).toBe(hashMask(direct));
      expect(hashMask(tiled(b)) === hashMask(direct)).toBe(differences(pixels(a), pixels(b)) === 0);
    }), { numRuns: 25 });
    expect(hashMask(emptyMask(10, 20))).not.toBe(hashMask(emptyMask(20, 10)));
  });

  it('shares tiles that an edit leaves as they were', () => {
    const mask = tiled(blob(265, 150, 200, 100));
    const edited = replacePixels(mask, { x: 300, y: 20, width: 2, height: 2, data: Uint8Array.of(1, 2, 3, 4) });
    expect(edited.tiles.map((tile, i) => tile === mask.tiles[i])).toEqual([true, false, true, true, true, true]);
    expect(changedTilesBox(mask, edited)).toEqual([256, 0, 256, 256]);
    expect(changedParts(mask, edited)).toEqual([[256, 0, 256, 256]]);
    expect(replacePixels(mask, alphaFromMask(mask))).toBe(mask);
    expect(changedParts(mask, mask)).toEqual([]);
  });

  it('names the tiles that differ by rows, those beside each other together', () => {
    fc.assert(fc.property(anyBlob, anyBlob, (a, b) => {
      const [before, after] = [tiled(a), tiled(b)];
      const covered = new Set(changedParts(before, after).flatMap((part) => tilesWithin(after, part)));
      expect([...covered]).toEqual(after.tiles.flatMap((tile, i) => (tile === before.tiles[i] ? [] : [i])));
    }), { numRuns: 25 });
  });

  it('refuses sizes that are none, and data that do not fit', () => {
    expect(() => emptyMask(0, 10)).toThrow(RangeError);
    expect(() => emptyMask(2 ** 20, 2 ** 20)).toThrow(RangeError);
    expect(() => tiled({ x: 0, y: 0, width: 3, height: 3, data: new Uint8Array(8) })).toThrow(RangeError);
    expect(() => combineMasks(emptyMask(5, 5), emptyMask(5, 6), 'union')).toThrow(RangeError);
  });
});

describe('operations on tiled masks', () => {
  it('combine as src/mask does', () => {
    fc.assert(fc.property(hardBlob, hardBlob, (a, b) => {
      const [first, second] = [binary(a), binary(b)];
      const inside = (mask: BinaryMask) => mask.data.map((value) => value * 255);
      const combined = (mode: CombineMode) => allPixels(combineMasks(tiled(a), tiled(b), mode));
      expect(differences(combined('union'), inside(uniteMasks(first, second)))).toBe(0);
      expect(differences(combined('intersect'), inside(intersectMasks(first, second)))).toBe(0);
      expect(differences(combined('subtract'), inside(subtractMasks(first, second)))).toBe(0);
      expect(tiledMaskIou(tiled(a), tiled(b))).toBe(maskIou(first, second));
    }), { numRuns: 25 });
  });

  it('combine and invert soft masks pixel by pixel', () => {
    fc.assert(fc.property(anyBlob, anyBlob, (a, b) => {
      const [first, second] = [pixels(a), pixels(b)];
      const combined = (mode: CombineMode) => allPixels(combineMasks(tiled(a), tiled(b), mode));
      expect(differences(combined('union'), first.map((value, i) => Math.max(value, second[i])))).toBe(0);
      expect(differences(combined('intersect'), first.map((value, i) => Math.min(value, second[i])))).toBe(0);
      expect(differences(combined('subtract'), first.map((value, i) => Math.min(value, 255 - second[i])))).toBe(0);
      expect(differences(allPixels(invertTiledMask(tiled(a))), first.map((value) => 255 - value))).toBe(0);
      expect(hashMask(invertTiledMask(invertTiledMask(tiled(a))))).toBe(hashMask(tiled(a)));
    }), { numRuns: 25 });
  });

  it('grow, shrink, smooth and feather hard masks as src/mask does', () => {
    fc.assert(fc.property(hardBlob, fc.constantFrom(0.5, 1, 2.5, 7, 20), (alpha, radius) => {
      const mask = tiled(alpha);
      const plain = binary(alpha);
      const run = (kind: 'grow' | 'shrink' | 'smooth' | 'feather') => operateOnMask(mask, { kind, radius });
      const inside = (result: BinaryMask) => result.data.map((value) => value * 255);
      expect(differences(allPixels(run('grow')), inside(growMask(plain, radius)))).toBe(0);
      expect(differences(allPixels(run('shrink')), inside(shrinkMask(plain, radius)))).toBe(0);
      expect(differences(allPixels(run('smooth')), inside(smoothMask(plain, radius)))).toBe(0);
      const feathered = featherTile(tileFromMask(plain), radius, WIDTH, HEIGHT);
      expect(differences(allPixels(run('feather')), pixels(feathered))).toBe(0);
    }), { numRuns: 12 });
  });

  it('grow and shrink soft masks as the largest and smallest alpha within the radius, to half a level', () => {
    const alpha = blob(250, 150, 30, 24, 10);
    const mask = tiled(alpha);
    const source = pixels(alpha);
    const radius = 3;
    const around = (x: number, y: number, pick: (...values: number[]) => number): number => {
      const values: number[] = [];
      for (let dy = -radius; dy <= radius; dy++) {
        for (let dx = -radius; dx <= radius; dx++) {
          if (dx * dx + dy * dy <= radius * radius) values.push(source[(y + dy) * WIDTH + x + dx]);
        }
      }
      return pick(...values);
    };
    const grown = allPixels(operateOnMask(mask, { kind: 'grow', radius }));
    const shrunk = allPixels(operateOnMask(mask, { kind: 'shrink', radius }));
    for (let y = 100; y < 200; y++) {
      for (let x = 200; x < 300; x++) {
        expect(Math.abs(grown[y * WIDTH + x] - around(x, y, Math.max))).toBeLessThanOrEqual(8);
        expect(Math.abs(shrunk[y * WIDTH + x] - around(x, y, Math.min))).toBeLessThanOrEqual(8);
      }
    }
    expect(grown.every((value, i) => value >= source[i])).toBe(true);
    expect(shrunk.every((value, i) => value <= source[i])).toBe(true);
  });

  it('fill rings as src/mask does, also where they reach outside the photo', () => {
    const anyRing = fc.array(fc.double({ min: -80, max: 600, noNaN: true }), { minLength: 3, maxLength: 9 })
      .map((values) => values.flatMap((value) => [value, (value * 7919) % 380 - 40]));
    fc.assert(fc.property(anyRing, anyRing, (first, second) => {
      const filled = fillRings(emptyMask(WIDTH, HEIGHT), [first, second], 'union', 0);
      const expected = rasterizeRings([first, second], WIDTH, HEIGHT).data.map((value) => value * 255);
      // Coordinates are moved before they are drawn: a centre that lies on an edge to the last bit may fall either way.
      expect(differences(allPixels(filled), expected)).toBeLessThanOrEqual(2);
    }), { numRuns: 40 });
    const full = invertTiledMask(emptyMask(WIDTH, HEIGHT));
    const square = [10, 20, 110, 20, 110, 220, 10, 220];
    expect(insideArea(fillRings(full, [square], 'subtract', 0))).toBe(WIDTH * HEIGHT - 100 * 200);
    expect(maskBox(fillRings(full, [square], 'intersect', 0))).toEqual([10, 20, 100, 200]);
    expect(isEmpty(fillRings(full, [[900, 900, 950, 900, 950, 950]], 'intersect', 0))).toBe(true);
    expect(fillRings(full, [], 'subtract', 0)).toBe(full);
    const [x, y, width, height] = maskBox(fillRings(emptyMask(WIDTH, HEIGHT), [square], 'union', 6));
    expect([x < 10, y < 20, width > 100, height > 200]).toEqual([true, true, true, true]);
  });
});

describe('partsOf', () => {
  it('tells connected parts apart, the largest first, and loses nothing', () => {
    fc.assert(fc.property(fc.array(anyBlob, { minLength: 1, maxLength: 5 }), (blobs) => {
      const mask = blobs.map(tiled).reduce((all, each) => combineMasks(all, each, 'union'));
      const parts = partsOf(mask, 30);
      const { areas } = labelComponents(binary(whole(allPixels(mask))).data, WIDTH, HEIGHT, 8);
      const large = [...areas.subarray(1)].filter((area) => area >= 30);
      expect(parts.length).toBe(Math.max(large.length, isEmpty(mask) ? 0 : 1));
      const areasOfParts = parts.map(insideArea);
      expect(areasOfParts).toEqual([...areasOfParts].sort((a, b) => b - a));
      const together = parts.reduce((all, each) => combineMasks(all, each, 'union'), emptyMask(WIDTH, HEIGHT));
      expect(hashMask(together)).toBe(hashMask(mask));
      for (const [i, part] of parts.entries()) {
        for (const other of parts.slice(i + 1)) expect(isEmpty(combineMasks(part, other, 'intersect'))).toBe(true);
      }
    }), { numRuns: 25 });
  });

  it('gives a soft border to the part that it surrounds', () => {
    const mask = combineMasks(tiled(blob(100, 100, 50, 50, 20)), tiled(blob(190, 100, 50, 50, 20)), 'union');
    const parts = partsOf(mask);
    expect(parts.map((part) => maskBox(part)[2] > 80)).toEqual([true, true]);
    expect(partsOf(emptyMask(10, 10))).toEqual([]);
  });
});

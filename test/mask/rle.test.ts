import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { clipTile, cropTile, tileToMask } from '../../src/mask/alpha.ts';
import { intersectMasks, maskArea, uniteMasks } from '../../src/mask/boolean.ts';
import {
  decodeRle, decodeRleTile, encodeRle, encodeTileRle, intersectRle, rleArea, rleFromCounts, rleToBox, rleToCounts,
  uniteRle,
} from '../../src/mask/rle.ts';
import type { Box } from '../../src/mask/types.ts';
import { anyMask, anyMaskPair, anyTile, maskOf } from './shapes.ts';

interface Golden {
  readonly name: string;
  readonly size: [number, number];
  readonly runs: number[];
  readonly counts: string;
  readonly area: number;
  readonly box: Box;
}

const golden = JSON.parse(readFileSync(new URL('fixtures/rle-golden.json', import.meta.url), 'utf8')) as Golden[];

describe('RLE as pycocotools writes it', () => {
  it.each(golden)('$name', ({ size, runs, counts, area, box }) => {
    const rle = { size, counts };
    expect(rleToCounts(rle)).toEqual(runs);
    expect(rleFromCounts(runs, size[1], size[0])).toEqual(rle);
    const mask = decodeRle(rle);
    expect([mask.height, mask.width, maskArea(mask)]).toEqual([...size, area]);
    expect(encodeRle(mask)).toEqual(rle);
    expect(rleArea(rle)).toBe(area);
    expect(rleToBox(rle)).toEqual(box);
    expect(encodeTileRle(decodeRleTile(rle), size[1], size[0])).toEqual(rle);
  });
});

describe('RLE', () => {
  it('runs down the columns, beginning with the run outside', () => {
    const mask = maskOf(
      '#..',
      '##.',
    );
    expect(rleToCounts(encodeRle(mask))).toEqual([0, 2, 1, 1, 2]);
  });

  it('gives every mask back', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const rle = encodeRle(mask);
        expect(decodeRle(rle)).toEqual(mask);
        expect(rleArea(rle)).toBe(maskArea(mask));
        expect(rleFromCounts(rleToCounts(rle), mask.width, mask.height)).toEqual(rle);
      }),
    );
  });

  it('reads tight tiles with the box of the mask', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const rle = encodeRle(mask);
        const tile = decodeRleTile(rle);
        expect([tile.x, tile.y, tile.width, tile.height]).toEqual(rleToBox(rle));
        expect(tileToMask(tile, mask.width, mask.height)).toEqual(mask);
        expect(cropTile(tile)).toMatchObject({ width: tile.width, height: tile.height });
      }),
    );
  });

  it('writes a tile as it writes the mask that the tile stands for', () => {
    fc.assert(
      fc.property(anyTile(), fc.integer({ min: 1, max: 255 }), (tile, threshold) => {
        const clipped = clipTile(tile, 20, 20);
        expect(encodeTileRle(clipped, 20, 20, threshold)).toEqual(encodeRle(tileToMask(tile, 20, 20, threshold)));
      }),
    );
  });

  it('unites and intersects runs as masks', () => {
    fc.assert(
      fc.property(anyMaskPair(), ([a, b]) => {
        expect(uniteRle(encodeRle(a), encodeRle(b))).toEqual(encodeRle(uniteMasks(a, b)));
        expect(intersectRle(encodeRle(a), encodeRle(b))).toEqual(encodeRle(intersectMasks(a, b)));
      }),
    );
  });

  it('reads empty runs in the middle, which some writers leave', () => {
    const rle = rleFromCounts([1, 1, 0, 2, 0, 0, 2], 3, 2);
    expect(Array.from(decodeRle(rle).data)).toEqual([0, 1, 0, 1, 1, 0]);
    expect(rleToBox(rle)).toEqual([0, 0, 2, 2]);
    expect(decodeRleTile(rle).data).toEqual(Uint8Array.of(0, 255, 255, 255));
  });
});

describe('hostile RLE', () => {
  it.each([
    ['a foreign character', [2, 2], '4 ', /foreign character " " at position 1/],
    ['a character beyond ASCII', [2, 2], '4\u{1f600}', /foreign character/],
    ['an unfinished number', [2, 2], 'T', /ends within a number/],
    ['an endless number', [2, 2], 'ooooooooooooo0', /more than 6 characters/],
    ['a negative run', [2, 2], '1O4', /run 1 is -1, not a length/],
    ['a run beyond the image', [2, 2], '15', /run 1 of 5 pixels is longer than the 3 that are left/],
    ['runs that fall short', [2, 2], '12', /add up to 3 pixels instead of 4/],
    ['no runs', [2, 2], '', /add up to 0 pixels instead of 4/],
    ['more runs than pixels', [2, 2], '000000004', /more runs than its 4 pixels/],
    ['a negative size', [-2, -2], '4', /not two whole numbers/],
    ['a fractional size', [1.5, 2], '3', /not two whole numbers/],
    ['a size without pixels', [0, 5], '', /not two whole numbers/],
    ['a size that is no number', [NaN, 2], '4', /not two whole numbers/],
    ['a huge size', [2 ** 20, 2 ** 20], '4', /exceeds the limit/],
  ] as const)('refuses %s', (_, size, counts, message) => {
    expect(() => decodeRle({ size, counts })).toThrow(RangeError);
    expect(() => decodeRle({ size, counts })).toThrow(message);
    expect(() => rleToBox({ size, counts })).toThrow(message);
  });

  it.each([
    ['a negative run', [3, -1, 2], /run 1 is -1/],
    ['a fractional run', [1.5, 2.5], /run 0 is 1.5/],
    ['a run that is no number', [NaN, 4], /run 0 is NaN/],
    ['runs that exceed the image', [4, 1], /run 1 of 1 pixels is longer than the 0/],
  ])('refuses uncompressed counts with %s', (_, counts, message) => {
    expect(() => rleFromCounts(counts, 2, 2)).toThrow(message);
  });

  it('throws nothing but RangeErrors on random strings, and reads what it accepts', () => {
    const size = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }));
    const text = fc.string({ unit: fc.integer({ min: 46, max: 113 }).map((code) => String.fromCharCode(code)) });
    fc.assert(
      fc.property(size, text, ([height, width], counts) => {
        try {
          const mask = decodeRle({ size: [height, width], counts });
          expect(mask.data.length).toBe(height * width);
          expect(maskArea(mask)).toBe(rleArea({ size: [height, width], counts }));
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('refuses masks and tiles that do not fit their size', () => {
    expect(() => encodeRle({ width: 3, height: 3, data: new Uint8Array(8) })).toThrow(/8 pixels instead of 9/);
    const tile = { x: 8, y: 0, width: 3, height: 1, data: new Uint8Array(3) };
    expect(() => encodeTileRle(tile, 10, 10)).toThrow(/reaches outside the image of 10 x 10/);
    expect(() => uniteRle(rleFromCounts([4], 2, 2), rleFromCounts([6], 2, 3))).toThrow(/differ in size/);
  });
});

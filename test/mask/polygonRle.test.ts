import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polygonToRle } from '../../src/mask/polygonRle.ts';
import { decodeRle } from '../../src/mask/rle.ts';
import { pythonWith } from '../python.ts';

const WIDTH = 37;
const HEIGHT = 23;
const coordinate = fc.double({ min: -8, max: 45, noNaN: true });
const ring = fc.array(fc.tuple(coordinate, coordinate), { minLength: 3, maxLength: 12 }).map((points) => points.flat());

/** Asks pycocotools for the masks of rings. */
const ORACLE = `
import json, sys
from pycocotools import mask
rings, height, width = json.load(sys.stdin)
print(json.dumps([mask.frPyObjects([ring], height, width)[0]["counts"].decode() for ring in rings]))
`;

const python = pythonWith('pycocotools');

describe('a polygon as COCO rasterises it', () => {
  it('fills a rectangle on pixel borders exactly', () => {
    const { data } = decodeRle(polygonToRle([1, 1, 4, 1, 4, 3, 1, 3], 6, 4));
    expect(Array.from({ length: 4 }, (_, row) => [...data.subarray(row * 6, row * 6 + 6)].join(''))).toEqual([
      '000000', '011100', '011100', '000000',
    ]);
  });

  it('refuses what is no ring', () => {
    expect(() => polygonToRle([1, 2, 3], 5, 5)).toThrow(RangeError);
    expect(() => polygonToRle([1, 2, NaN, 3], 5, 5)).toThrow(RangeError);
  });

  it.skipIf(python === undefined)('equals pycocotools on hundreds of rings', () => {
    const rings = [
      ...fc.sample(ring, { numRuns: 400, seed: 7 }),
      [3, 3, 3, 3, 3, 3], [0, 0, WIDTH, 0, WIDTH, HEIGHT, 0, HEIGHT], [2, 2, 30, 2, 2, 2], [1.1, 1.1, 1.2, 1.1, 1.2, 1.2],
    ];
    const input = JSON.stringify([rings, HEIGHT, WIDTH]);
    const expected = JSON.parse(execFileSync(python!, ['-c', ORACLE], { input, encoding: 'utf8' })) as string[];
    rings.forEach((each, index) => {
      expect(polygonToRle(each, WIDTH, HEIGHT).counts, JSON.stringify(each)).toBe(expected[index]);
    });
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { NO_DISTANCE, squaredDistances } from '../../src/mask/distance.ts';
import { anyMask } from './shapes.ts';

describe('distance transform', () => {
  it.each([0, 1])('is exact to the nearest %d', (target) => {
    fc.assert(
      fc.property(anyMask(16), ({ width, height, data }) => {
        const expected = Array.from(data, (_, pixel) => {
          let nearest = NO_DISTANCE;
          data.forEach((value, other) => {
            if (value !== target) return;
            const dx = (pixel % width) - (other % width);
            const dy = Math.floor(pixel / width) - Math.floor(other / width);
            nearest = Math.min(nearest, dx * dx + dy * dy);
          });
          return nearest;
        });
        expect(Array.from(squaredDistances(data, width, height, target))).toEqual(expected);
      }),
    );
  });

  it('stays exact over long distances', () => {
    const data = new Uint8Array(20_000);
    data[0] = 1;
    const distances = squaredDistances(data, 20_000, 1, 1);
    expect(distances[19_999]).toBe(19_999 ** 2);
    expect(squaredDistances(data, 1, 20_000, 1)[19_999]).toBe(19_999 ** 2);
  });

  it('refuses sides whose squares do not fit', () => {
    expect(() => squaredDistances(new Uint8Array(2 ** 15), 2 ** 15, 1, 1)).toThrow(RangeError);
  });
});

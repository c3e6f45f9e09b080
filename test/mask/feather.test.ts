import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { cropTile, tileFromMask } from '../../src/mask/alpha.ts';
import { featherTile } from '../../src/mask/feather.ts';
import { anyTile, maskWhere } from './shapes.ts';

describe('feathering', () => {
  const half = tileFromMask(maskWhere(200, 40, (x) => x < 100));

  it.each([2, 3.3, 5, 10, 30])('turns a straight border into the Gaussian ramp of radius %d', (radius) => {
    const soft = featherTile(half, radius, 200, 40);
    const row = soft.data.subarray(20 * soft.width, 21 * soft.width);
    const sigma = radius / 2;
    for (let x = 0; x < row.length; x++) {
      const z = (soft.x + x + 0.5 - 100) / (sigma * Math.SQRT2);
      expect(Math.abs(row[x] - 127.5 * (1 - erf(z)))).toBeLessThan(8);
    }
    for (let x = 1; x < row.length; x++) expect(row[x]).toBeLessThanOrEqual(row[x - 1]);
  });

  it('does not fade where the photo ends', () => {
    const soft = featherTile(half, 10, 200, 40);
    for (let y = 0; y < 40; y++) expect(soft.data[y * soft.width]).toBe(255);
    expect([soft.x, soft.y, soft.height]).toEqual([0, 0, 40]);
  });

  it('changes nothing by 0, and keeps the sum of alpha away from the border of the photo', () => {
    fc.assert(
      fc.property(anyTile(), fc.double({ min: 0, max: 8, noNaN: true }), (tile, radius) => {
        const inside = { ...tile, x: tile.x + 100, y: tile.y + 100 };
        expect(cropTile(featherTile(inside, 0, 300, 300))).toEqual(cropTile(inside));
        const soft = featherTile(inside, radius, 300, 300);
        const sum = (data: Uint8Array) => data.reduce((total, value) => total + value, 0);
        expect(Math.abs(sum(soft.data) - sum(tile.data))).toBeLessThanOrEqual(soft.data.length * 0.6);
      }),
    );
  });

  it.each([-1, NaN, 2 ** 15])('refuses a radius of %d', (radius) => {
    expect(() => featherTile(half, radius, 200, 40)).toThrow(RangeError);
  });
});

/** Error function to 1.5e-7 (Abramowitz & Stegun 7.1.26). */
function erf(x: number): number {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

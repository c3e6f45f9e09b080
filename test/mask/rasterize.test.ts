import { describe, expect, it } from 'vitest';

import { maskArea } from '../../src/mask/boolean.ts';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
import { maskOf, maskWhere } from './shapes.ts';

describe('rasterizing', () => {
  it('takes pixels whose centres are inside, by the even-odd rule', () => {
    expect(rasterizeRings([[0.5, 0, 3.5, 0, 3.5, 2, 0.5, 2]], 5, 2)).toEqual(maskOf('###..', '###..'));
    expect(rasterizeRings([[0.6, 0, 3.6, 0, 3.6, 2, 0.6, 2]], 5, 2)).toEqual(maskOf('.###.', '.###.'));
    expect(rasterizeRings([[0, 0, 4, 0, 4, 4, 0, 4], [1, 1, 3, 1, 3, 3, 1, 3]], 4, 4)).toEqual(
      maskOf('####', '#..#', '#..#', '####'),
    );
  });

  it('agrees with the plane geometry of a triangle that reaches outside', () => {
    const corners = [-10.3, 5.1, 33.7, -8.2, 18.9, 41.4];
    const expected = maskWhere(30, 30, (x, y) =>
      [0, 1, 2].every((i) => {
        const [x1, y1] = [corners[2 * i], corners[2 * i + 1]];
        const [x2, y2] = [corners[(2 * i + 2) % 6], corners[(2 * i + 3) % 6]];
        return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > 0;
      }),
    );
    expect(maskArea(expected)).toBeGreaterThan(300);
    expect(rasterizeRings([corners], 30, 30)).toEqual(expected);
  });

  it('refuses rings that are none, and takes empty ones', () => {
    expect(() => rasterizeRings([[1, 2, 3]], 5, 5)).toThrow(/odd number/);
    expect(() => rasterizeRings([[1, 2, NaN, 4]], 5, 5)).toThrow(/not finite/);
    expect(maskArea(rasterizeRings([[], [2, 2]], 5, 5))).toBe(0);
  });
});

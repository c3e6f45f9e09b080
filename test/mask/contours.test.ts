import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tileFromMask } from '../../src/mask/alpha.ts';
import { maskArea, maskIou } from '../../src/mask/boolean.ts';
import { labelComponents } from '../../src/mask/components.ts';
import { ringsOf, ringsOfTile, traceContours } from '../../src/mask/contours.ts';
import type { Ring } from '../../src/mask/contours.ts';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
import { simplifyRing } from '../../src/mask/simplify.ts';
import { anyMask, maskOf, maskWhere } from './shapes.ts';

/** Shoelace formula; positive if clockwise on screen. */
function signedArea(ring: Ring): number {
  let sum = 0;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    sum += ring[i] * ring[next + 1] - ring[next] * ring[i + 1];
  }
  return sum / 2;
}

describe('contours', () => {
  it('follow the edges of pixels, with corners only where they turn', () => {
    expect(traceContours(maskOf('....', '.##.', '....'))).toEqual([{ outer: [3, 1, 3, 2, 1, 2, 1, 1], holes: [] }]);
    const [{ outer, holes }] = traceContours(maskOf('###', '#.#', '###'));
    expect(outer).toEqual([3, 0, 3, 3, 0, 3, 0, 0]);
    expect(holes).toHaveLength(1);
    expect(signedArea(holes[0])).toBe(-1);
  });

  it('give the mask back', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const polygons = traceContours(mask);
        expect(rasterizeRings(ringsOf(polygons), mask.width, mask.height)).toEqual(mask);
      }),
      { numRuns: 300 },
    );
  });

  it('are one polygon a component, with the hole below its own component', () => {
    fc.assert(
      fc.property(anyMask(), (mask) => {
        const polygons = traceContours(mask);
        expect(polygons.length).toBe(labelComponents(mask.data, mask.width, mask.height, 4).count);
        let area = 0;
        for (const { outer, holes } of polygons) {
          expect(signedArea(outer)).toBeGreaterThan(0);
          for (const hole of holes) expect(signedArea(hole)).toBeLessThan(0);
          const own = signedArea(outer) + holes.reduce((sum, hole) => sum + signedArea(hole), 0);
          expect(own).toBeGreaterThan(0);
          area += own;
        }
        expect(area).toBe(maskArea(mask));
      }),
    );
  });

  it('of a tile are in pixels of the photo', () => {
    const mask = maskWhere(40, 30, (x, y) => {
      const distance = Math.hypot(x - 22, y - 15);
      return distance < 10 && distance > 4;
    });
    const { outer, holes } = ringsOfTile(tileFromMask(mask));
    expect([outer.length, holes.length]).toEqual([1, 1]);
    expect(rasterizeRings([...outer, ...holes], 40, 30)).toEqual(mask);
    expect(ringsOfTile(tileFromMask(maskOf('..')))).toEqual({ outer: [], holes: [] });
  });
});

describe('simplification', () => {
  const disc = maskWhere(300, 300, (x, y) => Math.hypot(x - 150, y - 150) < 120);
  const [{ outer }] = traceContours(disc);

  it('drops corners within the tolerance and keeps the shape', () => {
    const simple = simplifyRing(outer, 1);
    expect(simple.length).toBeLessThan(outer.length / 4);
    expect(maskIou(rasterizeRings([simple], 300, 300), disc)).toBeGreaterThan(0.98);
    for (let i = 0; i < outer.length; i += 2) {
      expect(distanceToRing(outer[i], outer[i + 1], simple)).toBeLessThanOrEqual(1 + 1e-9);
    }
  });

  it('keeps rings that would collapse', () => {
    const pixel = [1, 0, 1, 1, 0, 1, 0, 0];
    expect(simplifyRing(pixel, 10)).toEqual(pixel);
  });

  it('keeps every real corner at a tolerance of 0', () => {
    expect(simplifyRing(outer, 0)).toEqual(outer);
  });
});

function distanceToRing(x: number, y: number, ring: Ring): number {
  let nearest = Infinity;
  for (let i = 0; i < ring.length; i += 2) {
    const next = (i + 2) % ring.length;
    const dx = ring[next] - ring[i];
    const dy = ring[next + 1] - ring[i + 1];
    const t = ((x - ring[i]) * dx + (y - ring[i + 1]) * dy) / (dx * dx + dy * dy);
    const limited = Math.min(1, Math.max(0, t));
    nearest = Math.min(nearest, Math.hypot(x - ring[i] - limited * dx, y - ring[i + 1] - limited * dy));
  }
  return nearest;
}

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

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { tileFromMask } from '../../src/mask/alpha.ts';
import { maskArea } from '../../src/mask/boolean.ts';
import { labelComponents } from '../../src/mask/components.ts';
import { ringsOf, ringsOfTile, traceContours } from '../../src/mask/contours.ts';
import type { Ring } from '../../src/mask/contours.ts';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
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

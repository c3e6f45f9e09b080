import { describe, expect, it } from 'vitest';

import { maskIou } from '../../src/mask/boolean.ts';
import { traceContours } from '../../src/mask/contours.ts';
import type { Ring } from '../../src/mask/contours.ts';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
import { simplifyRing } from '../../src/mask/simplify.ts';
import { maskWhere } from './shapes.ts';

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

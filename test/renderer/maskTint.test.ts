import { describe, expect, it } from 'vitest';
import { maskLevel } from '../../renderer/canvas/maskTint.ts';

describe('the level at which masks are drawn', () => {
  it('has hardly fewer pixels than the screen, and less than twice as many a side', () => {
    for (let zoom = 0.005; zoom < 1; zoom *= 1.07) {
      const level = maskLevel(zoom);
      expect(zoom / level).toBeLessThanOrEqual(1.2);
      expect(zoom / level).toBeGreaterThan(0.6);
    }
  });

  it('makes whole pixels of tiles: a power of two, at most one a pixel of the photo and at least one a tile', () => {
    expect([0.0001, 0.25, 0.26, 0.31, 1, 8].map(maskLevel)).toEqual([1 / 256, 0.25, 0.25, 0.5, 1, 1]);
  });
});

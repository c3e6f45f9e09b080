import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reduceTile } from '../../src/mask/reduce.ts';

describe('reduceTile', () => {
  it('is the tile itself at full size', () => {
    const tile = { x: 3, y: 4, width: 2, height: 1, data: Uint8Array.of(1, 2) };
    expect(reduceTile(tile, 1)).toBe(tile);
    expect(() => reduceTile(tile, 1.5)).toThrow(RangeError);
  });

  it('keeps what is inside, where it is', () => {
    fc.assert(fc.property(
      fc.integer({ min: 0, max: 90 }), fc.integer({ min: 0, max: 90 }), fc.integer({ min: 8, max: 60 }),
      fc.double({ min: 0.2, max: 0.99, noNaN: true }), (x, y, side, scale) => {
        const small = reduceTile({ x, y, width: side, height: side, data: new Uint8Array(side * side).fill(255) }, scale);
        expect(small.x).toBe(Math.floor(x * scale));
        expect(small.x + small.width).toBe(Math.ceil((x + side) * scale));
        const area = small.data.reduce((sum, alpha) => sum + alpha, 0) / 255;
        expect(Math.abs(Math.sqrt(area) - side * scale)).toBeLessThan(1);
      },
    ));
  });
});

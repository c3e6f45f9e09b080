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

  it('gives a part as it is in the whole', () => {
    const coordinate = fc.integer({ min: 0, max: 40 });
    fc.assert(fc.property(
      coordinate, coordinate, fc.uint8Array({ minLength: 900, maxLength: 900 }), fc.double({ min: 0.2, max: 1, noNaN: true }),
      coordinate, coordinate, (x, y, data, scale, left, top) => {
        const tile = { x, y, width: 30, height: 30, data };
        const whole = reduceTile(tile, scale);
        const part = reduceTile(tile, scale, [left, top, 7, 5]);
        for (let at = 0; at < part.data.length; at++) {
          const [column, row] = [left + (at % 7) - whole.x, top + Math.floor(at / 7) - whole.y];
          const isInside = column >= 0 && row >= 0 && column < whole.width && row < whole.height;
          expect(part.data[at]).toBe(isInside ? whole.data[row * whole.width + column] : 0);
        }
      },
    ));
  });
});

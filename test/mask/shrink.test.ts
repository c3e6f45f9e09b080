import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tileArea, tileBox } from '../../src/mask/alpha.ts';
import { shrinkTile } from '../../src/mask/shrink.ts';

const full = (x: number, y: number, width: number, height: number) =>
  ({ x, y, width, height, data: new Uint8Array(width * height).fill(255) });

describe('shrinkTile', () => {
  it('keeps a filled rectangle filled, at every scale', () => {
    fc.assert(fc.property(
      fc.integer({ min: 20, max: 200 }), fc.integer({ min: 20, max: 200 }), fc.double({ min: 0.1, max: 1, noNaN: true }),
      (width, height, scale) => {
        const [smallWidth, smallHeight] = [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
        const small = shrinkTile(full(0, 0, width, height), width, height, smallWidth, smallHeight);
        expect(tileArea(small)).toBe(smallWidth * smallHeight);
        const half = shrinkTile(full(0, 0, Math.ceil(width / 2), height), width, height, smallWidth, smallHeight);
        expect(tileArea(half)).toBe(half.width * half.height);
        expect(Math.abs(half.width - smallWidth / 2)).toBeLessThanOrEqual(1);
      },
    ));
  });

  it('is the same mask at full size', () => {
    const tile = full(3, 4, 5, 6);
    expect(shrinkTile(tile, 40, 30, 40, 30)).toEqual(tile);
  });

  it('does not lose what is smaller than a pixel', () => {
    const speck = shrinkTile(full(700, 300, 2, 2), 1000, 500, 100, 50);
    expect(tileBox(speck)).toEqual([70, 30, 1, 1]);
  });

  it('cuts off what is beside the photo', () => {
    expect(shrinkTile(full(-50, 0, 60, 10), 100, 100, 50, 50).width).toBe(5);
    expect(shrinkTile(full(200, 0, 60, 10), 100, 100, 50, 50).data).toHaveLength(0);
  });
});

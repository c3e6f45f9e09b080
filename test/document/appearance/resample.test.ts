import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { padBitmap } from '../../../src/document/appearance/bitmap.ts';
import type { Bitmap } from '../../../src/document/appearance/bitmap.ts';
import { transformBitmap } from '../../../src/document/appearance/resample.ts';
import type { Transform } from '../../../src/document/settings.ts';

const NONE: Transform = { x: 0, y: 0, scaleX: 1, scaleY: 1, rotation: 0, flipX: false, flipY: false, pivotX: 50, pivotY: 40 };
const CANVAS = { width: 400, height: 300 };

/** Every pixel different; opaque. */
function numbered(x: number, y: number, width: number, height: number): Bitmap {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([i % 251, (i * 7) % 253, Math.floor(i / width), 255], i * 4);
  return { x, y, width, height, data };
}

const at = (bitmap: Bitmap, x: number, y: number) => {
  const offset = ((y - bitmap.y) * bitmap.width + x - bitmap.x) * 4;
  return [...bitmap.data.subarray(offset, offset + 4)];
};
const coverage = ({ data }: Bitmap) => data.reduce((sum, value, i) => (i % 4 === 3 ? sum + value : sum), 0) / 255;

describe('transformBitmap', () => {
  const source = numbered(45, 38, 12, 7);

  it('copies pixels exactly for whole movements, flips and quarter turns', () => {
    const moved = transformBitmap(source, { ...NONE, x: 30, y: -5 }, CANVAS);
    expect([moved.x, moved.y, moved.width, moved.height]).toEqual([75, 33, 12, 7]);
    expect(moved.data).toEqual(source.data);
    const flipped = transformBitmap(source, { ...NONE, flipX: true }, CANVAS);
    expect(at(flipped, 99 - 45, 40)).toEqual(at(source, 45, 40));
    const turned = transformBitmap(source, { ...NONE, rotation: 90 }, CANVAS);
    expect([turned.width, turned.height]).toEqual([7, 12]);
    // What is right of the pivot comes to lie below it.
    expect(at(turned, 50 - 1 - (42 - 40), 40 + (53 - 50))).toEqual(at(source, 53, 42));
  });

  it('comes back after four quarter turns, whatever the pivot', () => {
    fc.assert(fc.property(fc.integer({ min: 80, max: 130 }), fc.integer({ min: 80, max: 130 }), (pivotX, pivotY) => {
      let turned: Bitmap = numbered(100, 100, 9, 5);
      const quarter: Transform = { ...NONE, rotation: 90, pivotX, pivotY };
      for (let i = 0; i < 4; i++) turned = transformBitmap(turned, quarter, { width: 2000, height: 2000 });
      expect(turned).toEqual(numbered(100, 100, 9, 5));
    }), { numRuns: 20 });
  });

  it('cuts off what lies beyond the canvas', () => {
    const cut = transformBitmap(source, { ...NONE, x: -50, y: 0 }, CANVAS);
    expect([cut.x, cut.width]).toEqual([0, 7]);
    expect(transformBitmap(source, { ...NONE, x: 5000, y: 0 }, CANVAS).data).toHaveLength(0);
  });

  it('keeps area and colour when scaled and turned by any angle', () => {
    fc.assert(fc.property(
      fc.double({ min: 0.2, max: 3, noNaN: true }), fc.double({ min: -180, max: 180, noNaN: true }), (scale, rotation) => {
        const square = padBitmap({ x: 150, y: 100, width: 60, height: 60, data: new Uint8Array(60 * 60 * 4).fill(200) }, 2, 2, 2, 2);
        for (let i = 3; i < square.data.length; i += 4) square.data[i] = square.data[i] > 0 ? 255 : 0;
        const shown = transformBitmap(square, { ...NONE, scaleX: scale, scaleY: scale, rotation, pivotX: 180, pivotY: 130 }, CANVAS);
        expect(coverage(shown) / (3600 * scale * scale)).toBeCloseTo(1, 1);
        expect(at(shown, 180, 130)).toEqual([200, 200, 200, 255]);
      },
    ), { numRuns: 25 });
  });

  it('is smooth: a ramp that is enlarged stays a ramp, and stripes that are much reduced become grey', () => {
    const ramp: Bitmap = { x: 100, y: 100, width: 32, height: 8, data: new Uint8Array(32 * 8 * 4) };
    for (let i = 0; i < 32 * 8; i++) ramp.data.set([(i % 32) * 8, 0, 0, 255], i * 4);
    const large = transformBitmap(ramp, { ...NONE, scaleX: 4, scaleY: 4, pivotX: 116, pivotY: 104 }, CANVAS);
    for (let x = 70; x < 160; x++) {
      const step = at(large, x + 1, 104)[0] - at(large, x, 104)[0];
      expect(step).toBeGreaterThanOrEqual(1);
      expect(step).toBeLessThanOrEqual(3);
    }
    const stripes: Bitmap = { x: 100, y: 100, width: 80, height: 80, data: new Uint8Array(80 * 80 * 4) };
    for (let i = 0; i < 80 * 80; i++) stripes.data.set([i % 2 === 0 ? 255 : 0, 0, 0, 255], i * 4);
    const small = transformBitmap(stripes, { ...NONE, scaleX: 0.125, scaleY: 0.125, pivotX: 140, pivotY: 140 }, CANVAS);
    expect(Math.abs(at(small, 140, 140)[0] - 128)).toBeLessThan(4);
  });

  it('takes no colour from transparent pixels', () => {
    const dot: Bitmap = { x: 100, y: 100, width: 9, height: 9, data: new Uint8Array(9 * 9 * 4) };
    for (let i = 0; i < 81; i++) dot.data.set([0, 255, 0, 0], i * 4);
    dot.data.set([255, 0, 0, 255], 40 * 4);
    const turned = transformBitmap(dot, { ...NONE, rotation: 30, pivotX: 104.5, pivotY: 104.5 }, CANVAS);
    for (let i = 0; i < turned.data.length; i += 4) if (turned.data[i + 3] > 0) expect(turned.data[i + 1]).toBe(0);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { applyOnGrid, boxMean, guidedCoefficients } from '../../src/mask/guided-filter.ts';
import type { ColorPlanes } from '../../src/mask/guided-filter.ts';

const WIDTH = 40;
const HEIGHT = 30;

function plane(value: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) => value(i % WIDTH, Math.floor(i / WIDTH)));
}

function guideOf(red: Float32Array, green: Float32Array, blue: Float32Array): ColorPlanes {
  return { width: WIDTH, height: HEIGHT, red, green, blue };
}

const waves = guideOf(
  plane((x, y) => 0.5 + 0.3 * Math.sin(x * 0.9 + y * 0.2)),
  plane((x, y) => 0.5 + 0.3 * Math.cos(y * 0.7 - x * 0.1)),
  plane((x, y) => 0.5 + 0.2 * Math.sin(x * y * 0.05)),
);

describe('box mean', () => {
  it('is the mean of the cells within the window that exist', () => {
    const sides = fc.integer({ min: 1, max: 12 });
    const radii = fc.integer({ min: 1, max: 15 });
    const thousandths = fc.array(fc.nat(1000), { minLength: 144, maxLength: 144 });
    fc.assert(
      fc.property(sides, sides, radii, thousandths, (w, h, radius, values) => {
        const cells = Float32Array.from({ length: w * h }, (_, i) => values[i] / 1000);
        const means = boxMean(cells, w, h, radius);
        for (let y = 0; y < h; y++) {
          for (let x = 0; x < w; x++) {
            const near = cells.filter((_, i) => {
              return Math.abs((i % w) - x) <= radius && Math.abs(Math.floor(i / w) - y) <= radius;
            });
            expect(means[y * w + x]).toBeCloseTo(near.reduce((sum, value) => sum + value, 0) / near.length, 5);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('guided filter', () => {
  it('gives back a mask that is a linear function of the colours', () => {
    const mask = waves.red.map((red, i) => 0.3 + 0.5 * red - 0.4 * waves.green[i] + 0.2 * waves.blue[i]);
    const fit = guidedCoefficients(waves, mask, 4, 1e-6);
    const output = applyOnGrid(waves, fit);
    for (let i = 0; i < mask.length; i++) {
      expect(Math.abs(output[i] - mask[i])).toBeLessThan(2e-3);
      expect(fit.explained[i]).toBeGreaterThan(0.98);
    }
  });

  it('only blurs on a flat guide, and says that nothing is explained', () => {
    const gray = plane(() => 0.4);
    const mask = plane((x) => (x < 20 ? 1 : 0));
    const fit = guidedCoefficients(guideOf(gray, gray, gray), mask, 3, 1e-4);
    const output = applyOnGrid(guideOf(gray, gray, gray), fit);
    const blurred = boxMean(boxMean(mask, WIDTH, HEIGHT, 3), WIDTH, HEIGHT, 3);
    for (let i = 0; i < mask.length; i++) {
      expect(output[i]).toBeCloseTo(blurred[i], 3);
      expect(fit.explained[i]).toBeLessThan(0.01);
    }
  });
});

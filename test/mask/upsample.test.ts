import { describe, expect, it } from 'vitest';

import { tileArea, tileToMask } from '../../src/mask/alpha.ts';
import { maskIou } from '../../src/mask/boolean.ts';
import type { Box } from '../../src/mask/types.ts';
import { binaryFromLogits, upsampleLogits } from '../../src/mask/upsample.ts';
import { maskWhere } from './shapes.ts';

const SIDE = 56;

/** Logits that are a function of the position in the box, 0..1 both ways. */
function gridOf(logit: (u: number, v: number) => number): Float32Array {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
    logit(((i % SIDE) + 0.5) / SIDE, (Math.floor(i / SIDE) + 0.5) / SIDE),
  );
}

const discGrid = gridOf((u, v) => 40 * (0.35 - Math.hypot(u - 0.5, v - 0.5)));

describe('upsampling logits', () => {
  it('aligns cells as areas: a linear ramp stays where it is', () => {
    const box: Box = [10.25, 4.5, 112, 84];
    const tile = upsampleLogits(gridOf((u, v) => 6 * (u - 0.5) + 3 * (v - 0.5)), box, 200, 100);
    expect([tile.x, tile.y, tile.width, tile.height]).toEqual([10, 4, 113, 85]);
    for (let y = 3; y < tile.height - 3; y++) {
      for (let x = 3; x < tile.width - 3; x++) {
        const u = (tile.x + x + 0.5 - box[0]) / box[2];
        const v = (tile.y + y + 0.5 - box[1]) / box[3];
        const expected = 255 / (1 + Math.exp(-(6 * (u - 0.5) + 3 * (v - 0.5))));
        expect(Math.abs(tile.data[y * tile.width + x] - expected)).toBeLessThan(0.8);
      }
    }
  });

  it('gives smooth borders far above the grid\'s resolution', () => {
    const tile = upsampleLogits(discGrid, [100, 50, 1200, 900], 1400, 1000);
    const truth = maskWhere(1400, 1000, (x, y) => Math.hypot((x - 700) / 1200, (y - 500) / 900) < 0.35);
    expect(maskIou(tileToMask(tile, 1400, 1000), truth)).toBeGreaterThan(0.995);
    // A straight walk across the border meets only small steps.
    const row = tile.data.subarray(450 * tile.width, 451 * tile.width);
    for (let x = 1; x < row.length; x++) expect(Math.abs(row[x] - row[x - 1])).toBeLessThan(12);
  });

  it('covers the part of the box on the photo', () => {
    const tile = upsampleLogits(discGrid, [-50, 30, 100, 100], 80, 90);
    expect([tile.x, tile.y, tile.width, tile.height]).toEqual([0, 30, 50, 60]);
    const whole = upsampleLogits(discGrid, [0, 0, 100, 100], 100, 100);
    expect(tile.data[0]).toBe(whole.data[50]);
    expect(upsampleLogits(discGrid, [200, 0, 50, 50], 100, 100).data.length).toBe(0);
    expect(upsampleLogits(discGrid, [10, 10, 0, 0], 100, 100).data.length).toBe(0);
  });

  it('saturates at large logits', () => {
    const box: Box = [0, 0, 60, 60];
    expect(new Set(upsampleLogits(gridOf(() => 1e30), box, 60, 60).data)).toEqual(new Set([255]));
    expect(new Set(upsampleLogits(gridOf(() => -50), box, 60, 60).data)).toEqual(new Set([0]));
    expect(new Set(upsampleLogits(gridOf(() => 0), box, 60, 60).data)).toEqual(new Set([128]));
  });

  it('refuses grids and boxes that are none', () => {
    expect(() => upsampleLogits(new Float32Array(10), [0, 0, 5, 5], 9, 9)).toThrow(/no square grid/);
    expect(() => upsampleLogits(discGrid, [0, NaN, 5, 5], 9, 9)).toThrow(/not finite/);
    expect(() => upsampleLogits(discGrid, [0, 0, 5, 5], 0, 9)).toThrow(RangeError);
  });
});

describe('masks at a lower resolution', () => {
  it('show the same shape on the scaled photo', () => {
    const small = binaryFromLogits(discGrid, [1000, 500, 1200, 900], 4000, 2000, 400);
    expect([small.width, small.height]).toEqual([400, 200]);
    const truth = maskWhere(400, 200, (x, y) => Math.hypot((x - 160) / 120, (y - 95) / 90) < 0.35);
    expect(maskIou(small, truth)).toBeGreaterThan(0.97);
  });

  it('are not enlarged', () => {
    const tile = upsampleLogits(discGrid, [10, 10, 50, 40], 100, 80);
    const mask = binaryFromLogits(discGrid, [10, 10, 50, 40], 100, 80, 1000);
    expect([mask.width, mask.height]).toEqual([100, 80]);
    expect(mask.data.reduce((sum, value) => sum + value, 0)).toBe(tileArea(tile));
  });
});

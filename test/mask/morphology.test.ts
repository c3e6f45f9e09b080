import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { maskArea, maskIou, invertMask, subtractMasks } from '../../src/mask/boolean.ts';
import { closeMask, growMask, openMask, shrinkMask, smoothMask } from '../../src/mask/morphology.ts';
import type { BinaryMask } from '../../src/mask/types.ts';
import { anyMask, anyMaskPair, maskOf, maskWhere } from './shapes.ts';

const radius = fc.double({ min: 0, max: 6, noNaN: true });

function isWithin(inner: BinaryMask, outer: BinaryMask): boolean {
  return maskArea(subtractMasks(inner, outer)) === 0;
}

/** Dilation by definition. */
function growSlowly(mask: BinaryMask, reach: number): BinaryMask {
  return maskWhere(mask.width, mask.height, (x, y) =>
    mask.data.some(
      (value, i) =>
        value === 1 &&
        (x - 0.5 - (i % mask.width)) ** 2 + (y - 0.5 - Math.floor(i / mask.width)) ** 2 <= reach * reach,
    ),
  );
}

describe('growing and shrinking', () => {
  it('grow by a disc', () => {
    expect(growMask(maskOf('.....', '.....', '..#..', '.....', '.....'), 1)).toEqual(
      maskOf('.....', '..#..', '.###.', '..#..', '.....'),
    );
    fc.assert(
      fc.property(anyMask(14), radius, (mask, reach) => {
        expect(growMask(mask, reach)).toEqual(growSlowly(mask, reach));
      }),
    );
  });

  it('shrink the inside as they grow the outside', () => {
    fc.assert(
      fc.property(anyMask(), radius, (mask, reach) => {
        expect(shrinkMask(mask, reach)).toEqual(invertMask(growMask(invertMask(mask), reach)));
      }),
    );
  });

  it('are monotone, and closing holds the mask, which holds its opening', () => {
    fc.assert(
      fc.property(anyMaskPair(), radius, radius, ([a, b], first, second) => {
        const [less, more] = [Math.min(first, second), Math.max(first, second)];
        expect(isWithin(a, growMask(a, less))).toBe(true);
        expect(isWithin(growMask(a, less), growMask(a, more))).toBe(true);
        expect(isWithin(shrinkMask(a, more), shrinkMask(a, less))).toBe(true);
        const common = { ...a, data: a.data.map((value, i) => value & b.data[i]) };
        expect(isWithin(growMask(common, less), growMask(a, less))).toBe(true);
        expect(isWithin(a, closeMask(a, more))).toBe(true);
        expect(isWithin(openMask(a, more), a)).toBe(true);
      }),
    );
  });

  it('do not shrink from the border of the image', () => {
    const full = maskOf('###', '###');
    expect(shrinkMask(full, 5)).toEqual(full);
    expect(shrinkMask(maskOf('####.', '####.'), 1.5)).toEqual(maskOf('###..', '###..'));
  });

  it('do nothing by 0 or to an empty mask', () => {
    const empty = maskOf('...', '...');
    expect(growMask(empty, 3)).toEqual(empty);
    expect(shrinkMask(empty, 3)).toEqual(empty);
    fc.assert(fc.property(anyMask(), (mask) => {
      expect(growMask(mask, 0)).toEqual(mask);
      expect(shrinkMask(mask, 0)).toEqual(mask);
    }));
  });

  it.each([-1, NaN, Infinity])('refuse a radius of %d', (bad) => {
    expect(() => growMask(maskOf('#'), bad)).toThrow(RangeError);
    expect(() => shrinkMask(maskOf('#'), bad)).toThrow(RangeError);
  });
});

describe('smoothing', () => {
  const disc = maskWhere(120, 120, (x, y) => Math.hypot(x - 60, y - 60) < 40);

  it('removes a spike and a notch and keeps the rest', () => {
    const rough = maskWhere(120, 120, (x, y) => {
      if (Math.abs(y - 60) < 1.5) return x < 115 && x > 30;
      return Math.hypot(x - 60, y - 60) < 40;
    });
    const smooth = smoothMask(rough, 8);
    const pixel = (x: number, y: number) => [rough, smooth].map((mask) => mask.data[y * mask.width + x]);
    expect(pixel(110, 60)).toEqual([1, 0]);
    expect(pixel(25, 60)).toEqual([0, 1]);
    expect(maskIou(smooth, disc)).toBeGreaterThan(0.98);
  });

  it('leaves straight borders in place', () => {
    const half = maskWhere(60, 60, (x) => x < 25);
    expect(smoothMask(half, 10)).toEqual(half);
  });
});

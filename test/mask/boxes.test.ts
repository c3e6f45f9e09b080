import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  boxArea, boxIou, clipBox, coveringPixels, enlargeBox, intersectBoxes, uniteBoxes,
} from '../../src/mask/boxes.ts';
import type { Box } from '../../src/mask/types.ts';

const anyBox: fc.Arbitrary<Box> = fc.tuple(
  fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 }),
  fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 60 }),
);

describe('boxes', () => {
  it('measures known overlaps', () => {
    expect(boxIou([0, 0, 10, 10], [5, 0, 10, 10])).toBeCloseTo(1 / 3, 12);
    expect(boxIou([0, 0, 10, 10], [10, 0, 10, 10])).toBe(0);
    expect(boxIou([0, 0, 0, 10], [0, 0, 0, 10])).toBe(0);
    expect(intersectBoxes([0, 0, 10, 10], [4, 6, 20, 20])).toEqual([4, 6, 6, 4]);
    expect(uniteBoxes([0, 0, 2, 2], [5, 5, 1, 1])).toEqual([0, 0, 6, 6]);
    expect(uniteBoxes([0, 0, 0, 0], [5, 5, 1, 1])).toEqual([5, 5, 1, 1]);
  });

  it('has an IoU that is symmetric, within 0..1, and 1 only for equal boxes', () => {
    fc.assert(
      fc.property(anyBox, anyBox, (a, b) => {
        const iou = boxIou(a, b);
        expect(iou).toBe(boxIou(b, a));
        expect(iou).toBeGreaterThanOrEqual(0);
        expect(iou).toBeLessThanOrEqual(1);
        if (iou === 1) expect(a).toEqual(b);
        if (boxArea(a) > 0) expect(boxIou(a, a)).toBe(1);
      }),
    );
  });

  it('clips to an image and leaves boxes inside alone', () => {
    expect(clipBox([-5, -5, 20, 20], 10, 8)).toEqual([0, 0, 10, 8]);
    expect(clipBox([2.5, 3, 1, 1], 10, 8)).toEqual([2.5, 3, 1, 1]);
    expect(boxArea(clipBox([30, 0, 5, 5], 10, 8))).toBe(0);
    fc.assert(
      fc.property(anyBox, (box) => {
        const [x, y, width, height] = clipBox(box, 40, 30);
        expect(x >= 0 && y >= 0 && width >= 0 && height >= 0 && x + width <= 40 && y + height <= 30).toBe(true);
        expect(width * height).toBe(boxArea(intersectBoxes(box, [0, 0, 40, 30])));
      }),
    );
  });

  it('enlarges about the centre', () => {
    expect(enlargeBox([10, 20, 4, 8], 1.5)).toEqual([9, 18, 6, 12]);
  });

  it('covers fractional boxes with whole pixels of the image', () => {
    expect(coveringPixels([1.2, 2.8, 2, 0.1], 10, 10)).toEqual([1, 2, 3, 1]);
    expect(coveringPixels([-3.5, 8.5, 5, 9], 10, 10)).toEqual([0, 8, 2, 2]);
    expect(coveringPixels([20, 20, 5, 5], 10, 10)).toEqual([10, 10, 0, 0]);
  });
});

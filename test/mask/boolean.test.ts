import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { clipTile, tileToMask } from '../../src/mask/alpha.ts';
import {
  intersectMasks, invertMask, maskArea, maskIou, rleIou, subtractMasks, tileIou, uniteMasks, xorMasks,
} from '../../src/mask/boolean.ts';
import { encodeRle } from '../../src/mask/rle.ts';
import { anyMaskPair, anyTile, maskOf } from './shapes.ts';

describe('boolean algebra of masks', () => {
  it('holds its laws', () => {
    fc.assert(
      fc.property(anyMaskPair(), ([a, b]) => {
        expect(invertMask(uniteMasks(a, b))).toEqual(intersectMasks(invertMask(a), invertMask(b)));
        expect(invertMask(intersectMasks(a, b))).toEqual(uniteMasks(invertMask(a), invertMask(b)));
        expect(subtractMasks(a, b)).toEqual(intersectMasks(a, invertMask(b)));
        expect(xorMasks(a, b)).toEqual(subtractMasks(uniteMasks(a, b), intersectMasks(a, b)));
        expect(invertMask(invertMask(a))).toEqual(a);
        expect(maskArea(uniteMasks(a, b)) + maskArea(intersectMasks(a, b))).toBe(maskArea(a) + maskArea(b));
      }),
    );
  });

  it('leaves its operands alone', () => {
    const a = maskOf('##.');
    uniteMasks(a, maskOf('..#'));
    invertMask(a);
    expect(a).toEqual(maskOf('##.'));
  });

  it('refuses masks that differ in size, even with as many pixels', () => {
    expect(() => uniteMasks(maskOf('##', '##'), maskOf('####'))).toThrow('masks of 2 x 2 and 4 x 1 differ in size');
    expect(() => maskIou(maskOf('#'), maskOf('##'))).toThrow(RangeError);
  });
});

describe('intersection over union', () => {
  it('is counted the same on masks and runs', () => {
    expect(maskIou(maskOf('##..'), maskOf('.##.'))).toBeCloseTo(1 / 3, 12);
    expect(maskIou(maskOf('..'), maskOf('..'))).toBe(0);
    fc.assert(
      fc.property(anyMaskPair(), ([a, b]) => {
        const iou = maskIou(a, b);
        expect(iou).toBe(maskIou(b, a));
        expect(rleIou(encodeRle(a), encodeRle(b))).toBe(iou);
        expect(maskIou(a, a)).toBe(maskArea(a) === 0 ? 0 : 1);
      }),
    );
  });

  it('is counted the same on tiles', () => {
    fc.assert(
      fc.property(anyTile(), anyTile(), (a, b) => {
        const onImage = maskIou(tileToMask(a, 20, 20), tileToMask(b, 20, 20));
        expect(tileIou(clipTile(a, 20, 20), clipTile(b, 20, 20))).toBe(onImage);
      }),
    );
  });
});

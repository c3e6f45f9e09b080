import { describe, expect, it } from 'vitest';
import { scoreAsShown, scoreOfficially, summariseGres } from '../../src/evaluate/gres.ts';
import { encodeRle } from '../../src/mask/rle.ts';
import type { Rle } from '../../src/mask/types.ts';

/** A row of ten pixels; `from` (included) to `to` (not) are inside. */
function strip(from: number, to: number): Rle {
  const data = Uint8Array.from({ length: 10 }, (_, x) => Number(x >= from && x < to));
  return encodeRle({ width: 10, height: 1, data });
}

const EMPTY = strip(0, 0);

describe('the official script, branch by branch', () => {
  it('gives a refused no-target sentence 1 and adds nothing to cIoU, whatever was drawn', () => {
    expect(scoreOfficially(undefined, strip(0, 4), true)).toEqual({ hasTarget: false, saysNothing: true, iou: 1, intersection: 0, union: 0 });
  });

  it('gives an accepted no-target sentence 0, even with an empty mask, and adds its pixels to the union', () => {
    expect(scoreOfficially(undefined, strip(0, 4), false)).toEqual({ hasTarget: false, saysNothing: false, iou: 0, intersection: 0, union: 4 });
    expect(scoreOfficially(undefined, EMPTY, false)).toMatchObject({ iou: 0, union: 0 });
  });

  it('gives a refused target 0, with mask OR truth in the union', () => {
    // Truth 0..4, mask 2..6: together 6 pixels.
    expect(scoreOfficially(strip(0, 4), strip(2, 6), true)).toEqual({ hasTarget: true, saysNothing: true, iou: 0, intersection: 0, union: 6 });
  });

  it('compares an accepted target as everywhere', () => {
    expect(scoreOfficially(strip(0, 4), strip(2, 6), false)).toEqual({ hasTarget: true, saysNothing: false, iou: 2 / 6, intersection: 2, union: 6 });
    expect(scoreOfficially(strip(0, 4), EMPTY, false)).toMatchObject({ iou: 0, intersection: 0, union: 4 });
  });

  it('sums up: five sentences counted by hand', () => {
    const rows = [
      scoreOfficially(undefined, strip(0, 4), true),
      scoreOfficially(undefined, strip(0, 4), false),
      scoreOfficially(strip(0, 4), strip(2, 6), true),
      scoreOfficially(strip(0, 4), strip(0, 4), false),
      scoreOfficially(strip(0, 10), strip(0, 7), false),
    ];
    // IoU 1, 0, 0, 1, .7; intersections 4 + 7; unions 0 + 4 + 6 + 4 + 10.
    expect(summariseGres(rows)).toEqual({
      samples: 5,
      gIoU: (100 * 2.7) / 5,
      cIoU: (100 * 11) / 24,
      nAcc: 50,
      tAcc: (100 * 2) / 3,
      precision: [(100 * 2) / 3, 100 / 3, 100 / 3],
      precisionOfAll: [60, 40, 40],
    });
  });
});

describe('what a user gets', () => {
  it('is right where neither has a pixel, and a mask without pixels is a refusal', () => {
    expect(scoreAsShown(undefined, undefined)).toEqual({ hasTarget: false, saysNothing: true, iou: 1, intersection: 0, union: 0 });
    expect(scoreAsShown(undefined, EMPTY)).toMatchObject({ iou: 1, saysNothing: true });
    expect(scoreAsShown(undefined, strip(0, 3))).toMatchObject({ iou: 0, saysNothing: false, union: 3 });
  });

  it('counts a refused target with the truth alone', () => {
    expect(scoreAsShown(strip(0, 4), undefined)).toEqual({ hasTarget: true, saysNothing: true, iou: 0, intersection: 0, union: 4 });
    expect(scoreAsShown(strip(0, 4), strip(2, 6))).toMatchObject({ iou: 2 / 6, saysNothing: false });
  });

  it('has no mean of nothing', () => {
    expect(summariseGres([])).toEqual({
      samples: 0, gIoU: null, cIoU: null, nAcc: null, tAcc: null, precision: [null, null, null], precisionOfAll: [null, null, null],
    });
  });
});

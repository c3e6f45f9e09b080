import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationError, fitLogistic } from '../../../scripts/language/logistic.ts';
import { boxIou, scoreRef, summarise } from '../../../scripts/language/metrics.ts';
import { isHeldOut } from '../../../scripts/language/refs.ts';
import type { Canvas, Ref } from '../../../scripts/language/refs.ts';
import { encodingOf } from './scenes.ts';

const ref = (ids: readonly number[]): Ref => ({
  ref_id: 1,
  image: 'a.jpg',
  image_id: 1,
  phrase: 'x',
  ann_ids: ids,
  kind: 'multi',
  tags: [],
});

/** Two things side by side, each proposed and annotated exactly, on a grid of two cells. */
const canvas: Canvas = {
  encoding: encodingOf([
    { name: 'left', is: 'dog', box: [0, 0, 50, 100] },
    { name: 'right', is: 'cat', box: [50, 0, 50, 100] },
  ]),
  masks: [Uint8Array.of(1, 0), Uint8Array.of(0, 1)],
  targets: new Map([
    [7, { mask: Uint8Array.of(1, 0), box: [0, 0, 50, 100] }],
    [8, { mask: Uint8Array.of(0, 1), box: [50, 0, 50, 100] }],
  ]),
};

describe('metrics', () => {
  it('scores an exact answer, a half answer and silence', () => {
    expect(scoreRef(ref([7, 8]), canvas, [0, 1])).toMatchObject({ iou: 1, exact: true });
    expect(scoreRef(ref([7, 8]), canvas, [0])).toMatchObject({ iou: 0.5, exact: false });
    expect(scoreRef(ref([7]), canvas, [])).toMatchObject({ iou: 0, exact: false });
    expect(scoreRef(ref([]), canvas, [])).toMatchObject({ iou: 1, exact: true });
    expect(scoreRef(ref([]), canvas, [1])).toMatchObject({ iou: 0, exact: false });
  });

  it('summarises in percent', () => {
    const rows = [scoreRef(ref([7]), canvas, [0]), scoreRef(ref([]), canvas, [0]), scoreRef(ref([]), canvas, [])];
    expect(summarise(rows)).toMatchObject({ refs: 3, noTargetAccuracy: 50, targetAccuracy: 100, cIoU: 50 });
    expect(summarise(rows).gIoU).toBeCloseTo(66.67, 1);
  });

  it('measures box overlap', () => {
    expect(boxIou([0, 0, 2, 2], [1, 0, 2, 2])).toBeCloseTo(1 / 3);
    expect(boxIou([0, 0, 1, 1], [5, 5, 1, 1])).toBe(0);
  });
});

describe('isHeldOut', () => {
  it('keeps about three photos in ten apart, always the same', () => {
    const ids = Array.from({ length: 5000 }, (_, index) => index * 37);
    expect(ids.filter(isHeldOut).length / ids.length).toBeCloseTo(0.3, 1);
    expect(ids.map(isHeldOut)).toEqual(ids.map(isHeldOut));
  });
});

describe('fitLogistic', () => {
  it('finds the weights that made the labels', () => {
    const inputs = Array.from({ length: 2000 }, (_, index) => [1, (index % 100) / 25 - 2]);
    const labels = inputs.map(([, x], index) => 1 / (1 + Math.exp(-(0.5 + 2 * x))) > ((index * 7919) % 1000) / 1000);
    const [bias, slope] = fitLogistic(
      inputs,
      labels,
      inputs.map(() => 1),
      [0.01, 0.01],
    );
    expect(bias).toBeCloseTo(0.5, 0);
    expect(slope).toBeGreaterThan(1.6);
    expect(slope).toBeLessThan(2.4);
  });
});

describe('calibrationError', () => {
  it('is 0 for sure and right, and 1 for sure and wrong', () => {
    expect(calibrationError([1, 1, 0], [true, true, false])).toBe(0);
    expect(calibrationError([1, 0], [false, true])).toBe(1);
  });

  it('lies between 0 and 1', () => {
    const example = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.boolean());
    fc.assert(
      fc.property(fc.array(example, { minLength: 1 }), (examples) => {
        const error = calibrationError(
          examples.map(([p]) => p),
          examples.map(([, label]) => label),
        );
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1);
      }),
    );
  });
});

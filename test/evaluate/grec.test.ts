import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { averagePrecision, type RankedSample } from '../../src/evaluate/averagePrecision.ts';
import { generalisedIou, scoreBoxes, summariseGrec } from '../../src/evaluate/grec.ts';
import { boxIou } from '../../src/mask/boxes.ts';
import type { Box } from '../../src/mask/types.ts';
import { pythonWith } from '../python.ts';

const A: Box = [0, 0, 10, 10];
const B: Box = [100, 0, 10, 10];

describe('generalised IoU', () => {
  it('is IoU less the share of the hull that is empty', () => {
    expect(generalisedIou(A, A)).toBe(1);
    // Side by side with a gap of 10: IoU 0, hull 30 x 10, 200 of 300 covered.
    expect(generalisedIou(A, [20, 0, 10, 10])).toBeCloseTo(-1 / 3, 12);
    // Shifted by (2, 2): overlap 64, union 136, hull 144.
    expect(generalisedIou(A, [2, 2, 10, 10])).toBeCloseTo(64 / 136 - 8 / 144, 12);
    expect(generalisedIou([5, 5, 0, 0], [5, 5, 0, 0])).toBe(0);
  });
});

describe('boxes against targets', () => {
  it('must match one to one with none left over', () => {
    expect(scoreBoxes([A, B], [B, A], boxIou).isExact).toBe(true);
    expect(scoreBoxes([A], [A, B], boxIou).isExact).toBe(false);
    expect(scoreBoxes([A, B], [A], boxIou).isExact).toBe(false);
    // The same object twice: the second box is left over.
    expect(scoreBoxes([A, A], [A], boxIou).isExact).toBe(false);
  });

  it('are nothing where there is nothing', () => {
    expect(scoreBoxes([], [], boxIou)).toEqual({ hasTarget: false, saysNothing: true, isExact: true });
    expect(scoreBoxes([A], [], boxIou)).toEqual({ hasTarget: false, saysNothing: false, isExact: false });
    expect(scoreBoxes([], [A], boxIou)).toEqual({ hasTarget: true, saysNothing: true, isExact: false });
  });

  it('can match by IoU and not by GIoU', () => {
    // Overlap 70, union 130: IoU .538. Hull 10 x 13 = 130: nothing empty, so both match ...
    expect(scoreBoxes([[0, 3, 10, 10]], [A], generalisedIou).isExact).toBe(true);
    // ... but shifted diagonally by 1.8: overlap 67.24, union 132.76, IoU .506; hull 139.24: GIoU .460.
    expect(scoreBoxes([[1.8, 1.8, 10, 10]], [A], boxIou).isExact).toBe(true);
    expect(scoreBoxes([[1.8, 1.8, 10, 10]], [A], generalisedIou).isExact).toBe(false);
  });

  it('take the best pair first', () => {
    // Both boxes fit the first target; only the second fits the other one too.
    const left: Box = [0, 0, 10, 10];
    const right: Box = [4, 0, 10, 10];
    expect(scoreBoxes([[3, 0, 10, 10], [0, 0, 10, 10]], [left, right], boxIou).isExact).toBe(true);
  });

  it('sum up', () => {
    const rows = [scoreBoxes([], [], boxIou), scoreBoxes([A], [], boxIou), scoreBoxes([A], [A], boxIou), scoreBoxes([], [A], boxIou)];
    expect(summariseGrec(rows)).toEqual({ samples: 4, exact: 50, nAcc: 50, tAcc: 50 });
    expect(summariseGrec([])).toEqual({ samples: 0, exact: null, nAcc: null, tAcc: null });
  });
});

/** COCOeval without classes: [[boxes with score], [targets]] a sample. */
const ORACLE = `
import json, sys, contextlib, io
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval
samples = json.load(sys.stdin)
truth, found = COCO(), []
annotations = []
for image, (boxes, targets) in enumerate(samples, 1):
    for box in targets:
        annotations.append(dict(id=len(annotations) + 1, image_id=image, category_id=1, bbox=box, area=box[2] * box[3], iscrowd=0))
    for box, score in boxes:
        found.append(dict(image_id=image, category_id=1, bbox=box, score=score))
with contextlib.redirect_stdout(io.StringIO()):
    truth.dataset = dict(images=[dict(id=i + 1) for i in range(len(samples))], annotations=annotations, categories=[dict(id=1)])
    truth.createIndex()
    run = COCOeval(truth, truth.loadRes(found), "bbox")
    run.params.useCats = 0
    run.evaluate(); run.accumulate(); run.summarize()
print(run.stats[0])
`;

const side = fc.integer({ min: 4, max: 40 });
const place = fc.integer({ min: 0, max: 60 });
const box = fc.tuple(place, place, side, side) as fc.Arbitrary<Box>;
const ranked: fc.Arbitrary<RankedSample> = fc
  .record({ targets: fc.array(box, { maxLength: 3 }), extra: fc.array(box, { maxLength: 3 }), shift: fc.integer({ min: -4, max: 4 }), seed: fc.nat(1000) })
  .map(({ targets, extra, shift, seed }) => ({
    targets,
    boxes: [...targets.map(([x, y, width, height]): Box => [x + shift, y, width, height]), ...extra]
      .map((each, index) => ({ box: each, score: ((seed * 7919 + index * 104729) % 9973) / 9973 })),
  }));

const python = pythonWith('pycocotools');

describe('average precision', () => {
  it('is 100 for perfect boxes, and not defined without a target', () => {
    expect(averagePrecision([{ boxes: [{ box: A, score: 0.4 }], targets: [A] }])).toBeCloseTo(100, 9);
    expect(averagePrecision([{ boxes: [{ box: A, score: 0.4 }], targets: [] }])).toBeNull();
  });

  it('falls by boxes on no-target sentences that rank above the hit', () => {
    const samples = [{ boxes: [{ box: A, score: 0.9 }], targets: [] }, { boxes: [{ box: A, score: 0.4 }], targets: [A] }];
    expect(averagePrecision(samples)).toBeCloseTo(50, 9);
  });

  it.skipIf(python === undefined)('equals COCOeval', () => {
    for (let seed = 1; seed <= 6; seed++) {
      const samples = fc.sample(ranked, { numRuns: 40, seed });
      const input = JSON.stringify(samples.map(({ boxes, targets }) => [boxes.map((each) => [each.box, each.score]), targets]));
      const expected = Number(execFileSync(python!, ['-c', ORACLE], { input, encoding: 'utf8' }));
      expect(averagePrecision(samples)! / 100).toBeCloseTo(expected, 9);
    }
  });
});

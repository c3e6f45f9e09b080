import { describe, expect, it } from 'vitest';
import { mergeDetections, type Corners, type Look } from '../../../src/model/lite/proposals.ts';
import { CLASS_COUNT } from '../../../src/model/types.ts';

const options = { maxCount: 3, nmsIou: 0.7, scoreFloor: 0.04, frame: [0, 64, 512, 448] as Corners };
const [CUP, BOWL] = [41, 45];

function detections(rows: readonly { box: Corners; classes: Record<number, number> }[]): Look {
  const scores = new Float32Array(rows.length * CLASS_COUNT);
  rows.forEach(({ classes }, row) => {
    for (const [c, score] of Object.entries(classes)) scores[row * CLASS_COUNT + Number(c)] = score;
  });
  return { scores, boxes: Float32Array.from(rows.flatMap(({ box }) => box)) };
}

describe('mergeDetections', () => {
  it('merges a detection of another class into the better one and keeps what it said', () => {
    const merged = mergeDetections(
      [detections([
        { box: [100, 100, 200, 200], classes: { [CUP]: 0.6 } },
        { box: [102, 100, 202, 200], classes: { [BOWL]: 0.5, [CUP]: 0.1 } },
        { box: [300, 100, 400, 200], classes: { [BOWL]: 0.3 } },
      ])],
      options,
    );
    expect(merged.map(({ corners }) => corners)).toEqual([[100, 100, 200, 200], [300, 100, 400, 200]]);
    expect(merged[0].classes[CUP]).toBeCloseTo(0.6);
    expect(merged[0].classes[BOWL]).toBeCloseTo(0.5);
    expect(merged[1].classes[CUP]).toBe(0);
  });

  it('keeps overlapping boxes below the IoU apart, best first, at most maxCount', () => {
    const rows = [0, 1, 2, 3, 4].map((i) => ({
      box: [100 + 40 * i, 100, 200 + 40 * i, 200] as Corners,
      classes: { [CUP]: 0.1 + 0.1 * i },
    }));
    const merged = mergeDetections([detections(rows)], options);
    expect(merged.map(({ corners }) => corners[0])).toEqual([260, 220, 180]);
  });

  it('clips boxes to the photo and drops what lies in the border', () => {
    const merged = mergeDetections(
      [detections([
        { box: [-20, 0, 100, 200], classes: { [CUP]: 0.5 } },
        { box: [200, 0, 300, 65], classes: { [CUP]: 0.9 } },
      ])],
      options,
    );
    expect(merged.map(({ corners }) => corners)).toEqual([[0, 64, 100, 200]]);
  });

  it('falls back to the best detection, however weak, and to the whole photo when there is none', () => {
    const weak = mergeDetections(
      [detections([
        { box: [10, 100, 50, 150], classes: { [CUP]: 0.01 } },
        { box: [60, 100, 90, 150], classes: { [CUP]: 0.02 } },
      ])],
      options,
    );
    expect(weak).toHaveLength(1);
    expect(weak[0].corners[0]).toBe(60);
    const none = mergeDetections([detections([{ box: [10, 10, 11, 11], classes: {} }])], options);
    expect(none[0].corners).toEqual(options.frame);
  });

  it('takes the mean of what two looks saw at a place, and ranks by that', () => {
    const first = detections([
      { box: [100, 100, 200, 200], classes: { [CUP]: 0.7 } },
      { box: [300, 100, 400, 200], classes: { [CUP]: 0.6 } },
    ]);
    const second = detections([{ box: [302, 100, 402, 200], classes: { [CUP]: 0.4, [BOWL]: 0.2 } }]);
    const merged = mergeDetections([first, second], options);
    expect(merged.map(({ corners }) => corners[0])).toEqual([300, 100]);
    expect(merged.map(({ score }) => score)).toEqual([expect.closeTo(0.5), expect.closeTo(0.35)]);
    expect(merged[0].classes[BOWL]).toBeCloseTo(0.1);
  });
});

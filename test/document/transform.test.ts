import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Transform } from '../../src/document/settings.ts';
import { maskFromAlpha } from '../../src/document/tiledMask.ts';
import {
  areSameTransforms, identityTransform, invertMatrix, mapPoint, transformedBox, transformMatrix, withPivot,
} from '../../src/document/transform.ts';
import type { Box } from '../../src/mask/types.ts';
import { blob } from './fixtures.ts';

const IDENTITY: Transform = {
  x: 0, y: 0, scaleX: 1, scaleY: 1, rotation: 0, flipX: false, flipY: false, pivotX: 50, pivotY: 30,
};
const BOX: Box = [40, 20, 20, 20];

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
const anyTransform: fc.Arbitrary<Transform> = fc.record({
  x: number(-500, 500), y: number(-500, 500), scaleX: number(0.1, 10), scaleY: number(0.1, 10),
  rotation: number(-360, 360), flipX: fc.boolean(), flipY: fc.boolean(), pivotX: number(0, 400), pivotY: number(0, 400),
});

describe('transformedBox', () => {
  it('moves, scales, turns and flips about the pivot', () => {
    expect(transformedBox(BOX, IDENTITY)).toEqual(BOX);
    expect(transformedBox(BOX, { ...IDENTITY, x: 5, y: -7 })).toEqual([45, 13, 20, 20]);
    expect(transformedBox(BOX, { ...IDENTITY, scaleX: 2, scaleY: 0.5 })).toEqual([30, 25, 40, 10]);
    expect(transformedBox([50, 30, 10, 4], { ...IDENTITY, flipX: true })).toEqual([40, 30, 10, 4]);
    expect(transformedBox([50, 30, 10, 4], { ...IDENTITY, flipY: true })).toEqual([50, 26, 10, 4]);
    // A quarter turn clockwise on screen takes what is right of the pivot below it.
    expect(transformedBox([50, 30, 10, 4], { ...IDENTITY, rotation: 90 })).toEqual([46, 30, 4, 10]);
    expect(transformedBox([50, 30, 10, 4], { ...IDENTITY, rotation: -270 })).toEqual([46, 30, 4, 10]);
    expect(transformedBox([50, 30, 10, 4], { ...IDENTITY, rotation: 360 })).toEqual([50, 30, 10, 4]);
    const [x, y, width, height] = transformedBox(BOX, { ...IDENTITY, rotation: 45 });
    expect([x, y, width, height].map((value) => Math.round(value * 100) / 100)).toEqual([35.86, 15.86, 28.28, 28.28]);
  });

  it('holds every point of the box, and is tight', () => {
    fc.assert(fc.property(anyTransform, number(0, 1), number(0, 1), (transform, shareX, shareY) => {
      const [left, top, width, height] = transformedBox(BOX, transform);
      const [x, y] = mapPoint(transformMatrix(transform), BOX[0] + shareX * BOX[2], BOX[1] + shareY * BOX[3]);
      const slack = 1e-6;
      expect(x >= left - slack && x <= left + width + slack).toBe(true);
      expect(y >= top - slack && y <= top + height + slack).toBe(true);
      const corners = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([a, b]) =>
        mapPoint(transformMatrix(transform), BOX[0] + a * BOX[2], BOX[1] + b * BOX[3]));
      expect(Math.min(...corners.map(([cornerX]) => cornerX))).toBeCloseTo(left, 6);
      expect(Math.max(...corners.map(([, cornerY]) => cornerY))).toBeCloseTo(top + height, 6);
    }));
  });
});

describe('matrices', () => {
  it('are undone by their inverse', () => {
    fc.assert(fc.property(anyTransform, number(-1000, 1000), number(-1000, 1000), (transform, x, y) => {
      const matrix = transformMatrix(transform);
      const [backX, backY] = mapPoint(invertMatrix(matrix), ...mapPoint(matrix, x, y));
      expect(backX).toBeCloseTo(x, 5);
      expect(backY).toBeCloseTo(y, 5);
    }));
  });

  it('keep the pivot where the movement puts it', () => {
    fc.assert(fc.property(anyTransform, (transform) => {
      const [x, y] = mapPoint(transformMatrix(transform), transform.pivotX, transform.pivotY);
      expect(x).toBeCloseTo(transform.pivotX + transform.x, 6);
      expect(y).toBeCloseTo(transform.pivotY + transform.y, 6);
    }));
  });

  it('stay the same about another pivot', () => {
    fc.assert(fc.property(anyTransform, number(-200, 200), number(-200, 200), (transform, pivotX, pivotY) => {
      const other = withPivot(transform, pivotX, pivotY);
      expect([other.pivotX, other.pivotY]).toEqual([pivotX, pivotY]);
      expect(areSameTransforms(transform, other, BOX)).toBe(true);
      expect(areSameTransforms(transform, { ...other, x: other.x + 0.5 }, BOX)).toBe(false);
    }));
  });
});

describe('identityTransform', () => {
  it('turns about the centre of the mask', () => {
    const { pivotX, pivotY } = identityTransform(maskFromAlpha(blob(120, 90, 30, 20), 600, 400));
    expect([pivotX, pivotY]).toEqual([120, 90]);
  });
});

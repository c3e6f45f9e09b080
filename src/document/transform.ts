import type { Box } from '../mask/types.ts';
import type { Transform } from './settings.ts';
import { maskBox } from './tiledMask.ts';
import type { TiledMask } from './tiledMask.ts';

/** Affine map (x, y) -> (a x + c y + e, b x + d y + f), in the order of CanvasRenderingContext2D.setTransform. */
export type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** The transform of a new layer: none, about the centre of its mask. */
export function identityTransform(mask: TiledMask): Transform {
  const [x, y, width, height] = maskBox(mask);
  return {
    x: 0, y: 0, scaleX: 1, scaleY: 1, rotation: 0, flipX: false, flipY: false,
    pivotX: x + width / 2, pivotY: y + height / 2,
  };
}

/** Where a transform takes the pixels of the photo. */
export function transformMatrix(transform: Transform): Matrix {
  const [cos, sin] = cosAndSin(transform.rotation);
  const scaleX = transform.flipX ? -transform.scaleX : transform.scaleX;
  const scaleY = transform.flipY ? -transform.scaleY : transform.scaleY;
  const [a, b, c, d] = [cos * scaleX, sin * scaleX, -sin * scaleY, cos * scaleY];
  const { pivotX, pivotY } = transform;
  return [
    a, b, c, d, transform.x + pivotX - a * pivotX - c * pivotY, transform.y + pivotY - b * pivotX - d * pivotY,
  ];
}

/** Exact at quarter turns, so that these lose no pixel. */
function cosAndSin(degrees: number): readonly [number, number] {
  if (degrees % 90 === 0) {
    const quarters = ((degrees / 90) % 4 + 4) % 4;
    return [[1, 0, -1, 0][quarters], [0, 1, 0, -1][quarters]];
  }
  const radians = (degrees * Math.PI) / 180;
  return [Math.cos(radians), Math.sin(radians)];
}

/** The map back: from the canvas to pixels of the photo, as a brush on a moved layer needs it. */
export function invertMatrix([a, b, c, d, e, f]: Matrix): Matrix {
  // Never 0: scales are bounded away from it.
  const determinant = a * d - b * c;
  return [
    d / determinant, -b / determinant, -c / determinant, a / determinant,
    (c * f - d * e) / determinant, (b * e - a * f) / determinant,
  ];
}

/** Where a map takes a point. */
export function mapPoint([a, b, c, d, e, f]: Matrix, x: number, y: number): readonly [x: number, y: number] {
  return [a * x + c * y + e, b * x + d * y + f];
}

/** The smallest upright box that holds a transformed one. */
export function transformedBox([x, y, width, height]: Box, transform: Transform): Box {
  const matrix = transformMatrix(transform);
  const corners = [[x, y], [x + width, y], [x, y + height], [x + width, y + height]]
    .map(([cornerX, cornerY]) => mapPoint(matrix, cornerX, cornerY));
  const left = Math.min(...corners.map((corner) => corner[0]));
  const top = Math.min(...corners.map((corner) => corner[1]));
  return [
    left, top,
    Math.max(...corners.map((corner) => corner[0])) - left, Math.max(...corners.map((corner) => corner[1])) - top,
  ];
}

/**
 * The same map described about another pivot: handles turn a layer about the centre of its mask as it is now, which
 * strokes may have moved away from the pivot.
 */
export function withPivot(transform: Transform, pivotX: number, pivotY: number): Transform {
  const [shownX, shownY] = mapPoint(transformMatrix(transform), pivotX, pivotY);
  return { ...transform, pivotX, pivotY, x: shownX - pivotX, y: shownY - pivotY };
}

/** Whether two transforms show every pixel in the same place, to a hundredth of a pixel within `box`. */
export function areSameTransforms(a: Transform, b: Transform, [x, y, width, height]: Box): boolean {
  const [first, second] = [transformMatrix(a), transformMatrix(b)];
  return [[x, y], [x + width, y], [x, y + height]].every(([cornerX, cornerY]) => {
    const [ax, ay] = mapPoint(first, cornerX, cornerY);
    const [bx, by] = mapPoint(second, cornerX, cornerY);
    return Math.abs(ax - bx) < 0.01 && Math.abs(ay - by) < 0.01;
  });
}

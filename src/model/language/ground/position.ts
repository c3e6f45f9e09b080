import type { Direction, Modifier, Size } from '../syntax.ts';
import type { Scene } from './scene.ts';

/** Depth is guessed: what is near reaches further down the photo and is larger. */
const DEPTH_AREA_WEIGHT = 0.12;

function depthOf(scene: Scene, index: number): number {
  const frame = scene.frames[index];
  return frame.bottom + DEPTH_AREA_WEIGHT * Math.log2(Math.max(frame.area, 1e-4));
}

/** Middle of the candidates' extent for three or more of them, else of the photo. */
function middleOf(values: readonly number[]): number {
  if (values.length < 3) return 0.5;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length % 2 === 1 ? sorted[(sorted.length - 1) / 2] : (sorted[0] + sorted.at(-1)!) / 2;
}

/**
 * How far each region lies towards a direction, in fractions of the photo; larger is further.
 * @param candidates regions that the direction is judged among (for "middle" and "ends").
 */
export function positions(scene: Scene, direction: Direction, candidates: readonly number[]): number[] {
  const xs = candidates.map((index) => scene.frames[index].centerX);
  const ys = candidates.map((index) => scene.frames[index].centerY);
  return scene.frames.map((frame, index) => {
    switch (direction) {
      case 'left':
        return -frame.centerX;
      case 'right':
        return frame.centerX;
      case 'top':
        return -frame.centerY;
      case 'bottom':
        return frame.centerY;
      case 'middle':
        return (
          -Math.abs(frame.centerX - middleOf(xs)) -
          (candidates.length < 3 ? 0.3 : 0.1) * Math.abs(frame.centerY - middleOf(ys))
        );
      case 'ends':
        return Math.abs(frame.centerX - (Math.min(...xs) + Math.max(...xs)) / 2);
      case 'front':
        return depthOf(scene, index);
      case 'back':
        return -depthOf(scene, index);
    }
  });
}

/** Logarithm to base 2 of how much a region has of a size. */
export function sizes(scene: Scene, size: Size): number[] {
  return scene.frames.map((frame) => {
    const height = Math.log2(Math.max(frame.bottom - frame.top, 1e-3));
    const area = Math.log2(Math.max(frame.area, 1e-5));
    switch (size) {
      case 'large':
        return area;
      case 'small':
        return -area;
      case 'tall':
        return 2 * height;
      case 'long':
        return 2 * Math.log2(Math.max(frame.right - frame.left, 1e-3));
    }
  });
}

/** How far beyond the middle, on the wrong side of the photo, the best placed region lies; in fractions of the photo. */
export function misplacement(scene: Scene, indices: readonly number[], modifiers: readonly Modifier[]): number {
  let worst = 0;
  for (const modifier of modifiers) {
    if (modifier.kind !== 'direction' || modifier.negated) continue;
    worst = Math.max(worst, Math.min(...indices.map((index) => wrongSide(scene, index, modifier.direction))));
  }
  return worst;
}

function wrongSide(scene: Scene, index: number, direction: Direction): number {
  const { centerX, centerY } = scene.frames[index];
  switch (direction) {
    case 'left':
      return Math.max(0, centerX - 0.5);
    case 'right':
      return Math.max(0, 0.5 - centerX);
    case 'top':
      return Math.max(0, centerY - 0.5);
    case 'bottom':
      return Math.max(0, 0.5 - centerY);
    case 'middle':
      return Math.max(0, Math.abs(centerX - 0.5) - 0.2);
    case 'front':
    case 'back':
    case 'ends':
      return 0;
  }
}

import { combineShape } from '../refine/shapes.ts';
import type { ShapeMode } from '../refine/modes.ts';

/** A shape below this many pixels of the photo a side was a click. */
const SMALLEST = 1;

/** A lasso or a rectangle from press to release. */
export class ShapeGesture {
  readonly kind: 'lasso' | 'marquee';
  readonly mode: ShapeMode;
  /** Corners of the shape so far: pixels of the photo. */
  #points: (readonly [x: number, y: number])[];
  #last: readonly [x: number, y: number];

  constructor(kind: 'lasso' | 'marquee', mode: ShapeMode, x: number, y: number) {
    this.kind = kind;
    this.mode = mode;
    this.#points = [[x, y]];
    this.#last = [x, y];
  }

  /** The shape as one ring. */
  get points(): readonly (readonly [x: number, y: number])[] {
    if (this.kind === 'lasso') return this.#points;
    const [[left, top]] = this.#points;
    const [right, bottom] = this.#last;
    return [[left, top], [right, top], [right, bottom], [left, bottom]];
  }

  /** Carries the lasso on, or the rectangle's free corner. */
  moveTo(x: number, y: number): void {
    this.#last = [x, y];
    if (this.kind === 'lasso') this.#points.push([x, y]);
  }

  /** Moves the whole rectangle instead, so that its free corner comes to a point; a lasso has no such corner. */
  dragTo(x: number, y: number): void {
    if (this.kind === 'lasso') return;
    const [dx, dy] = [x - this.#last[0], y - this.#last[1]];
    this.#points = this.#points.map(([left, top]) => [left + dx, top + dy] as const);
    this.#last = [x, y];
  }

  /** Combines the shape with the selected layer's mask, as one step; a mere click does nothing. */
  finish(): void {
    const { points } = this;
    const span = (axis: 0 | 1) => Math.max(...points.map((point) => point[axis])) - Math.min(...points.map((point) => point[axis]));
    if (points.length < 3 || span(0) < SMALLEST || span(1) < SMALLEST) return;
    combineShape(points.flat(), this.mode);
  }
}

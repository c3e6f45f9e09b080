import type { ShapeMode } from '../refine/modes.ts';
import { contextOf, resizeCanvas } from './bitmaps.ts';
import type { Canvas2D } from './bitmaps.ts';
import type { OverlayPlace } from './overlay.ts';
import { CROSS, drawKeyPoint, drawShape } from './toolDrawing.ts';

type PhotoPoint = readonly [x: number, y: number];

/** What a tool shows while it is used; everything in pixels of the photo. */
export interface ToolScene {
  /** The brush under the pointer. */
  readonly brush: { readonly x: number; readonly y: number; readonly size: number } | null;
  /** The stroke in progress; its points only ever become more. */
  readonly stroke: { readonly points: readonly PhotoPoint[]; readonly erases: boolean } | null;
  /** The lasso or the rectangle in progress. */
  readonly shape: { readonly points: readonly PhotoPoint[]; readonly mode: ShapeMode } | null;
  /** Where the arrow keys have led a tool. */
  readonly keyPoint: PhotoPoint | null;
}

/** Least and greatest x and y, in pixels of the photo. */
type Bounds = readonly [left: number, top: number, right: number, bottom: number];

/** What has been drawn, to tell what has to be drawn anew. */
interface Drawn {
  readonly scene: ToolScene;
  readonly place: OverlayPlace;
  /** Points of the stroke that it has. */
  readonly points: number;
}

/** CSS pixels by which lines stand out beyond what they surround. */
const RIM = 3;

/**
 * The canvas of what follows the pointer. It lies above the overlay, so that a move of the pointer leaves that as it is,
 * and is drawn anew only around the pointer.
 */
export class ToolLayer {
  readonly #context: Canvas2D;
  #next: Omit<Drawn, 'points'> | null = null;
  #drawn: Drawn | null = null;
  #frame = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#context = contextOf(canvas);
  }

  resize(width: number, height: number, ratio: number): void {
    resizeCanvas(this.#context.canvas, width * ratio, height * ratio);
    this.#drawn = null;
    this.#request();
  }

  show(scene: ToolScene, place: OverlayPlace): void {
    this.#next = { scene, place };
    this.#request();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
  }

  #request(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => { this.#draw(); });
  }

  #draw(): void {
    this.#frame = 0;
    if (this.#next === null) return;
    const { scene, place } = this.#next;
    const area = this.#drawn === null ? 'all' : changedArea(this.#drawn, scene, place);
    this.#drawn = { scene, place, points: scene.stroke?.points.length ?? 0 };
    if (area === null) return;
    const { matrix: [scale, , , , left, top], ratio } = place;
    const context = this.#context;
    context.save();
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (area !== 'all') {
      const at = (value: number, start: number) => Math.floor((value * scale + start) * ratio);
      context.beginPath();
      context.rect(
        at(area[0], left), at(area[1], top),
        Math.ceil((area[2] - area[0]) * scale * ratio) + 2, Math.ceil((area[3] - area[1]) * scale * ratio) + 2,
      );
      context.clip();
    }
    context.clearRect(0, 0, context.canvas.width, context.canvas.height);
    context.setTransform(scale * ratio, 0, 0, scale * ratio, left * ratio, top * ratio);
    drawTools(context, scene, scale);
    context.restore();
  }
}

function drawTools(context: Canvas2D, { brush, stroke, shape, keyPoint }: ToolScene, scale: number): void {
  if (stroke !== null && brush !== null) drawStroke(context, stroke, brush.size);
  if (shape !== null) drawShape(context, shape, keyPoint, scale);
  if (brush !== null) drawBrush(context, brush, scale);
  if (keyPoint !== null) drawKeyPoint(context, keyPoint, scale);
}

/** What a scene changes of what is drawn: a part, everything, or nothing (null). Pixels of the photo. */
function changedArea({ scene: before, place: earlier, points }: Drawn, scene: ToolScene, place: OverlayPlace): Bounds | 'all' | null {
  const isSamePlace = earlier.ratio === place.ratio && earlier.matrix.every((value, i) => value === place.matrix[i]);
  const carriesOn = before.stroke?.points === scene.stroke?.points && before.brush?.size === scene.brush?.size;
  if (!isSamePlace || !carriesOn || before.shape !== null || scene.shape !== null) return 'all';
  const isSameBrush = before.brush?.x === scene.brush?.x && before.brush?.y === scene.brush?.y;
  if ((scene.stroke?.points.length ?? 0) === points && isSameBrush && before.keyPoint === scene.keyPoint) return null;
  const [scale] = place.matrix;
  // From the last point that was there, where the new line begins.
  const added = scene.stroke?.points.slice(Math.max(0, points - 1)) ?? [];
  return around([
    ...[before, scene].flatMap(({ brush, keyPoint }) => [
      brush === null ? null : square([brush.x, brush.y], brush.size / 2 + RIM / scale),
      keyPoint === null ? null : square(keyPoint, (CROSS + RIM) / scale),
    ]),
    ...added.map((point) => square(point, (scene.brush?.size ?? 0) / 2 + RIM / scale)),
  ].filter((each) => each !== null));
}

function square([x, y]: PhotoPoint, reach: number): Bounds {
  return [x - reach, y - reach, x + reach, y + reach];
}

function around(all: readonly Bounds[]): Bounds | null {
  if (all.length === 0) return null;
  return all.reduce((a, b) => [Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[2], b[2]), Math.max(a[3], b[3])]);
}

function drawStroke(context: Canvas2D, { points, erases }: NonNullable<ToolScene['stroke']>, size: number): void {
  context.beginPath();
  points.forEach(([x, y], i) => {
    if (i === 0) context.moveTo(x, y);
    context.lineTo(x, y);
  });
  context.lineWidth = size;
  context.lineCap = 'round';
  context.lineJoin = 'round';
  context.strokeStyle = erases ? 'rgb(255 80 60 / 45%)' : 'rgb(0 200 120 / 45%)';
  context.stroke();
}

function drawBrush(context: Canvas2D, { x, y, size }: NonNullable<ToolScene['brush']>, scale: number): void {
  context.beginPath();
  context.arc(x, y, size / 2, 0, 2 * Math.PI);
  context.lineWidth = 3 / scale;
  context.strokeStyle = 'rgb(0 0 0 / 60%)';
  context.stroke();
  context.lineWidth = 1.2 / scale;
  context.strokeStyle = '#ffffff';
  context.stroke();
}

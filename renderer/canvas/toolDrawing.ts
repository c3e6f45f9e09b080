import type { ShapeMode } from '../refine/modes.ts';
import type { ObjectProposal } from '../refine/objects.ts';
import type { Canvas2D } from './bitmaps.ts';
import { outlineOf } from './outline.ts';

/** CSS pixels of a dash. */
const ANT = 5;

/** A path in black with white dashes that march. @param scale CSS pixels a unit of the path */
export function strokeAnts(context: Canvas2D, path: Path2D, scale: number, phase: number): void {
  context.lineWidth = 1.5 / scale;
  context.setLineDash([]);
  context.strokeStyle = '#000000';
  context.stroke(path);
  context.setLineDash([ANT / scale, ANT / scale]);
  context.lineDashOffset = (-2 * ANT * phase) / scale;
  context.strokeStyle = '#ffffff';
  context.stroke(path);
  context.setLineDash([]);
}

const shapeColors: Readonly<Record<ShapeMode, string>> = {
  new: 'rgb(76 157 255 / 25%)', union: 'rgb(0 200 120 / 25%)', subtract: 'rgb(255 80 60 / 25%)',
  intersect: 'rgb(240 185 90 / 25%)',
};

interface DrawnShape {
  readonly points: readonly (readonly [number, number])[];
  readonly mode: ShapeMode;
}

/** A lasso or rectangle while it is drawn, up to where the keys have led. */
export function drawShape(
  context: Canvas2D, { points, mode }: DrawnShape, keyPoint: readonly [number, number] | null, scale: number,
): void {
  const path = new Path2D();
  [...points, ...(keyPoint === null ? [] : [keyPoint])].forEach(([x, y], i) => {
    if (i === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
  path.closePath();
  context.fillStyle = shapeColors[mode];
  context.fill(path, 'evenodd');
  strokeAnts(context, path, scale, 0);
}

/** An object that a press would take: its coarse border and what it is. */
export function drawProposal(context: Canvas2D, { maskBox: [x, y, width, height], side, cells, label }: ObjectProposal, scale: number): void {
  context.save();
  context.translate(x, y);
  context.scale(width / side, height / side);
  const outline = outlineOf({ x: 0, y: 0, width: side, height: side, data: cells }, 1);
  context.fillStyle = 'rgb(76 157 255 / 22%)';
  context.fill(outline, 'evenodd');
  strokeAnts(context, outline, (scale * width) / side, 0);
  context.restore();
  context.save();
  context.translate(x + width / 2, Math.max(y, 0));
  context.scale(1 / scale, 1 / scale);
  context.font = '600 12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'bottom';
  const half = context.measureText(label).width / 2 + 7;
  context.fillStyle = '#141414';
  context.fillRect(-half, 2, 2 * half, 20);
  context.fillStyle = '#ffffff';
  context.fillText(label, 0, 19);
  context.restore();
}

/** Half a side of the cross, in CSS pixels. */
export const CROSS = 9;

/** The point that the arrow keys move. */
export function drawKeyPoint(context: Canvas2D, [x, y]: readonly [number, number], scale: number): void {
  const arm = CROSS / scale;
  for (const [width, color] of [[3, '#000000'], [1.2, '#ffffff']] as const) {
    context.lineWidth = width / scale;
    context.strokeStyle = color;
    context.beginPath();
    context.moveTo(x - arm, y);
    context.lineTo(x + arm, y);
    context.moveTo(x, y - arm);
    context.lineTo(x, y + arm);
    context.stroke();
  }
}

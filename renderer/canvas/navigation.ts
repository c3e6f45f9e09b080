import { useApp } from '../state/app.ts';
import { activeView, hardenBrush, resizeBrush, setView, useView } from '../state/view.ts';
import { isPainting } from './toolKinds.ts';
import { panBy, zoomAt } from './viewMath.ts';

/** Zoom a pixel of the wheel's way. */
const WHEEL_ZOOM = 0.0022;
/** Pixels a line of wheels that count in lines. */
const WHEEL_LINE = 24;

/** A point of the canvas in CSS pixels. */
export interface CanvasPoint {
  readonly x: number;
  readonly y: number;
}

/** Moves the photo along with the pointer. */
export function pan(from: CanvasPoint, to: CanvasPoint): void {
  const view = activeView();
  if (view !== null) setView(panBy(view, useView.getState().viewport, to.x - from.x, to.y - from.y));
}

/** Zooms by a factor, keeping what is under a point where it is. */
export function zoomBy(factor: number, { x, y }: CanvasPoint): void {
  const view = activeView();
  if (view !== null) setView(zoomAt(view, useView.getState().viewport, view.zoom * factor, x, y));
}

/** Two fingers: what was under them stays under them. */
export function pinch(before: readonly [CanvasPoint, CanvasPoint], after: readonly [CanvasPoint, CanvasPoint]): void {
  const middle = ([a, b]: readonly [CanvasPoint, CanvasPoint]) => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const spread = ([a, b]: readonly [CanvasPoint, CanvasPoint]) => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  pan(middle(before), middle(after));
  zoomBy(spread(after) / spread(before), middle(after));
}

/** The wheel: moves the photo, zooms with Control, and sets the brush with Alt. A pinch on a trackpad is a Control wheel. */
export function turnWheel(event: WheelEvent, at: CanvasPoint): void {
  const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  if (event.ctrlKey || event.metaKey) {
    zoomBy(Math.exp(-dy * WHEEL_ZOOM), at);
  } else if (event.altKey && isPainting(useApp.getState().tool)) {
    if (event.shiftKey) hardenBrush(dx + dy < 0 ? 0.05 : -0.05);
    else resizeBrush(dy < 0 ? 1.1 : 1 / 1.1);
  } else if (event.shiftKey) {
    pan({ x: 0, y: 0 }, { x: -(dx + dy), y: 0 });
  } else {
    pan({ x: 0, y: 0 }, { x: -dx, y: -dy });
  }
}

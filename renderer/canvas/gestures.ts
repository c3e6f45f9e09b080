import { activeObject } from '../phrase/commit.ts';
import { modeWith } from '../refine/modes.ts';
import type { Modifiers } from '../refine/modes.ts';
import type { Tool } from '../state/app.ts';
import { reportText } from '../state/notices.ts';
import { activePhoto } from '../state/photos.ts';
import { useView } from '../state/view.ts';
import { ShapeGesture } from './shapeGesture.ts';
import { Stroke } from './stroke.ts';
import { isPainting, isShaping } from './toolKinds.ts';

export type PhotoPoint = readonly [x: number, y: number];

/** What a tool does from press to release. Points are pixels of the photo, fractional. */
export type ToolGesture = Stroke | ShapeGesture;

/** Begins what a tool does at a point; null if it does nothing there, which is then said. */
export function beginGesture(tool: Tool, [x, y]: PhotoPoint, pressure: number, held: Modifiers): ToolGesture | null {
  const open = activePhoto();
  if (open === null) return null;
  const layer = activeObject(open.document);
  if (isShaping(tool)) {
    const mode = modeWith(useView.getState().shape.mode, held);
    if (layer === null && (mode === 'subtract' || mode === 'intersect')) {
      reportText('tool.needsLayer');
      return null;
    }
    return new ShapeGesture(tool, mode, x, y);
  }
  if (!isPainting(tool)) return null;
  if (layer === null) {
    reportText('tool.needsLayer');
    return null;
  }
  // Alt turns the brush into the eraser and back, as Shift and Alt do for selections.
  const erases = (tool === 'eraser') !== held.altKey;
  const stroke = new Stroke(layer, useView.getState().brush, erases ? 'erase' : 'add');
  stroke.moveTo(x, y, pressure);
  return stroke;
}

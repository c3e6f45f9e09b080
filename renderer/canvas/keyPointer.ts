import { hoverProposal, pressProposal } from '../refine/objects.ts';
import { useApp } from '../state/app.ts';
import { activePhoto } from '../state/photos.ts';
import { activeView, useView } from '../state/view.ts';
import { beginGesture } from './gestures.ts';
import type { PhotoPoint, ToolGesture } from './gestures.ts';
import { editsMask } from './toolKinds.ts';
import { scaleOf } from './viewMath.ts';

/** CSS pixels of a step, of one with Shift, and of one with Alt. */
const STEP = 10;
const FAR_STEP = 50;
const FINE_STEP = 1;
/** CSS pixels within which a lasso's next corner closes it. */
const CLOSES = 6;

const arrows: Readonly<Partial<Record<string, PhotoPoint>>> = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
};

interface Key {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
}

/** The mask tools by keyboard: arrows move a point on the photo, Enter presses and releases there. */
export class KeyPointer {
  readonly #onChange: () => void;
  #at: PhotoPoint | null = null;
  #gesture: ToolGesture | null = null;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The point, in pixels of the photo; null while the keyboard is not used for it. */
  get at(): PhotoPoint | null {
    return editsMask(useApp.getState().tool) ? this.#at : null;
  }

  get gesture(): ToolGesture | null {
    return this.#gesture;
  }

  /** @returns whether the key was used */
  press(key: Key): boolean {
    if (!editsMask(useApp.getState().tool) || key.ctrlKey || key.metaKey) return false;
    const arrow = arrows[key.key];
    if (arrow !== undefined) this.#move(arrow, key.altKey ? FINE_STEP : key.shiftKey ? FAR_STEP : STEP);
    else if (key.key === 'Enter' && this.#at !== null) this.#enter(this.#at, key);
    else return key.key === 'Escape' && this.cancel();
    this.#onChange();
    return true;
  }

  #move([dx, dy]: PhotoPoint, distance: number): void {
    const open = activePhoto();
    const view = activeView();
    if (open === null || view === null) return;
    const step = distance / scaleOf(view, useView.getState().viewport);
    const [x, y] = this.#at ?? [view.centerX, view.centerY];
    const { width, height } = open.photo;
    this.#at = [Math.min(width, Math.max(0, x + dx * step)), Math.min(height, Math.max(0, y + dy * step))];
    // A lasso goes from corner to corner; what else is drawn follows at once.
    if (this.#gesture !== null && !isLasso(this.#gesture)) this.#gesture.moveTo(...this.#at, 1);
    if (useApp.getState().tool === 'object') hoverProposal(...this.#at);
  }

  #enter(at: PhotoPoint, held: Key): void {
    const { tool } = useApp.getState();
    if (tool === 'object') {
      void pressProposal(...at, held);
    } else if (this.#gesture === null) {
      this.#gesture = beginGesture(tool, at, 1, held);
    } else if (isLasso(this.#gesture) && !this.#closes(this.#gesture, at)) {
      this.#gesture.moveTo(...at, 1);
    } else {
      this.#gesture.finish();
      this.#gesture = null;
    }
  }

  #closes({ points }: ToolGesture, [x, y]: PhotoPoint): boolean {
    const view = activeView();
    if (view === null || points.length < 3) return false;
    const reach = CLOSES / scaleOf(view, useView.getState().viewport);
    return [points[0], points[points.length - 1]].some(([px, py]) => Math.hypot(px - x, py - y) <= reach);
  }

  /** Ends what is being drawn as if it had not been, or else takes the point away. @returns whether there was any */
  cancel(): boolean {
    if (this.#gesture !== null) this.#gesture = null;
    else if (this.#at !== null) this.#at = null;
    else return false;
    this.#onChange();
    return true;
  }

  /** The pointer is used again. */
  leave(): void {
    this.#at = null;
    this.#gesture = null;
  }
}

function isLasso(gesture: ToolGesture): boolean {
  return 'kind' in gesture && gesture.kind === 'lasso';
}

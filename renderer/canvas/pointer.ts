import { hoverProposal, pressProposal } from '../refine/objects.ts';
import { useApp } from '../state/app.ts';
import type { Tool } from '../state/app.ts';
import { activePhoto } from '../state/photos.ts';
import { activeView, hardenBrush, resizeBrush, useView } from '../state/view.ts';
import { beginGesture } from './gestures.ts';
import type { PhotoPoint, ToolGesture } from './gestures.ts';
import { KeyPointer } from './keyPointer.ts';
import { pan, pinch, turnWheel, zoomBy } from './navigation.ts';
import type { CanvasPoint } from './navigation.ts';
import { ShapeGesture } from './shapeGesture.ts';
import { Stroke } from './stroke.ts';
import { editsMask, isPainting, isShaping } from './toolKinds.ts';
import { toPhoto } from './viewMath.ts';

export interface PointerEvents {
  /** A press with the move tool, at a pixel of the photo. @returns whether it was used up */
  onPress(x: number, y: number): boolean;
  /** The pointer or what it draws has changed. */
  onChange(): void;
}

const MIDDLE_BUTTON = 1;
const RIGHT_BUTTON = 2;
/** The zoom tool's step. */
const ZOOM_CLICK = 1.5;
/** CSS pixels of an Alt drag with the right button that double the brush, and that harden it fully. */
const DRAG_DOUBLES = 100;
const DRAG_HARDENS = 200;

/** Panning, zooming, and the tools that edit masks; pressing and moving layers is Fabric's. */
export class PointerTools {
  readonly #element: HTMLElement;
  readonly #events: PointerEvents;
  readonly #ended = new AbortController();
  readonly #touches = new Map<number, CanvasPoint>();
  /** Arrow keys in place of the pointer. */
  readonly keys: KeyPointer;
  #panning: CanvasPoint | null = null;
  #sizing: CanvasPoint | null = null;
  #gesture: ToolGesture | null = null;
  #pointer: PhotoPoint | null = null;

  constructor(element: HTMLElement, events: PointerEvents) {
    this.#element = element;
    this.#events = events;
    this.keys = new KeyPointer(() => { events.onChange(); });
    const { signal } = this.#ended;
    // Captured, so that Fabric does not see what is used up here.
    element.addEventListener('pointerdown', (event) => { this.#onDown(event); }, { signal, capture: true });
    element.addEventListener('mousedown', (event) => { this.#shield(event); }, { signal, capture: true });
    element.addEventListener('touchstart', (event) => { if (event.touches.length > 1) event.stopPropagation(); }, { signal, capture: true });
    element.addEventListener('pointermove', (event) => { this.#onMove(event); }, { signal });
    element.addEventListener('pointerup', (event) => { this.#onUp(event, true); }, { signal });
    element.addEventListener('pointercancel', (event) => { this.#onUp(event, false); }, { signal });
    element.addEventListener('pointerleave', () => { this.#onLeave(); }, { signal });
    element.addEventListener('wheel', (event) => { this.#onWheel(event); }, { signal, passive: false });
  }

  dispose(): void {
    this.#ended.abort();
  }

  /** Where the brush is, in pixels of the photo; null if it is not in use. */
  get brushAt(): PhotoPoint | null {
    return isPainting(useApp.getState().tool) ? this.keys.at ?? this.#pointer : null;
  }

  get stroke(): Stroke | null {
    const gesture = this.#gesture ?? this.keys.gesture;
    return gesture instanceof Stroke ? gesture : null;
  }

  get shape(): ShapeGesture | null {
    const gesture = this.#gesture ?? this.keys.gesture;
    return gesture instanceof ShapeGesture ? gesture : null;
  }

  #canvasPoint({ clientX, clientY }: MouseEvent): CanvasPoint {
    const { left, top } = this.#element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #photoPoint(event: MouseEvent): PhotoPoint {
    const view = activeView();
    const { x, y } = this.#canvasPoint(event);
    return view === null ? [0, 0] : toPhoto(view, useView.getState().viewport, x, y);
  }

  #onDown(event: PointerEvent): void {
    if (activePhoto() === null) return;
    this.keys.leave();
    const { tool } = useApp.getState();
    const at = this.#canvasPoint(event);
    if (event.pointerType === 'touch' && this.#startPinch(event, at)) return;
    if (tool === 'hand' || event.button === MIDDLE_BUTTON) this.#panning = at;
    else if (event.button === RIGHT_BUTTON && event.altKey && isPainting(tool)) this.#sizing = at;
    else if (event.button === 0) this.#press(event, tool);
    if (this.#panning ?? this.#sizing ?? this.#gesture) this.#element.setPointerCapture(event.pointerId);
  }

  #press(event: PointerEvent, tool: Tool): void {
    const point = this.#photoPoint(event);
    if (tool === 'zoom') {
      zoomBy(event.altKey ? 1 / ZOOM_CLICK : ZOOM_CLICK, this.#canvasPoint(event));
    } else if (tool === 'object') {
      void pressProposal(...point, event);
    } else if (editsMask(tool)) {
      this.#gesture = beginGesture(tool, point, pressureOf(event), event);
      this.#events.onChange();
    } else {
      this.#events.onPress(...point);
    }
  }

  /** A second finger ends what the first one has begun. @returns whether there are two */
  #startPinch({ pointerId }: PointerEvent, at: CanvasPoint): boolean {
    this.#touches.set(pointerId, at);
    if (this.#touches.size !== 2) return false;
    this.#gesture = null;
    this.#panning = null;
    this.#events.onChange();
    return true;
  }

  #shield(event: MouseEvent): void {
    const { tool } = useApp.getState();
    const isOurs = this.#panning !== null || this.#sizing !== null || editsMask(tool) || tool === 'zoom';
    if (isOurs) event.stopPropagation();
  }

  #onMove(event: PointerEvent): void {
    const at = this.#canvasPoint(event);
    this.#pointer = this.#photoPoint(event);
    if (this.#pinch(event, at)) return;
    if (this.#panning !== null) {
      pan(this.#panning, at);
      this.#panning = at;
    } else if (this.#sizing !== null) {
      resizeBrush(2 ** ((at.x - this.#sizing.x) / DRAG_DOUBLES));
      hardenBrush((this.#sizing.y - at.y) / DRAG_HARDENS);
      this.#sizing = at;
    } else if (this.#gesture !== null) {
      this.#carryOn(event, this.#gesture);
    }
    const { tool } = useApp.getState();
    if (tool === 'object') hoverProposal(...this.#pointer);
    if (this.#gesture !== null || editsMask(tool)) this.#events.onChange();
  }

  #carryOn(event: PointerEvent, gesture: ToolGesture): void {
    // Space moves a rectangle that is being drawn, as everywhere.
    if (gesture instanceof ShapeGesture && useApp.getState().heldTool !== null) {
      gesture.dragTo(...this.#photoPoint(event));
      return;
    }
    const events = event.getCoalescedEvents();
    for (const each of events.length > 0 ? events : [event]) gesture.moveTo(...this.#photoPoint(each), pressureOf(each));
  }

  #pinch({ pointerId }: PointerEvent, at: CanvasPoint): boolean {
    if (!this.#touches.has(pointerId)) return false;
    const before = [...this.#touches.values()];
    this.#touches.set(pointerId, at);
    if (this.#touches.size !== 2) return false;
    const after = [...this.#touches.values()];
    pinch([before[0], before[1]], [after[0], after[1]]);
    return true;
  }

  #onUp({ pointerId }: PointerEvent, isFinished: boolean): void {
    this.#touches.delete(pointerId);
    this.#panning = null;
    this.#sizing = null;
    const gesture = this.#gesture;
    this.#gesture = null;
    if (gesture === null) return;
    if (isFinished) gesture.finish();
    this.#events.onChange();
  }

  /** Ends what is being drawn as if it had not been. @returns whether there was anything */
  cancel(): boolean {
    const hadGesture = this.#gesture !== null;
    this.#gesture = null;
    if (hadGesture) this.#events.onChange();
    return hadGesture || this.keys.cancel();
  }

  #onLeave(): void {
    this.#pointer = null;
    hoverProposal(-1, -1);
    this.#events.onChange();
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    turnWheel(event, this.#canvasPoint(event));
    this.#events.onChange();
  }
}

function pressureOf(event: PointerEvent): number {
  return event.pointerType === 'pen' ? event.pressure : 1;
}

/** The cursor over the canvas; the brush is drawn instead of one. */
export function cursorOf(tool: Tool): string {
  if (tool === 'hand') return 'grab';
  if (tool === 'zoom') return 'zoom-in';
  if (isPainting(tool)) return 'none';
  return isShaping(tool) ? 'crosshair' : 'default';
}

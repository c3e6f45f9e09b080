import { activeObject } from '../phrase/commit.ts';
import { useApp } from '../state/app.ts';
import type { Tool } from '../state/app.ts';
import { reportText } from '../state/notices.ts';
import { activePhoto } from '../state/photos.ts';
import { activeView, resizeBrush, setView, useView } from '../state/view.ts';
import { Stroke } from './stroke.ts';
import { panBy, toPhoto, zoomAt } from './viewMath.ts';

export interface PointerEvents {
  /** A press with the move tool, at a pixel of the photo. @returns whether it was used up */
  onPress(x: number, y: number): boolean;
  /** The brush or the stroke has moved. */
  onChange(): void;
}

const MIDDLE_BUTTON = 1;
/** Zoom a pixel of the wheel's way. */
const WHEEL_ZOOM = 0.0022;
/** Pixels a line of wheels that count in lines. */
const WHEEL_LINE = 24;

/** Panning, zooming and painting on the canvas; pressing and moving layers is Fabric's. */
export class PointerTools {
  readonly #element: HTMLElement;
  readonly #events: PointerEvents;
  readonly #ended = new AbortController();
  #panning: { x: number; y: number } | null = null;
  #stroke: Stroke | null = null;
  #pointer: readonly [x: number, y: number] | null = null;

  constructor(element: HTMLElement, events: PointerEvents) {
    this.#element = element;
    this.#events = events;
    const { signal } = this.#ended;
    // Captured, so that Fabric does not see what is used up here.
    element.addEventListener('pointerdown', (event) => { this.#onDown(event); }, { signal, capture: true });
    element.addEventListener('mousedown', (event) => { this.#shield(event); }, { signal, capture: true });
    element.addEventListener('pointermove', (event) => { this.#onMove(event); }, { signal });
    element.addEventListener('pointerup', () => { this.#onUp(true); }, { signal });
    element.addEventListener('pointercancel', () => { this.#onUp(false); }, { signal });
    element.addEventListener('pointerleave', () => { this.#onLeave(); }, { signal });
    element.addEventListener('wheel', (event) => { this.#onWheel(event); }, { signal, passive: false });
  }

  dispose(): void {
    this.#ended.abort();
  }

  /** Where the brush is, in pixels of the photo; null if it is not in use. */
  get brushAt(): readonly [x: number, y: number] | null {
    return isPainting(useApp.getState().tool) ? this.#pointer : null;
  }

  get stroke(): Stroke | null {
    return this.#stroke;
  }

  #at(event: MouseEvent): readonly [x: number, y: number] {
    const { left, top } = this.#element.getBoundingClientRect();
    const view = activeView();
    return view === null ? [0, 0] : toPhoto(view, useView.getState().viewport, event.clientX - left, event.clientY - top);
  }

  #onDown(event: PointerEvent): void {
    if (activePhoto() === null) return;
    const { tool } = useApp.getState();
    if (tool === 'hand' || event.button === MIDDLE_BUTTON) {
      this.#panning = { x: event.clientX, y: event.clientY };
      this.#element.setPointerCapture(event.pointerId);
    } else if (event.button === 0 && isPainting(tool)) {
      this.#beginStroke(event, tool);
    } else if (event.button === 0) {
      this.#events.onPress(...this.#at(event));
    }
  }

  #shield(event: MouseEvent): void {
    if (this.#panning !== null || this.#stroke !== null) event.stopPropagation();
  }

  #beginStroke(event: PointerEvent, tool: Tool): void {
    const open = activePhoto();
    const layer = open === null ? null : activeObject(open.document);
    if (layer === null) {
      reportText('tool.needsLayer');
      return;
    }
    // Alt turns the brush into the eraser and back, as Shift and Alt do for selections.
    const erases = (tool === 'eraser') !== event.altKey;
    this.#stroke = new Stroke(layer, useView.getState().brush, erases ? 'erase' : 'add');
    this.#element.setPointerCapture(event.pointerId);
    this.#addPoint(event);
    this.#events.onChange();
  }

  #addPoint(event: PointerEvent): void {
    const pressure = event.pointerType === 'pen' ? event.pressure : 1;
    this.#stroke?.moveTo(...this.#at(event), pressure);
  }

  #onMove(event: PointerEvent): void {
    this.#pointer = this.#at(event);
    if (this.#panning !== null) this.#pan(event);
    if (this.#stroke !== null) {
      const events = event.getCoalescedEvents();
      for (const each of events.length > 0 ? events : [event]) this.#addPoint(each);
    }
    if (this.#stroke !== null || isPainting(useApp.getState().tool)) this.#events.onChange();
  }

  #pan(event: PointerEvent): void {
    const view = activeView();
    if (view === null || this.#panning === null) return;
    const { viewport } = useView.getState();
    setView(panBy(view, viewport, event.clientX - this.#panning.x, event.clientY - this.#panning.y));
    this.#panning = { x: event.clientX, y: event.clientY };
  }

  #onUp(isFinished: boolean): void {
    this.#panning = null;
    const stroke = this.#stroke;
    this.#stroke = null;
    if (stroke === null) return;
    if (isFinished) stroke.finish();
    this.#events.onChange();
  }

  #onLeave(): void {
    this.#pointer = null;
    this.#events.onChange();
  }

  #onWheel(event: WheelEvent): void {
    event.preventDefault();
    const view = activeView();
    if (view === null) return;
    const { viewport } = useView.getState();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? WHEEL_LINE : 1;
    const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
    // A pinch on a trackpad arrives as a wheel with Control.
    if (event.ctrlKey || event.metaKey) {
      const { left, top } = this.#element.getBoundingClientRect();
      const zoom = view.zoom * Math.exp(-dy * WHEEL_ZOOM);
      setView(zoomAt(view, viewport, zoom, event.clientX - left, event.clientY - top));
    } else if (event.altKey && isPainting(useApp.getState().tool)) {
      resizeBrush(dy < 0 ? 1.1 : 1 / 1.1);
    } else {
      setView(event.shiftKey ? panBy(view, viewport, -(dx + dy), 0) : panBy(view, viewport, -dx, -dy));
    }
    this.#events.onChange();
  }
}

export function isPainting(tool: Tool): boolean {
  return tool === 'brush' || tool === 'eraser';
}

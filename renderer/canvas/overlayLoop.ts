import { changedTilesBox } from '../../src/document/tiledMask.ts';
import { transformedBox } from '../../src/document/transform.ts';
import { uniteBoxes } from '../../src/mask/boxes.ts';
import type { Box } from '../../src/mask/types.ts';
import { contextOf, resizeCanvas } from './bitmaps.ts';
import type { Canvas2D } from './bitmaps.ts';
import type { ShownMasks } from './maskDrawing.ts';
import { drawOverlay } from './overlay.ts';
import type { OverlayPlace, OverlayScene } from './overlay.ts';

/** Milliseconds between two steps of the ants: lively enough, and little work. */
const STEP = 90;
const STEPS = 10;

/** Draws the overlay when it has changed, and steadily while ants march. */
export class OverlayLoop {
  readonly #context: Canvas2D;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  #scene: OverlayScene | null = null;
  #place: OverlayPlace | null = null;
  /** What the next frame draws anew, in pixels of the photo; null is everything. */
  #area: Box | null = null;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #step = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#context = contextOf(canvas);
  }

  resize(width: number, height: number, ratio: number): void {
    resizeCanvas(this.#context.canvas, width * ratio, height * ratio);
    this.#request();
  }

  show(scene: OverlayScene, place: OverlayPlace): void {
    const area = this.#scene === null || this.#place === null ? null : changedArea(this.#scene, scene, this.#place, place);
    this.#scene = scene;
    this.#place = place;
    this.#request(area);
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  #request(area: Box | null = null): void {
    if (this.#frame === 0) this.#area = area;
    else this.#area = this.#area === null || area === null ? null : uniteBoxes(this.#area, area);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => { this.#draw(); });
  }

  #draw(): void {
    this.#frame = 0;
    if (this.#scene === null || this.#place === null) return;
    const isAll = drawOverlay(this.#context, this.#scene, this.#place, this.#step / STEPS, this.#area);
    clearTimeout(this.#timer);
    if (!isAll) {
      this.#request();
      return;
    }
    const hasAnts = this.#scene.ghosts.length > 0 || (this.#scene.hasAnts && this.#scene.outlined.length > 0);
    if (!hasAnts || this.#reducedMotion.matches) return;
    this.#timer = setTimeout(() => {
      this.#step = (this.#step + 1) % STEPS;
      this.#request();
    }, STEP);
  }
}

/** What a scene changes of what is drawn, in pixels of the photo, where it is masks alone; null if it may be everything. */
function changedArea(before: OverlayScene, after: OverlayScene, earlier: OverlayPlace, place: OverlayPlace): Box | null {
  const isSamePlace = earlier.photo === place.photo && earlier.level === place.level && earlier.ratio === place.ratio
    && earlier.matrix.every((value, i) => value === place.matrix[i]);
  const isSameBeside = before.map === after.map && before.hovered === after.hovered && before.proposal === after.proposal
    && before.pointed === after.pointed;
  const hasLines = [before, after].some(({ ghosts, outlined, hovered }) => ghosts.length + outlined.length > 0 || hovered !== null);
  if (!isSamePlace || !isSameBeside || hasLines) return null;
  if (before.masks === null || after.masks === null) return before.masks === after.masks ? [0, 0, 0, 0] : null;
  return changedMasks(before.masks, after.masks);
}

function changedMasks(before: ShownMasks, after: ShownMasks): Box | null {
  const isSameView = before.view === after.view && before.color === after.color && before.hasPattern === after.hasPattern;
  const areSameLayers = before.layers.length === after.layers.length
    && after.layers.every(({ id, transform }, i) => before.layers[i].id === id && before.layers[i].transform === transform);
  if (!isSameView || !areSameLayers) return null;
  return after.layers.reduce<Box>(
    (area, { mask, transform }, i) => uniteBoxes(area, transformedBox(changedTilesBox(before.layers[i].mask, mask), transform)), [0, 0, 0, 0],
  );
}

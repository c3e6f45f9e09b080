import { drawOverlay } from './overlay.ts';
import type { OverlayPlace, OverlayScene } from './overlay.ts';

/** Milliseconds between two steps of the ants: lively enough, and little work. */
const STEP = 90;
const STEPS = 10;

/** Draws the overlay when it has changed, and steadily while ants march. */
export class OverlayLoop {
  readonly #context: CanvasRenderingContext2D;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  #scene: OverlayScene | null = null;
  #place: OverlayPlace | null = null;
  #frame = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #step = 0;

  constructor(canvas: HTMLCanvasElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('the browser gives no 2D context: it is out of memory');
    this.#context = context;
  }

  resize(width: number, height: number, ratio: number): void {
    const { canvas } = this.#context;
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    this.#request();
  }

  show(scene: OverlayScene, place: OverlayPlace): void {
    this.#scene = scene;
    this.#place = place;
    this.#request();
  }

  dispose(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
  }

  #request(): void {
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => { this.#draw(); });
  }

  #draw(): void {
    this.#frame = 0;
    if (this.#scene === null || this.#place === null) return;
    drawOverlay(this.#context, this.#scene, this.#place, this.#step / STEPS);
    clearTimeout(this.#timer);
    const hasAnts = this.#scene.ghosts.length > 0 || (this.#scene.hasAnts && this.#scene.outlined.length > 0);
    if (!hasAnts || this.#reducedMotion.matches) return;
    this.#timer = setTimeout(() => {
      this.#step = (this.#step + 1) % STEPS;
      this.#request();
    }, STEP);
  }
}

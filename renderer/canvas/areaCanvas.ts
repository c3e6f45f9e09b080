import { intersectBoxes, uniteBoxes } from '../../src/mask/boxes.ts';
import type { Box } from '../../src/mask/types.ts';
import { newCanvas } from './bitmaps.ts';
import type { Canvas2D } from './bitmaps.ts';

/** Pixels by which it grows beyond what is wanted: the next stroke is likely to go on there. */
const ROOM = 256;

/** A canvas of a part of a larger picture, in whose pixels it is drawn on; it grows with what is to be on it. */
export class AreaCanvas {
  #box: Box;
  #context: Canvas2D;

  /** @param box whole pixels of the picture */
  constructor(box: Box) {
    this.#box = box;
    this.#context = this.#newContext();
  }

  get canvas(): HTMLCanvasElement {
    return this.#context.canvas;
  }

  /** The part of the picture that it is, in pixels of the picture. */
  get box(): Box {
    return this.#box;
  }

  /** Draws on, in pixels of the picture. */
  get context(): Canvas2D {
    return this.#context;
  }

  /** Makes room for a part of the picture. The canvas may be another one then, with the same on it. */
  hold(part: Box): void {
    const overlap = intersectBoxes(part, this.#box);
    if (overlap[2] === part[2] && overlap[3] === part[3]) return;
    const [left, top] = this.#box;
    const { canvas } = this;
    const [x, y, width, height] = uniteBoxes(this.#box, part);
    // Only towards where it grows; pictures begin at 0.
    const [startX, startY] = [x < left ? Math.max(0, x - ROOM) : x, y < top ? Math.max(0, y - ROOM) : y];
    const endX = x + width + (x + width > left + canvas.width ? ROOM : 0);
    const endY = y + height + (y + height > top + canvas.height ? ROOM : 0);
    this.#box = [startX, startY, endX - startX, endY - startY];
    this.#context = this.#newContext();
    this.#context.drawImage(canvas, left, top);
    canvas.width = 0;
  }

  #newContext(): Canvas2D {
    const [x, y, width, height] = this.#box;
    const { context } = newCanvas(width, height);
    context.translate(-x, -y);
    return context;
  }
}

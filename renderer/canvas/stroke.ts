import { afterStroke } from '../../src/document/applyMask.ts';
import { BrushStroke, dabsTowards } from '../../src/document/brush.ts';
import type { Brush, Dab } from '../../src/document/settings.ts';
import { invertMatrix, mapPoint, transformMatrix } from '../../src/document/transform.ts';
import type { Matrix } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { execute } from '../state/photos.ts';

/** A brush stroke from pointer down to pointer up: painted as it goes, so that its end is no more work than a move. */
export class Stroke {
  readonly #layerId: string;
  readonly #brush: Brush;
  readonly #toMask: Matrix;
  readonly #dabs: Dab[] = [];
  readonly #painting: BrushStroke;
  /** Where the pointer was, in pixels of the photo as it is shown. */
  readonly points: (readonly [x: number, y: number])[] = [];

  constructor(layer: ObjectLayer, { size, hardness }: { size: number; hardness: number }, mode: Brush['mode']) {
    const { scaleX, scaleY } = layer.transform;
    this.#layerId = layer.id;
    // The brush keeps its size on the screen when the layer is scaled.
    const onMask = Math.min(4096, Math.max(1, size / Math.sqrt(scaleX * scaleY)));
    this.#brush = { size: onMask, hardness, opacity: 1, mode };
    this.#painting = new BrushStroke(layer.mask, this.#brush);
    this.#toMask = invertMatrix(transformMatrix(layer.transform));
  }

  get erases(): boolean {
    return this.#brush.mode === 'erase';
  }

  /** Carries the stroke on to a point of the photo. */
  moveTo(x: number, y: number, pressure: number): void {
    this.points.push([x, y]);
    const [maskX, maskY] = mapPoint(this.#toMask, x, y);
    const dab: Dab = [maskX, maskY, pressure];
    const last = this.#dabs.at(-1);
    const dabs = last === undefined ? [dab] : dabsTowards(last, dab, this.#brush);
    this.#dabs.push(...dabs);
    if (dabs.length > 0) this.#painting.add(dabs);
  }

  /** Makes it one step. */
  finish(): void {
    const id = this.#layerId;
    execute(
      { kind: 'brushStroke', id, brush: this.#brush, dabs: this.#dabs },
      { make: (document) => afterStroke(document, id, this.#painting) },
    );
  }
}

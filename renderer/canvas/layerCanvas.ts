import { Canvas, Point, util } from 'fabric';
import type { FabricObject } from 'fabric';
import type { Box } from '../../src/mask/types.ts';
import { uniteBoxes } from '../../src/mask/boxes.ts';
import { covers, LayerObject } from './layerObject.ts';

/** CSS pixels around a changed part that are drawn with it: its border is smoothed. */
const RIM = 3;

/** Fabric's canvas, which finds layers by their masks instead of by painting them, and can draw a part anew. */
export class LayerCanvas extends Canvas {
  /** What the next frame draws, in pixels of the photo; null is everything. */
  #area: Box | null = null;

  override isTargetTransparent(target: FabricObject, x: number, y: number): boolean {
    if (!(target instanceof LayerObject)) return super.isTargetTransparent(target, x, y);
    const point = new Point(x, y).transform(util.invertTransform(this.viewportTransform));
    return !covers(target.layer, point.x, point.y);
  }

  override requestRenderAll(): void {
    this.#area = null;
    super.requestRenderAll();
  }

  /** Draws a part of the photo with the next frame, unless that draws everything. */
  requestRenderArea(area: Box): void {
    if (this.nextRenderHandle === 0) this.#area = area;
    else if (this.#area !== null) this.#area = uniteBoxes(this.#area, area);
    super.requestRenderAll();
  }

  override renderCanvas(context: CanvasRenderingContext2D, objects: FabricObject[]): void {
    // Handles lie beside what they belong to.
    const area = this.getActiveObject() === undefined ? this.#area : null;
    this.#area = null;
    if (area === null) {
      super.renderCanvas(context, objects);
      return;
    }
    const [scale, , , , left, top] = this.viewportTransform;
    const [x, y, width, height] = area;
    const ratio = this.getRetinaScaling();
    const near = (value: number) => Math.floor(value * ratio) / ratio;
    const far = (value: number) => Math.ceil(value * ratio) / ratio;
    const [from, to] = [
      [near(x * scale + left - RIM), near(y * scale + top - RIM)], [far((x + width) * scale + left + RIM), far((y + height) * scale + top + RIM)],
    ];
    context.save();
    context.beginPath();
    context.rect(from[0], from[1], to[0] - from[0], to[1] - from[1]);
    context.clip();
    super.renderCanvas(context, objects);
    context.restore();
  }
}

import { Canvas, Point, util } from 'fabric';
import type { FabricObject } from 'fabric';
import type { Box } from '../../src/mask/types.ts';
import { boxArea, uniteBoxes } from '../../src/mask/boxes.ts';
import { covers, LayerObject } from './layerObject.ts';

/** CSS pixels around a changed part that are drawn with it: its border is smoothed. */
const RIM = 3;
const NOWHERE: Box = [0, 0, 0, 0];

/** Fabric's canvas, which finds layers by their masks instead of by painting them, and can draw a part anew. */
export class LayerCanvas extends Canvas {
  readonly #prepare: () => void;
  /** What the next frame draws, in pixels of the photo, by what has changed there; null is everything. */
  #areas: Map<LayerObject, Box> | null = null;

  /** @param prepare called before each frame: settles which layers are painted (`isLifted`) and gives them bitmaps */
  constructor(element: HTMLCanvasElement, options: ConstructorParameters<typeof Canvas>[1], prepare: () => void) {
    super(element, options);
    this.#prepare = prepare;
  }

  override isTargetTransparent(target: FabricObject, x: number, y: number): boolean {
    if (!(target instanceof LayerObject)) return super.isTargetTransparent(target, x, y);
    const point = new Point(x, y).transform(util.invertTransform(this.viewportTransform));
    return !covers(target.layer, point.x, point.y);
  }

  override requestRenderAll(): void {
    this.#areas = null;
    super.requestRenderAll();
  }

  /** Draws parts of the photo with the next frame, unless that draws everything. */
  requestRenderAreas(areas: ReadonlyMap<LayerObject, Box>): void {
    if (this.nextRenderHandle === 0) this.#areas = new Map(areas);
    else if (this.#areas !== null) for (const [object, area] of areas) this.#areas.set(object, uniteBoxes(this.#areas.get(object) ?? NOWHERE, area));
    super.requestRenderAll();
  }

  override renderCanvas(context: CanvasRenderingContext2D, objects: FabricObject[]): void {
    const area = this.#areaToPaint();
    if (area === null) {
      super.renderCanvas(context, objects);
      return;
    }
    if (boxArea(area) === 0) return;
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

  /** The part that looks different; null is everything. What is painted neither before nor after changes nothing. */
  #areaToPaint(): Box | null {
    const areas = [...this.#areas ?? []];
    // Handles lie beside what they belong to.
    const isAll = this.#areas === null || this.getActiveObject() !== undefined;
    this.#areas = null;
    const before = areas.filter(([object]) => object.isLifted);
    this.#prepare();
    if (isAll) return null;
    const after = areas.filter(([object]) => object.isLifted);
    return [...before, ...after].reduce<Box>((all, [, area]) => uniteBoxes(all, area), NOWHERE);
  }
}

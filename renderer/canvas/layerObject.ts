import { FabricImage } from 'fabric';
import type { Transform } from '../../src/document/settings.ts';
import { invertMatrix, mapPoint, transformMatrix } from '../../src/document/transform.ts';
import { alphaAt } from '../../src/document/tiledMask.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import type { LayerBitmap } from './layerBitmap.ts';
import type { PhotoLevel } from './photoPixels.ts';

/** Alpha from which a pixel counts as inside. */
const INSIDE = 128;

/** Whether a layer shows something at a point of the canvas, in pixels of the photo. */
export function covers(layer: ObjectLayer, x: number, y: number): boolean {
  const [photoX, photoY] = mapPoint(invertMatrix(transformMatrix(layer.transform)), x, y);
  return alphaAt(layer.mask, photoX, photoY) >= INSIDE;
}

/** One layer on the Fabric canvas: its composited bitmap, with the handles that move it. */
export class LayerObject extends FabricImage {
  layer: ObjectLayer;
  #bitmap: LayerBitmap;

  constructor(layer: ObjectLayer, bitmap: LayerBitmap) {
    super(bitmap.canvas, {
      ...cropOf(bitmap),
      originX: 'center', originY: 'center', objectCaching: false, strokeWidth: 0, perPixelTargetFind: true,
      transparentCorners: false, cornerSize: 9, cornerColor: '#ffffff', cornerStrokeColor: '#1f6fd1',
      borderColor: '#4c9dff', borderScaleFactor: 1.5, padding: 0,
    });
    this.layer = layer;
    this.#bitmap = bitmap;
    this.show(layer, bitmap);
  }

  /** Takes over a state of the layer. */
  show(layer: ObjectLayer, bitmap: LayerBitmap): void {
    this.layer = layer;
    if (bitmap !== this.#bitmap) {
      this.#bitmap = bitmap;
      this.setElement(bitmap.canvas);
      this.set(cropOf(bitmap));
    }
    const [left, top] = mapPoint(transformMatrix(layer.transform), ...this.#middle());
    const { scaleX, scaleY, rotation, flipX, flipY } = layer.transform;
    const unit = this.#unit;
    this.set({ left, top, scaleX: scaleX * unit, scaleY: scaleY * unit, angle: rotation, flipX, flipY });
    this.setCoords();
  }

  /** Whether both show one canvas. */
  sharesCanvasWith(other: LayerObject): boolean {
    return this.#bitmap.canvas === other.#bitmap.canvas;
  }

  /** Pixels of the photo a pixel of the bitmap. */
  get #unit(): number {
    return 1 / this.#bitmap.level.scale;
  }

  /** The picture of the photo that the bitmap was made of. */
  get level(): PhotoLevel {
    return this.#bitmap.level;
  }

  #middle(): [x: number, y: number] {
    const [x, y, width, height] = this.#bitmap.box;
    return [x + width / 2, y + height / 2];
  }

  /** The transform that the handles have led to. */
  get shownTransform(): Transform {
    const [pivotX, pivotY] = this.#middle();
    return {
      x: this.left - pivotX, y: this.top - pivotY,
      scaleX: this.scaleX / this.#unit, scaleY: this.scaleY / this.#unit,
      // Fabric turns on and on; the document keeps one turn.
      rotation: this.angle % 360,
      flipX: this.flipX, flipY: this.flipY, pivotX, pivotY,
    };
  }
}

function cropOf({ crop: [cropX, cropY, width, height] }: LayerBitmap) {
  return { cropX, cropY, width, height };
}

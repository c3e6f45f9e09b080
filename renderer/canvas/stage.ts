import { Canvas, FabricImage, Point, util } from 'fabric';
import type { FabricObject, TMat2D } from 'fabric';
import { objectsAmong, isLocked, isShown, locate, walkLayers } from '../../src/document/tree.ts';
import type { Document, ObjectLayer } from '../../src/document/types.ts';
import { compositeOperation } from './blend.ts';
import { layerBitmap } from './layerBitmap.ts';
import { covers, LayerObject } from './layerObject.ts';
import type { PhotoPixels } from './photoPixels.ts';
import { viewMatrix } from './viewMath.ts';
import type { Size, View, Viewport } from './viewMath.ts';

/** From this zoom on, pixels are shown as squares. */
const SQUARE_PIXELS = 3;

/** Fabric's canvas, which finds layers by their masks instead of by painting them. */
class LayerCanvas extends Canvas {
  override isTargetTransparent(target: FabricObject, x: number, y: number): boolean {
    if (!(target instanceof LayerObject)) return super.isTargetTransparent(target, x, y);
    const point = new Point(x, y).transform(util.invertTransform(this.viewportTransform));
    return !covers(target.layer, point.x, point.y);
  }
}

export interface StageEvents {
  /** A layer was pressed, or the photo beside all layers (null). */
  onPress(layer: ObjectLayer | null, event: Event): void;
  onHover(layer: ObjectLayer | null): void;
  /** Handles have moved layers. */
  onTransform(objects: readonly LayerObject[]): void;
}

/** What the stage shows. */
export interface Scene {
  readonly photo: Size;
  readonly document: Document;
  readonly pixels: PhotoPixels;
  /** Whether layers can be pressed and moved. */
  readonly isInteractive: boolean;
  readonly showsOriginal: boolean;
}

/** The photo and its layers on a Fabric canvas. */
export class Stage {
  readonly #canvas: LayerCanvas;
  readonly #events: StageEvents;
  readonly #objects = new Map<string, LayerObject>();
  #photo: FabricImage | null = null;
  #scene: Scene | null = null;
  #view: View | null = null;
  #dragged: { readonly object: LayerObject; left: number; top: number } | null = null;

  constructor(element: HTMLCanvasElement, events: StageEvents) {
    this.#events = events;
    this.#canvas = new LayerCanvas(element, {
      selection: false, preserveObjectStacking: true, renderOnAddRemove: false, enableRetinaScaling: true,
      stopContextMenu: true, fireMiddleClick: false, targetFindTolerance: 0,
    });
    this.#listen();
  }

  dispose(): void {
    void this.#canvas.dispose();
  }

  resize({ width, height }: Viewport): void {
    this.#canvas.setDimensions({ width: Math.max(1, width), height: Math.max(1, height) });
    this.#canvas.requestRenderAll();
  }

  setView(view: View, viewport: Viewport): void {
    this.#view = view;
    const matrix: TMat2D = viewMatrix(view, viewport);
    this.#canvas.setViewportTransform(matrix);
    this.#choosePhotoLevel();
    const imageSmoothing = view.zoom < SQUARE_PIXELS;
    for (const object of this.#canvas.getObjects()) object.set({ imageSmoothing });
    this.#canvas.requestRenderAll();
  }

  /** Shows a scene; what has not changed since the last one is left as it is. */
  show(scene: Scene): void {
    this.#scene = scene;
    this.#canvas.skipTargetFind = !scene.isInteractive;
    this.#choosePhotoLevel();
    const shown = scene.pixels.full === null ? [] : this.#showLayers(scene, scene.pixels.full);
    for (const [id, object] of this.#objects) {
      if (shown.includes(object)) continue;
      this.#canvas.remove(object);
      this.#objects.delete(id);
    }
    this.#stack(shown);
    this.#showSelection(scene);
    this.#canvas.requestRenderAll();
  }

  #showLayers(scene: Scene, photo: ImageBitmap): LayerObject[] {
    const { document, isInteractive, showsOriginal } = scene;
    const objects: LayerObject[] = [];
    for (const { layer, ancestors } of walkLayers(document.layers)) {
      if (layer.kind !== 'object') continue;
      const bitmap = layerBitmap(layer, photo);
      let object = this.#objects.get(layer.id);
      if (object === undefined) {
        object = new LayerObject(layer, bitmap);
        this.#objects.set(layer.id, object);
        this.#canvas.add(object);
      } else {
        object.show(layer, bitmap);
      }
      const visible = !showsOriginal && isShown(document, layer.id);
      const isMovable = isInteractive && visible && !isLocked(document, layer.id);
      object.set({
        visible, evented: isInteractive && visible, selectable: isMovable,
        opacity: ancestors.reduce((opacity, group) => opacity * group.opacity, layer.opacity),
        globalCompositeOperation: compositeOperation(layer.blendMode),
      });
      objects.push(object);
    }
    return objects;
  }

  /** Puts the objects into the order of painting, above the photo. */
  #stack(objects: readonly LayerObject[]): void {
    const offset = this.#photo === null ? 0 : 1;
    objects.forEach((object, index) => {
      if (this.#canvas.item(index + offset) !== object) this.#canvas.moveObjectTo(object, index + offset);
    });
  }

  /** Gives handles to the selected layer if it is one; several are moved together, without handles. */
  #showSelection({ document, isInteractive }: Scene): void {
    const selected = objectsAmong(document, document.active);
    const [only] = selected;
    const object = selected.length === 1 ? this.#objects.get(only.id) : undefined;
    for (const each of this.#objects.values()) each.set({ hasControls: each === object, hasBorders: each === object });
    if (object !== undefined && isInteractive && object.visible && object.selectable) {
      if (this.#canvas.getActiveObject() !== object) this.#canvas.setActiveObject(object);
    } else if (this.#dragged === null && selected.length < 2) {
      this.#canvas.discardActiveObject();
    }
  }

  /** The preview is enough, and many times faster, while it has as many pixels as the screen shows. */
  #choosePhotoLevel(): void {
    if (this.#scene === null) return;
    const { photo, pixels: { preview, full } } = this.#scene;
    const zoom = this.#view?.zoom ?? 1;
    const isPreviewEnough = preview !== null && zoom * photo.width <= preview.width * 1.2;
    const level = isPreviewEnough || full === null ? preview : full;
    if (level === null) {
      if (this.#photo !== null) this.#canvas.remove(this.#photo);
      this.#photo = null;
      return;
    }
    if (this.#photo?.getElement() === (level as unknown)) return;
    if (this.#photo !== null) this.#canvas.remove(this.#photo);
    // Fabric's type knows no ImageBitmap, which its canvas draws like any image.
    this.#photo = new FabricImage(level as unknown as HTMLCanvasElement, {
      originX: 'left', originY: 'top', left: 0, top: 0, objectCaching: false, strokeWidth: 0,
      selectable: false, evented: false, width: level.width, height: level.height,
      scaleX: photo.width / level.width, scaleY: photo.height / level.height,
    });
    this.#canvas.insertAt(0, this.#photo);
  }

  #listen(): void {
    this.#canvas.on('mouse:down', ({ target, e }) => {
      const object = target instanceof LayerObject ? target : null;
      this.#dragged = object === null ? null : { object, left: object.left, top: object.top };
      this.#events.onPress(object?.layer ?? null, e);
    });
    this.#canvas.on('mouse:move', ({ target }) => {
      this.#events.onHover(target instanceof LayerObject ? target.layer : null);
    });
    this.#canvas.on('mouse:out', ({ target }) => {
      if (target === undefined) this.#events.onHover(null);
    });
    this.#canvas.on('mouse:up', () => {
      this.#dragged = null;
    });
    this.#canvas.on('object:moving', ({ target }) => {
      this.#moveCompanions(target);
    });
    this.#canvas.on('object:modified', ({ target }) => {
      if (target instanceof LayerObject) this.#events.onTransform([target, ...this.#companionsOf(target)]);
    });
  }

  /** The other selected layers, which are moved along. */
  #companionsOf(object: LayerObject): LayerObject[] {
    if (this.#scene === null) return [];
    const { document } = this.#scene;
    const selected = objectsAmong(document, document.active);
    if (!selected.some(({ id }) => id === object.layer.id)) return [];
    return selected
      .filter(({ id }) => id !== object.layer.id && !isLocked(document, id))
      .flatMap(({ id }) => this.#objects.get(id) ?? []);
  }

  #moveCompanions(target: FabricObject): void {
    if (!(target instanceof LayerObject) || this.#dragged?.object !== target) return;
    const [dx, dy] = [target.left - this.#dragged.left, target.top - this.#dragged.top];
    for (const each of this.#companionsOf(target)) each.set({ left: each.left + dx, top: each.top + dy });
    this.#dragged = { object: target, left: target.left, top: target.top };
  }
}

/** Where a press on a layer leads the selection: what is selected already stays, so that it can be dragged. */
export function pressedSelection(document: Document, pressed: ObjectLayer | null, extends_: boolean): string[] {
  const { active } = document;
  if (pressed === null) return extends_ ? [...active] : [];
  const family = [pressed.id, ...locate(document, pressed.id).ancestors.map(({ id }) => id)];
  const isSelected = active.some((id) => family.includes(id));
  if (!extends_) return isSelected ? [...active] : [pressed.id];
  return isSelected ? active.filter((id) => !family.includes(id)) : [...active, pressed.id];
}

import { FabricImage } from 'fabric';
import type { FabricObject, TMat2D } from 'fabric';
import { objectsAmong, isLocked, isShown, locate, walkLayers } from '../../src/document/tree.ts';
import type { Document, ObjectLayer } from '../../src/document/types.ts';
import type { Box } from '../../src/mask/types.ts';
import { compositeOperation } from './blend.ts';
import { changedArea } from './changedArea.ts';
import { bitmapToCome, carriedOver, knownBitmap, layerBitmap } from './layerBitmap.ts';
import type { LayerBitmap } from './layerBitmap.ts';
import { LayerCanvas } from './layerCanvas.ts';
import { LayerObject } from './layerObject.ts';
import type { Patch } from './patches.ts';
import { levelFor } from './photoPixels.ts';
import type { PhotoLevel, PhotoPixels } from './photoPixels.ts';
import { viewMatrix } from './viewMath.ts';
import type { Size, View, Viewport } from './viewMath.ts';

/** From this zoom on, pixels are shown as squares. */
const SQUARE_PIXELS = 3;
/** Milliseconds of a frame in which layers are cut out of the photo: the others of many new ones come with the next frames. */
const CUTTING = 8;

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
  /** What fills the holes of objects that are taken out of the photo. */
  readonly patches: readonly Patch[];
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
  #patches: readonly { readonly patch: Patch; readonly image: FabricImage }[] = [];
  #sharpening = 0;
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
    cancelAnimationFrame(this.#sharpening);
    void this.#canvas.dispose();
  }

  resize({ width, height }: Viewport): void {
    this.#canvas.setDimensions({ width: Math.max(1, width), height: Math.max(1, height) });
    this.#canvas.requestRenderAll();
  }

  setView(view: View, viewport: Viewport): void {
    const matrix: TMat2D = viewMatrix(view, viewport);
    const isSame = this.#view?.zoom === view.zoom && matrix.every((value, i) => value === this.#canvas.viewportTransform[i]);
    this.#view = view;
    if (isSame) return;
    this.#canvas.setViewportTransform(matrix);
    this.#choosePhotoLevel();
    this.#smooth(this.#canvas.getObjects());
    this.#sharpenSoon();
    this.#canvas.requestRenderAll();
  }

  #smooth(objects: readonly FabricObject[]): void {
    const imageSmoothing = (this.#view?.zoom ?? 1) < SQUARE_PIXELS;
    for (const object of objects) object.set({ imageSmoothing });
  }

  /** The picture of the photo that the zoom asks for. */
  get #level(): PhotoLevel | null {
    if (this.#scene === null) return null;
    return levelFor(this.#scene.pixels, this.#scene.photo.width, this.#view?.zoom ?? 1);
  }

  /** Gives layers that have none yet a bitmap, and finer ones to those that have come too near, those in sight alone. */
  #sharpenSoon(): void {
    cancelAnimationFrame(this.#sharpening);
    const level = this.#level;
    if (level === null || this.#nextSoft(level) === undefined) return;
    this.#sharpening = requestAnimationFrame(() => {
      const end = performance.now() + CUTTING;
      let soft = this.#nextSoft(level);
      while (soft !== undefined) {
        soft.show(soft.layer, layerBitmap(soft.layer, level));
        soft = performance.now() < end ? this.#nextSoft(level) : undefined;
      }
      this.#canvas.requestRenderAll();
      this.#sharpenSoon();
    });
  }

  #nextSoft(level: PhotoLevel): LayerObject | undefined {
    return [...this.#objects.values()].find((object) =>
      object.visible && (object.level.bitmap !== level.bitmap || knownBitmap(object.layer, level) === null) && object.isOnScreen());
  }

  /** Shows a scene; what has not changed since the last one is left as it is. */
  show(scene: Scene): void {
    // Handles lie outside of what they move: with them, and to take them away, all is drawn.
    const area = this.#canvas.getActiveObject() === undefined ? this.#areaOf(scene) : null;
    this.#scene = scene;
    this.#canvas.skipTargetFind = !scene.isInteractive;
    this.#choosePhotoLevel();
    const level = this.#level;
    const shown = level === null ? [] : this.#showLayers(scene, level);
    for (const [id, object] of this.#objects) {
      if (shown.includes(object)) continue;
      this.#canvas.remove(object);
      this.#objects.delete(id);
    }
    this.#showPatches(scene);
    this.#stack([...this.#patches.map(({ image }) => image), ...shown]);
    this.#showSelection(scene);
    this.#smooth(this.#canvas.getObjects());
    if (area === null) this.#canvas.requestRenderAll();
    else this.#canvas.requestRenderArea(area);
    this.#sharpenSoon();
  }

  /** What a scene changes of what is shown, in pixels of the photo; null if that may be everything. */
  #areaOf(scene: Scene): Box | null {
    const shown = this.#scene;
    const level = this.#level;
    if (shown === null || level === null || shown.photo !== scene.photo || shown.pixels !== scene.pixels) return null;
    if (shown.isInteractive !== scene.isInteractive || shown.showsOriginal !== scene.showsOriginal) return null;
    const hasSamePatches = shown.patches.length === scene.patches.length && shown.patches.every((patch, i) => patch === scene.patches[i]);
    // A layer that is shown at another level than it is cut out at now changes throughout.
    const isLevel = [...this.#objects.values()].every((object) => object.level.bitmap === level.bitmap);
    return hasSamePatches && isLevel ? changedArea(shown.document, scene.document) : null;
  }

  #showPatches({ patches, showsOriginal }: Scene): void {
    const kept = this.#patches.filter(({ patch }) => patches.includes(patch) && !showsOriginal);
    for (const each of this.#patches) if (!kept.includes(each)) this.#canvas.remove(each.image);
    const added = (showsOriginal ? [] : patches).filter((patch) => !kept.some((each) => each.patch === patch)).map((patch) => {
      const image = fixedImage(patch.bitmap, { left: patch.x, top: patch.y });
      this.#canvas.add(image);
      return { patch, image };
    });
    this.#patches = [...kept, ...added];
  }

  #showLayers(scene: Scene, level: PhotoLevel): LayerObject[] {
    const { document, isInteractive, showsOriginal } = scene;
    const objects: LayerObject[] = [];
    const end = performance.now() + CUTTING;
    for (const { layer, ancestors } of walkLayers(document.layers)) {
      if (layer.kind !== 'object') continue;
      let object = this.#objects.get(layer.id);
      const bitmap = this.#bitmapFor(layer, level, object, performance.now() < end);
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

  /**
   * A layer that has not changed keeps its bitmap until it is sharpened, so that zooming never waits.
   * @param hasTime whether a new layer can be cut out at once
   */
  #bitmapFor(layer: ObjectLayer, level: PhotoLevel, object: LayerObject | undefined, hasTime: boolean): LayerBitmap {
    const made = knownBitmap(layer, level);
    if (made !== null) return made;
    if (object === undefined) return hasTime ? layerBitmap(layer, level) : bitmapToCome(layer, level);
    const soft = knownBitmap(layer, object.level);
    // Copies of a layer show one canvas until one of them is painted on.
    const isShared = [...this.#objects.values()].some((other) => other !== object && other.sharesCanvasWith(object));
    return soft ?? (isShared ? null : carriedOver(object.layer, layer, level)) ?? layerBitmap(layer, level);
  }

  /** Puts the objects into the order of painting, above the photo. */
  #stack(objects: readonly FabricObject[]): void {
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
    const { photo } = this.#scene;
    const bitmap = this.#level?.bitmap;
    if (bitmap === undefined) {
      if (this.#photo !== null) this.#canvas.remove(this.#photo);
      this.#photo = null;
      return;
    }
    if (this.#photo?.getElement() === (bitmap as unknown)) return;
    if (this.#photo !== null) this.#canvas.remove(this.#photo);
    this.#photo = fixedImage(bitmap, { left: 0, top: 0, scaleX: photo.width / bitmap.width, scaleY: photo.height / bitmap.height });
    this.#canvas.insertAt(0, this.#photo);
  }

  #listen(): void {
    this.#canvas.on('before:render', ({ ctx }) => {
      // The default breaks fine patterns into steps when the photo is much reduced.
      ctx.imageSmoothingQuality = 'high';
    });
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

/** A picture that cannot be pressed. */
function fixedImage(bitmap: ImageBitmap, place: { left: number; top: number; scaleX?: number; scaleY?: number }): FabricImage {
  // Fabric's type knows no ImageBitmap, which its canvas draws like any image.
  return new FabricImage(bitmap as unknown as HTMLCanvasElement, {
    originX: 'left', originY: 'top', objectCaching: false, strokeWidth: 0, selectable: false, evented: false,
    width: bitmap.width, height: bitmap.height, ...place,
  });
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

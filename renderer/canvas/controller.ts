import { isShown, objectsAmong, walkLayers } from '../../src/document/tree.ts';
import type { Document, ObjectLayer } from '../../src/document/types.ts';
import { ghostsIncluded, ghostsShown, sessionOf, toggleGhost, usePhrases } from '../phrase/session.ts';
import type { PhraseSession } from '../phrase/session.ts';
import { setHovered, useApp } from '../state/app.ts';
import { activePhoto, execute, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { activeView, useView } from '../state/view.ts';
import type { LayerObject } from './layerObject.ts';
import type { DrawnGhost, OverlayPlace, OverlayScene } from './overlay.ts';
import { OverlayLoop } from './overlayLoop.ts';
import { patchesOf, usePatches } from './patches.ts';
import { fullPixels, isSoft, levelFor, pixelsOf, usePixels } from './photoPixels.ts';
import { useMaskView } from '../refine/maskView.ts';
import { loadObjects, useObjects } from '../refine/objects.ts';
import { cursorOf, PointerTools } from './pointer.ts';
import { pressedSelection, Stage } from './stage.ts';
import type { Scene } from './stage.ts';
import { editsMask, isPainting } from './toolKinds.ts';
import { ToolLayer } from './toolLayer.ts';
import type { ToolScene } from './toolLayer.ts';
import { viewMatrix } from './viewMath.ts';

/** Keeps the canvas in step with the stores, and tells them what is done on it. */
export class CanvasController {
  readonly #container: HTMLElement;
  readonly #stage: Stage;
  readonly #overlay: OverlayLoop;
  readonly #tools: ToolLayer;
  readonly #pointer: PointerTools;
  readonly #resizing: ResizeObserver;
  readonly #unsubscribe: readonly (() => void)[];
  #shown: Scene | null = null;

  constructor(container: HTMLElement, canvas: HTMLCanvasElement, overlay: HTMLCanvasElement, tools: HTMLCanvasElement) {
    this.#container = container;
    this.#stage = new Stage(canvas, {
      onPress: press,
      onHover: (layer) => { setHovered(layer?.id ?? null); },
      onTransform: applyTransforms,
    });
    this.#overlay = new OverlayLoop(overlay);
    this.#tools = new ToolLayer(tools);
    this.#pointer = new PointerTools(container, {
      onPress: pressGhost,
      onChange: () => { this.#showTools(); },
    });
    this.#resizing = new ResizeObserver(() => { this.#resize(); });
    this.#resizing.observe(container);
    const update = () => { this.#update(); };
    this.#unsubscribe = [usePhotos, usePhrases, useApp, useView, usePixels, useObjects, useMaskView, usePatches].map((store) => store.subscribe(update));
    this.#resize();
  }

  dispose(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#resizing.disconnect();
    this.#pointer.dispose();
    this.#overlay.dispose();
    this.#tools.dispose();
    this.#stage.dispose();
  }

  /** Lets a tool have a key. @returns whether it was used */
  pressKey(event: KeyboardEvent): boolean {
    return (event.key === 'Escape' && this.#pointer.cancel()) || this.#pointer.keys.press(event);
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#container;
    if (width === 0 || height === 0) return;
    const viewport = { width, height, ratio: devicePixelRatio };
    this.#stage.resize(viewport);
    this.#overlay.resize(width, height, devicePixelRatio);
    this.#tools.resize(width, height, devicePixelRatio);
    useView.setState({ viewport });
    this.#update();
  }

  #update(): void {
    const open = activePhoto();
    const view = activeView();
    if (open === null || view === null) return;
    const { tool, showsOriginal } = useApp.getState();
    if (tool === 'object') void loadObjects(open.photo.id);
    const pixels = pixelsOf(open.photo.id);
    if (isSoft(pixels, open.photo.width, view.zoom)) void fullPixels(open.photo);
    const scene: Scene = {
      photo: open.photo, document: open.document, pixels, showsOriginal,
      patches: patchesOf(open.photo, open.document),
      isInteractive: tool === 'move' && ghostsShown(sessionOf(open.photo.id)).length === 0,
    };
    if (!isSame(scene, this.#shown)) {
      this.#shown = scene;
      this.#stage.show(scene);
    }
    this.#stage.setView(view, useView.getState().viewport);
    this.#container.style.cursor = cursorOf(tool);
    const place = this.#place;
    if (place !== null) this.#overlay.show(resultsOf(open), place);
    this.#showTools();
  }

  get #place(): OverlayPlace | null {
    const open = activePhoto();
    const view = activeView();
    if (open === null || view === null) return null;
    const { viewport } = useView.getState();
    const level = levelFor(pixelsOf(open.photo.id), open.photo.width, view.zoom)?.scale ?? 1;
    return { matrix: viewMatrix(view, viewport), ratio: viewport.ratio, photo: open.photo, level };
  }

  #showTools(): void {
    const place = this.#place;
    if (place === null) return;
    const at = this.#pointer.brushAt;
    const { stroke, shape, keys } = this.#pointer;
    const scene: ToolScene = {
      brush: at === null ? null : { x: at[0], y: at[1], size: useView.getState().brush.size },
      stroke: stroke === null ? null : { points: stroke.points, erases: stroke.erases },
      shape: shape === null ? null : { points: shape.points, mode: shape.mode },
      keyPoint: keys.at,
    };
    this.#tools.show(scene, place);
  }
}

function isSame(a: Scene, b: Scene | null): boolean {
  return b !== null && a.photo === b.photo && a.document === b.document && a.pixels === b.pixels
    && a.isInteractive === b.isInteractive && a.showsOriginal === b.showsOriginal
    && a.patches.length === b.patches.length && a.patches.every((patch, i) => patch === b.patches[i]);
}

/** The ghosts that have their masks, numbered as the result shows them. */
export function drawnGhosts(session: PhraseSession): DrawnGhost[] {
  const included = new Set(ghostsIncluded(session).map(({ region }) => region));
  return ghostsShown(session).flatMap(({ region }, i) => {
    const alpha = session.masks.get(region);
    return alpha ? [{ number: i + 1, alpha, isIncluded: included.has(region) }] : [];
  });
}

function resultsOf({ photo, document }: OpenPhoto): OverlayScene {
  const { showsOriginal, hovered, pointed, tool } = useApp.getState();
  const session = sessionOf(photo.id);
  if (showsOriginal) {
    return { ghosts: [], map: null, hovered: null, outlined: [], hasAnts: false, masks: null, proposal: null, pointed: null };
  }
  const selected = objectsAmong(document, document.active).filter(({ id }) => isShown(document, id));
  const { view, color, hasPattern } = useMaskView.getState();
  // A mask that is painted has to be seen, whatever the view: its pixels look the same inside and outside.
  const shownView = view === 'none' && isPainting(tool) ? 'overlay' : view;
  return {
    ghosts: drawnGhosts(session),
    map: session.stage.kind === 'answered' && session.showsMap ? session.stage.answers[0].regionMap : null,
    hovered: hovered === null ? null : objectOf(document, hovered),
    masks: shownView === 'none' || selected.length === 0 ? null : { layers: selected, view: shownView, color, hasPattern },
    proposal: tool === 'object' ? useObjects.getState().hovered : null,
    pointed,
    // One selected layer has Fabric's handles, unless the tool is another.
    outlined: (selected.length > 1 || tool !== 'move') && !isPainting(tool) ? selected : [],
    hasAnts: editsMask(tool),
  };
}

function objectOf(document: Document, id: string): ObjectLayer | null {
  for (const { layer } of walkLayers(document.layers)) {
    if (layer.id === id) return layer.kind === 'object' && isShown(document, id) ? layer : null;
  }
  return null;
}

/** A press on a ghost takes it out of the result, or back in. */
function pressGhost(x: number, y: number): boolean {
  const open = activePhoto();
  if (open === null) return false;
  const session = sessionOf(open.photo.id);
  const hit = ghostsShown(session).find(({ region }) => {
    const alpha = session.masks.get(region);
    if (!alpha) return false;
    const [column, row] = [Math.floor(x) - alpha.x, Math.floor(y) - alpha.y];
    return column >= 0 && row >= 0 && column < alpha.width && row < alpha.height
      && alpha.data[row * alpha.width + column] >= 128;
  });
  if (hit === undefined) return false;
  toggleGhost(open.photo.id, hit.region);
  return true;
}

function press(layer: ObjectLayer | null, event: Event): void {
  const open = activePhoto();
  if (open === null || useApp.getState().tool !== 'move' || ghostsShown(sessionOf(open.photo.id)).length > 0) return;
  const extend = event instanceof MouseEvent && (event.shiftKey || event.ctrlKey || event.metaKey);
  const ids = pressedSelection(open.document, layer, extend);
  const { active } = open.document;
  if (ids.length !== active.length || ids.some((id) => !active.includes(id))) execute({ kind: 'activate', ids });
}

function applyTransforms(objects: readonly LayerObject[]): void {
  execute({ kind: 'setTransform', items: objects.map(({ layer, shownTransform }) => ({ id: layer.id, transform: shownTransform })) });
}

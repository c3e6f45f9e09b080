import { parseColor } from '../../src/document/appearance/bitmap.ts';
import type { LayerId } from '../../src/document/settings.ts';
import { changedParts, isEmpty, maskBox } from '../../src/document/tiledMask.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import { transformMatrix } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { intersectBoxes } from '../../src/mask/boxes.ts';
import { reducedBox } from '../../src/mask/reduce.ts';
import type { MaskViewKind } from '../refine/maskView.ts';
import { AreaCanvas } from './areaCanvas.ts';
import { alphaPixels, newCanvas, reducedPart } from './bitmaps.ts';
import type { Canvas2D } from './bitmaps.ts';
import type { OverlayPlace } from './overlay.ts';

/** The masks of some layers, and how they are shown. */
export interface ShownMasks {
  readonly layers: readonly ObjectLayer[];
  readonly view: Exclude<MaskViewKind, 'none'>;
  /** `#rrggbb`, of the overlay. */
  readonly color: string;
  /** Whether the overlay is hatched, for eyes that do not tell its colour from the photo's. */
  readonly hasPattern: boolean;
}

const OVERLAY = 0.5;
/** CSS pixels between the lines of the hatching, and of the squares of the chequered ground. */
const HATCH = 10;
const CHECK = 8;

/** Draws masks above the photo; what else the photo holds is covered by every view but the overlay. */
export function drawMasks(context: Canvas2D, masks: ShownMasks, { photo, level }: OverlayPlace): void {
  const { view } = masks;
  forgetMasks(masks.layers.map(({ id }) => id));
  if (view === 'overlay') {
    drawOverlay(context, masks, level);
    return;
  }
  const layer = coverLayer(context);
  layer.fillStyle = view === 'white' ? '#ffffff' : view === 'transparent' ? checks(layer) : '#000000';
  layer.fillRect(0, 0, photo.width, photo.height);
  layer.globalCompositeOperation = view === 'mask' ? 'source-over' : 'destination-out';
  for (const each of masks.layers) drawMask(layer, each, level);
  putDown(context, layer);
}

function drawOverlay(context: Canvas2D, { layers, color, hasPattern }: ShownMasks, level: number): void {
  if (layers.length === 1 && !hasPattern) {
    // Nothing overlaps: the mask can be drawn in its colour at once.
    context.globalAlpha = OVERLAY;
    drawMask(context, layers[0], level, color);
    context.globalAlpha = 1;
    return;
  }
  const layer = coverLayer(context);
  for (const each of layers) drawMask(layer, each, level);
  layer.globalCompositeOperation = 'source-in';
  layer.setTransform(1, 0, 0, 1, 0, 0);
  layer.fillStyle = color;
  layer.fillRect(0, 0, layer.canvas.width, layer.canvas.height);
  if (hasPattern) {
    layer.globalCompositeOperation = 'source-atop';
    layer.fillStyle = hatching(layer);
    layer.fillRect(0, 0, layer.canvas.width, layer.canvas.height);
  }
  context.globalAlpha = OVERLAY;
  putDown(context, layer);
  context.globalAlpha = 1;
}

let cover: Canvas2D | null = null;

/** A canvas of the size and view of another one, empty: kept, as a canvas of the screen's size takes time to make. */
function coverLayer(context: Canvas2D): Canvas2D {
  const { width, height } = context.canvas;
  if (cover?.canvas.width !== width || cover.canvas.height !== height) cover = newCanvas(width, height).context;
  cover.setTransform(1, 0, 0, 1, 0, 0);
  cover.globalCompositeOperation = 'source-over';
  cover.clearRect(0, 0, width, height);
  cover.setTransform(context.getTransform());
  return cover;
}

function putDown(context: Canvas2D, layer: Canvas2D): void {
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.drawImage(layer.canvas, 0, 0);
  context.restore();
}

/** A mask in one colour at the size of a picture of the photo, and what it shows. */
interface Tint {
  readonly mask: TiledMask;
  readonly level: number;
  readonly color: string;
  readonly area: AreaCanvas;
}

/** One of each layer that is drawn: an edit draws anew only what it has changed. */
const tints = new Map<LayerId, Tint>();

/** Gives up the bitmaps of masks that are no longer drawn. */
export function forgetMasks(kept: readonly LayerId[] = []): void {
  for (const id of tints.keys()) if (!kept.includes(id)) tints.delete(id);
}

/** @param color `#rrggbb`; white where of what is drawn only the alpha counts */
function drawMask(context: Canvas2D, { id, mask, transform }: ObjectLayer, level: number, color = '#ffffff'): void {
  if (isEmpty(mask)) return;
  const { canvas, box: [x, y] } = tintOf(id, mask, level, color);
  context.save();
  context.transform(...transformMatrix(transform));
  context.scale(1 / level, 1 / level);
  context.drawImage(canvas, x, y);
  context.restore();
}

function tintOf(id: LayerId, mask: TiledMask, level: number, color: string): AreaCanvas {
  const known = tints.get(id);
  const box = reducedBox(maskBox(mask), level);
  const isSame = known?.level === level && known.color === color;
  const area = isSame ? known.area : new AreaCanvas(box);
  area.hold(box);
  const parts = isSame ? changedParts(known.mask, mask).map((part) => reducedBox(part, level)) : [box];
  for (const each of parts) {
    const part = intersectBoxes(each, area.box);
    if (part[2] === 0 || part[3] === 0) continue;
    const alpha = reducedPart(mask, level, part);
    // Pixels are put where they are, whatever the transform.
    area.context.putImageData(alphaPixels(alpha, parseColor(color)), alpha.x - area.box[0], alpha.y - area.box[1]);
  }
  tints.set(id, { mask, level, color, area });
  return area;
}

function pattern(context: Canvas2D, side: number, draw: (tile: Canvas2D) => void): CanvasPattern | string {
  const tile = newCanvas(side, side).context;
  draw(tile);
  return context.createPattern(tile.canvas, 'repeat') ?? '#808080';
}

function hatching(context: Canvas2D): CanvasPattern | string {
  const side = HATCH * devicePixelRatio;
  return pattern(context, side, (tile) => {
    tile.strokeStyle = '#ffffff';
    tile.lineWidth = side / 5;
    tile.beginPath();
    for (const shift of [-side, 0, side]) {
      tile.moveTo(shift - side / 2, side * 1.5);
      tile.lineTo(shift + side * 1.5, -side / 2);
    }
    tile.stroke();
  });
}

function checks(context: Canvas2D): CanvasPattern | string {
  const square = CHECK * devicePixelRatio;
  const made = pattern(context, 2 * square, (tile) => {
    tile.fillStyle = '#ffffff';
    tile.fillRect(0, 0, 2 * square, 2 * square);
    tile.fillStyle = '#cfcfcf';
    tile.fillRect(0, 0, square, square);
    tile.fillRect(square, square, square, square);
  });
  // The squares keep their size on the screen, whatever the zoom.
  if (typeof made !== 'string') made.setTransform(context.getTransform().inverse());
  return made;
}

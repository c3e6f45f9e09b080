import type { Answer } from '../../src/api/contract.ts';
import type { ObjectProposal } from '../refine/objects.ts';
import { transformMatrix } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';
import { alphaBitmap, alphaOf } from './bitmaps.ts';
import type { Canvas2D } from './bitmaps.ts';
import { drawMasks, forgetMasks } from './maskDrawing.ts';
import type { ShownMasks } from './maskDrawing.ts';
import { outlineOf } from './outline.ts';
import { drawProposal, strokeAnts } from './toolDrawing.ts';

/** A ghost as it is drawn. */
export interface DrawnGhost {
  readonly number: number;
  readonly alpha: AlphaTile;
  readonly isIncluded: boolean;
}

/** What lies above the photo and its layers, and stays while the pointer moves. */
export interface OverlayScene {
  readonly ghosts: readonly DrawnGhost[];
  readonly map: Answer['regionMap'] | null;
  readonly hovered: ObjectLayer | null;
  /** How the masks of the selected layers are shown; null if they are not. */
  readonly masks: ShownMasks | null;
  /** The object that a press would take. */
  readonly proposal: ObjectProposal | null;
  /** A box that something beside the canvas points to, pixels of the photo. */
  readonly pointed: Box | null;
  /** Layers that are selected together, which have no handles. */
  readonly outlined: readonly ObjectLayer[];
  /** Whether their outlines are those of a selection: ants march along them. */
  readonly hasAnts: boolean;
}

export type Rgb = readonly [r: number, g: number, b: number];

/** Okabe & Ito's colours for all kinds of colour vision, without black. */
export const ghostColors: readonly Rgb[] = [
  [0, 158, 255], [230, 159, 0], [0, 188, 130], [240, 228, 66], [204, 121, 167], [213, 94, 0], [86, 180, 233],
];

export function ghostColor(number: number): Rgb {
  return ghostColors[(number - 1) % ghostColors.length];
}

const TINT = 0.42;

/** Places the overlay draws at: `scale` CSS pixels a pixel of the photo. */
export interface OverlayPlace {
  readonly matrix: readonly [number, number, number, number, number, number];
  readonly ratio: number;
  readonly photo: { readonly width: number; readonly height: number };
  /** Pixels that masks need a pixel of the photo, at most 1: those of the picture of the photo that is shown. */
  readonly level: number;
}

/** CSS pixels around a changed part that are drawn with it: its border is smoothed. */
const RIM = 3;

/** Keeps what is drawn within a part of the photo until the context is restored. */
function clipTo(context: Canvas2D, [x, y, width, height]: Box, { matrix: [scale, , , , left, top], ratio }: OverlayPlace): void {
  const near = (value: number, start: number) => Math.floor((value * scale + start - RIM) * ratio);
  const far = (value: number, start: number) => Math.ceil((value * scale + start + RIM) * ratio);
  context.beginPath();
  context.rect(near(x, left), near(y, top), far(x + width, left) - near(x, left), far(y + height, top) - near(y, top));
  context.clip();
}

/**
 * Draws the overlay anew.
 * @param phase 0..1, how far the ants have marched to where the next one was
 * @param area the part that is drawn, in pixels of the photo; null for everything
 */
export function drawOverlay(context: Canvas2D, scene: OverlayScene, place: OverlayPlace, phase: number, area: Box | null): void {
  // Nothing has changed.
  if (area !== null && area[2] * area[3] === 0) return;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (area !== null) clipTo(context, area, place);
  drawScene(context, scene, place, phase);
  context.restore();
}

function drawScene(context: Canvas2D, scene: OverlayScene, place: OverlayPlace, phase: number): void {
  const { matrix: [scale, , , , left, top], ratio } = place;
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.setTransform(scale * ratio, 0, 0, scale * ratio, left * ratio, top * ratio);
  if (scene.map !== null) drawMap(context, scene.map, place);
  if (scene.masks === null) forgetMasks();
  else drawMasks(context, scene.masks, place);
  if (scene.proposal !== null) drawProposal(context, scene.proposal, scale);
  for (const ghost of scene.ghosts) drawGhost(context, ghost, scale, phase);
  if (scene.pointed !== null) drawBox(context, scene.pointed, scale);
  for (const layer of scene.outlined) {
    if (scene.hasAnts) drawLayerAnts(context, layer, scale, phase);
    else drawLayerOutline(context, layer, scale);
  }
  if (scene.hovered !== null && !scene.outlined.includes(scene.hovered)) drawLayerOutline(context, scene.hovered, scale);
  for (const ghost of scene.ghosts) drawBadge(context, ghost, place);
}

const tints = new WeakMap<Uint8Array, { readonly number: number; readonly bitmap: HTMLCanvasElement }>();

function tintOf({ alpha, number }: DrawnGhost): HTMLCanvasElement {
  const known = tints.get(alpha.data);
  if (known?.number === number) return known.bitmap;
  const bitmap = alphaBitmap(alpha, ghostColor(number));
  tints.set(alpha.data, { number, bitmap });
  return bitmap;
}

function drawBox(context: Canvas2D, [x, y, width, height]: Box, scale: number): void {
  context.lineWidth = 4 / scale;
  context.strokeStyle = 'rgb(0 0 0 / 60%)';
  context.strokeRect(x, y, width, height);
  context.lineWidth = 2 / scale;
  context.strokeStyle = '#ffffff';
  context.strokeRect(x, y, width, height);
}

function drawGhost(context: Canvas2D, ghost: DrawnGhost, scale: number, phase: number): void {
  const { alpha, isIncluded } = ghost;
  if (alpha.data.length === 0) return;
  const outline = outlineOf(alpha, scale);
  if (isIncluded) {
    context.globalAlpha = TINT;
    context.drawImage(tintOf(ghost), alpha.x, alpha.y);
    context.globalAlpha = 1;
  }
  context.globalAlpha = isIncluded ? 1 : 0.55;
  strokeAnts(context, outline, scale, phase);
  context.globalAlpha = 1;
}

const BADGE = 11;

/** The ghost's number, as large on every zoom, where its mask is thickest near the top. */
function drawBadge(context: Canvas2D, ghost: DrawnGhost, { matrix: [scale, , , , left, top], ratio }: OverlayPlace): void {
  const [photoX, photoY] = badgePoint(ghost.alpha);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const [x, y] = [left + photoX * scale, top + photoY * scale];
  const [r, g, b] = ghostColor(ghost.number);
  context.globalAlpha = ghost.isIncluded ? 1 : 0.6;
  context.beginPath();
  context.arc(x, y, BADGE, 0, 2 * Math.PI);
  context.fillStyle = ghost.isIncluded ? '#141414' : '#4a4a4a';
  context.fill();
  context.lineWidth = 2;
  context.strokeStyle = `rgb(${r} ${g} ${b})`;
  context.stroke();
  context.fillStyle = '#ffffff';
  context.font = '600 12px system-ui, sans-serif';
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(String(ghost.number), x, y + 0.5);
  context.globalAlpha = 1;
}

const badgePoints = new WeakMap<Uint8Array, readonly [number, number]>();

/** A point well within the mask: the middle of the longest run of its middle rows. */
function badgePoint(alpha: AlphaTile): readonly [number, number] {
  const known = badgePoints.get(alpha.data);
  if (known !== undefined) return known;
  let best = { length: 0, x: alpha.width / 2, y: alpha.height / 2 };
  for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
    const row = Math.min(alpha.height - 1, Math.floor(alpha.height * share));
    let start = -1;
    for (let column = 0; column <= alpha.width; column++) {
      const isInside = column < alpha.width && alpha.data[row * alpha.width + column] >= 128;
      if (isInside && start < 0) start = column;
      if (isInside || start < 0) continue;
      if (column - start > best.length * 1.15) best = { length: column - start, x: (start + column) / 2, y: row };
      start = -1;
    }
  }
  const point = [alpha.x + best.x, alpha.y + best.y] as const;
  badgePoints.set(alpha.data, point);
  return point;
}

/** Stronger where the model looked more, on its own coarse grid. */
function drawMap(context: Canvas2D, { size: [rows, columns], values }: Answer['regionMap'], { photo }: OverlayPlace): void {
  const width = photo.width / columns;
  const height = photo.height / rows;
  // Strengths are shown relative to the strongest, unless even that is next to nothing.
  const strongest = Math.max(0.1, ...values);
  context.fillStyle = 'rgb(0 0 0 / 45%)';
  context.fillRect(0, 0, photo.width, photo.height);
  values.forEach((value, i) => {
    const share = value / strongest;
    context.fillStyle = `rgb(255 ${Math.round(200 - 120 * share)} 40 / ${Math.round(share * 70)}%)`;
    context.fillRect((i % columns) * width, Math.floor(i / columns) * height, width, height);
  });
}

/** Draws where a layer's pixels come from to where they are shown. @param draw given CSS pixels a pixel of the mask */
function onLayer(context: Canvas2D, { transform }: ObjectLayer, scale: number, draw: (scale: number) => void): void {
  context.save();
  context.transform(...transformMatrix(transform));
  draw(scale * Math.min(transform.scaleX, transform.scaleY));
  context.restore();
}

function drawLayerAnts(context: Canvas2D, layer: ObjectLayer, scale: number, phase: number): void {
  onLayer(context, layer, scale, (inner) => { strokeAnts(context, outlineOf(alphaOf(layer.mask), inner), inner, phase); });
}

function drawLayerOutline(context: Canvas2D, layer: ObjectLayer, scale: number): void {
  onLayer(context, layer, scale, (inner) => {
    const outline = outlineOf(alphaOf(layer.mask), inner);
    context.lineWidth = 3 / inner;
    context.strokeStyle = 'rgb(0 0 0 / 55%)';
    context.stroke(outline);
    context.lineWidth = 1.5 / inner;
    context.strokeStyle = '#4c9dff';
    context.stroke(outline);
  });
}

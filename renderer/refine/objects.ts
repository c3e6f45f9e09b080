import { create } from 'zustand';
import type { Proposal } from '../../src/api/contract.ts';
import { decodeAlpha } from '../../src/document/alphaCodec.ts';
import { fromBase64 } from '../../src/document/base64.ts';
import type { CombineMode } from '../../src/document/settings.ts';
import { alphaAt } from '../../src/document/tiledMask.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { unpackBits } from '../../src/mask/bits.ts';
import { INSIDE } from '../../src/mask/size.ts';
import type { AlphaTile, Box } from '../../src/mask/types.ts';
import { t } from '../i18n/text.ts';
import { activeObject } from '../phrase/commit.ts';
import { duplicateOf } from '../phrase/ghosts.ts';
import { service } from '../service/service.ts';
import { whileBusy } from '../state/busy.ts';
import { newId } from '../state/ids.ts';
import { announce, notify, reportText } from '../state/notices.ts';
import { activePhoto, execute } from '../state/photos.ts';
import { modeWith } from './modes.ts';
import type { Modifiers } from './modes.ts';

/** An object that the model sees in the photo, with a coarse mask to hit it by. */
export interface ObjectProposal {
  readonly region: number;
  readonly label: string;
  readonly score: number;
  /** What the cells cover, in pixels of the photo. */
  readonly maskBox: Box;
  readonly side: number;
  /** 255 inside, 0 outside, by rows. */
  readonly cells: Uint8Array;
  /** Square pixels of the photo. */
  readonly area: number;
}

interface ObjectsState {
  /** By photo; a photo whose objects are being asked for has none yet. */
  readonly byPhoto: Readonly<Partial<Record<string, readonly ObjectProposal[]>>>;
  /** The object under the pointer. */
  readonly hovered: ObjectProposal | null;
}

export const useObjects = create<ObjectsState>(() => ({ byPhoto: {}, hovered: null }));

/** Less sure ones are seldom objects, and would be in the way of those that are. */
const LEAST_SCORE = 0.15;
/** From this share of an object's cells on, the layer holds it already: a click takes it out. */
const HELD_SHARE = 0.5;
/** From this overlap on, two proposals mean one object. */
const SAME_OVERLAP = 0.5;

function readProposal({ region, label, score, maskBox, side, bits }: Proposal): ObjectProposal {
  const cells = unpackBits(fromBase64(bits), side, side).data.map((bit) => bit * 255);
  const inside = cells.reduce((sum, cell) => sum + (cell > 0 ? 1 : 0), 0);
  return { region, label, score, maskBox, side, cells, area: (inside * maskBox[2] * maskBox[3]) / (side * side) };
}

/** Asks for the objects of a photo, once. */
export async function loadObjects(photo: string): Promise<void> {
  if (photo in useObjects.getState().byPhoto) return;
  useObjects.setState(({ byPhoto }) => ({ byPhoto: { ...byPhoto, [photo]: [] } }));
  const found = await whileBusy('refine.findingObjects', (requestId) => service().api.proposals({ photo, requestId }));
  if (found === null) {
    useObjects.setState(({ byPhoto }) => ({
      byPhoto: Object.fromEntries(Object.entries(byPhoto).filter(([id]) => id !== photo)),
    }));
    return;
  }
  const objects = distinctObjects(found.filter(({ score }) => score >= LEAST_SCORE).map(readProposal));
  useObjects.setState(({ byPhoto }) => ({ byPhoto: { ...byPhoto, [photo]: objects } }));
  announce(t('refine.objectsFound', { count: objects.length }));
}

/** The proposals without those that mean the same object as a surer one, or nothing. */
export function distinctObjects(proposals: readonly ObjectProposal[]): ObjectProposal[] {
  const distinct: ObjectProposal[] = [];
  for (const each of proposals.toSorted((a, b) => b.score - a.score)) {
    if (each.area > 0 && !distinct.some((surer) => overlap(each, surer) >= SAME_OVERLAP)) distinct.push(each);
  }
  return distinct;
}

/** Intersection over union of two coarse masks, 0..1. */
function overlap(a: ObjectProposal, b: ObjectProposal): number {
  let common = 0;
  eachCell(a, (x, y) => { if (covers(b, x, y)) common++; });
  const intersection = (common * a.maskBox[2] * a.maskBox[3]) / (a.side * a.side);
  return intersection / (a.area + b.area - intersection);
}

/** Visits the middles of the cells inside, in pixels of the photo. */
function eachCell({ maskBox: [left, top, width, height], side, cells }: ObjectProposal, visit: (x: number, y: number) => void): void {
  for (let i = 0; i < cells.length; i++) {
    if (cells[i] > 0) visit(left + (((i % side) + 0.5) * width) / side, top + ((Math.floor(i / side) + 0.5) * height) / side);
  }
}

function covers({ maskBox: [left, top, width, height], side, cells }: ObjectProposal, x: number, y: number): boolean {
  const column = Math.floor(((x - left) * side) / width);
  const row = Math.floor(((y - top) * side) / height);
  return column >= 0 && row >= 0 && column < side && row < side && cells[row * side + column] > 0;
}

/** The object at a pixel of the photo: the smallest, so that what lies on another thing can be had. */
export function objectAt(objects: readonly ObjectProposal[], x: number, y: number): ObjectProposal | null {
  const hit = objects.filter((object) => covers(object, x, y)).sort((a, b) => a.area - b.area);
  return hit[0] ?? null;
}

/** Shows what a press would take. */
export function hoverProposal(x: number, y: number): void {
  const open = activePhoto();
  const objects = open === null ? [] : useObjects.getState().byPhoto[open.photo.id] ?? [];
  const hovered = objectAt(objects, x, y);
  if (useObjects.getState().hovered !== hovered) useObjects.setState({ hovered });
}

/** Adds the object at a pixel of the photo to the selected layer or takes it out; without a layer it becomes one. */
export async function pressProposal(x: number, y: number, held: Modifiers): Promise<void> {
  const open = activePhoto();
  if (open === null) return;
  await loadObjects(open.photo.id);
  const object = objectAt(useObjects.getState().byPhoto[open.photo.id] ?? [], x, y);
  if (object === null) {
    notify('refine.noObject');
    return;
  }
  const layer = activeObject(open.document);
  if (layer === null && (held.altKey || held.shiftKey)) {
    reportText('tool.needsLayer');
    return;
  }
  const mask = await whileBusy('phrase.step.masks', () =>
    service().api['proposal.mask']({ photo: open.photo.id, region: object.region }));
  if (mask === null || activePhoto()?.photo.id !== open.photo.id) return;
  const alpha = decodeAlpha(mask.alpha);
  if (layer === null) addObject(object, alpha);
  else combineObject(layer, object, alpha, modeWith(isHeld(layer, object) ? 'subtract' : 'union', held));
}

/** Whether most of an object is in a layer's mask already. */
function isHeld({ mask }: ObjectLayer, object: ObjectProposal): boolean {
  let inside = 0;
  let held = 0;
  eachCell(object, (x, y) => {
    inside++;
    if (alphaAt(mask, x, y) >= INSIDE) held++;
  });
  return held >= inside * HELD_SHARE;
}

function combineObject(layer: ObjectLayer, { label }: ObjectProposal, alpha: AlphaTile, mode: CombineMode): void {
  // Taken out with all of its soft border, of which a rim would stay otherwise.
  const mask = mode === 'subtract' ? { ...alpha, data: alpha.data.map((value) => (value > 0 ? 255 : 0)) } : alpha;
  if (!execute({ kind: 'combineMask', id: layer.id, mode, masks: [mask] })) return;
  announce(t(`result.applied.${mode}`, { name: layer.name }));
  if (mode === 'subtract') notify('refine.takenOut', { label, name: layer.name });
}

function addObject({ label, score }: ObjectProposal, alpha: AlphaTile): void {
  const document = activePhoto()?.document;
  if (document === undefined) return;
  const existing = duplicateOf(alpha, document);
  if (existing !== null) {
    execute({ kind: 'activate', ids: [existing.id] });
    notify('result.alreadyThere', { name: existing.name });
    return;
  }
  const box: Box = [alpha.x, alpha.y, alpha.width, alpha.height];
  execute({
    kind: 'addLayers', group: null, parent: null, index: document.layers.length,
    layers: [{ id: newId(), name: label, mask: alpha, origin: { phrase: '', label, score, box } }],
  });
}

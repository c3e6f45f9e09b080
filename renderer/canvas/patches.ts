import { create } from 'zustand';
import type { Photo } from '../../src/api/contract.ts';
import { encodeAlpha } from '../../src/document/alphaCodec.ts';
import type { TiledMask } from '../../src/document/tiledMask.ts';
import { isEmpty } from '../../src/document/tiledMask.ts';
import { isShown, walkLayers } from '../../src/document/tree.ts';
import type { Document, ObjectLayer } from '../../src/document/types.ts';
import { service } from '../service/service.ts';
import { whileBusy } from '../state/busy.ts';
import { alphaOf } from './bitmaps.ts';
import { loadBitmap } from './photoPixels.ts';

/** What fills the hole of an object that is taken out of the photo. */
export interface Patch {
  readonly bitmap: ImageBitmap;
  /** Pixels of the photo. */
  readonly x: number;
  readonly y: number;
}

/** Milliseconds that a mask rests before its hole is filled: filling takes longer than a stroke. */
const REST = 350;

/** Counts what has come, so that the canvas takes it over. */
export const usePatches = create<{ readonly arrived: number }>(() => ({ arrived: 0 }));

const known = new WeakMap<TiledMask, Map<number, Patch | null>>();
/** The last patch of each layer, shown until the next one comes. */
const latest = new Map<string, Patch>();
let timer: ReturnType<typeof setTimeout> | undefined;
let isFilling = false;

function removalOf({ effects }: ObjectLayer): number | null {
  const effect = effects.find((each) => each.kind === 'remove');
  return effect === undefined ? null : effect.margin;
}

/** The layers that are shown and whose objects are taken out of the photo. */
function removals(document: Document): ObjectLayer[] {
  return [...walkLayers(document.layers)].flatMap(({ layer }) =>
    (layer.kind === 'object' && removalOf(layer) !== null && !isEmpty(layer.mask) && isShown(document, layer.id) ? [layer] : []));
}

/** What fills the holes of a document, as far as it is there; what is missing is asked for. */
export function patchesOf(photo: Photo, document: Document): Patch[] {
  const wanted = removals(document);
  const isMissing = wanted.some((layer) => known.get(layer.mask)?.has(removalOf(layer) ?? 0) !== true);
  clearTimeout(timer);
  if (isMissing) timer = setTimeout(() => { void fillMissing(photo, wanted); }, REST);
  return wanted.flatMap((layer) => known.get(layer.mask)?.get(removalOf(layer) ?? 0) ?? latest.get(layer.id) ?? []);
}

async function fillMissing(photo: Photo, layers: readonly ObjectLayer[]): Promise<void> {
  if (isFilling) return;
  isFilling = true;
  try {
    for (const layer of layers) await fill(photo, layer);
  } finally {
    isFilling = false;
    usePatches.setState(({ arrived }) => ({ arrived: arrived + 1 }));
  }
}

async function fill(photo: Photo, layer: ObjectLayer): Promise<void> {
  const margin = removalOf(layer) ?? 0;
  const filled = known.get(layer.mask) ?? new Map<number, Patch | null>();
  if (filled.has(margin)) return;
  const patch = await whileBusy('effect.filling', async (requestId): Promise<Patch> => {
    const alpha = encodeAlpha(alphaOf(layer.mask));
    const { x, y, url } = await service().api['photo.fill']({ photo: photo.id, alpha, margin, requestId });
    return { x, y, bitmap: await loadBitmap(url) };
  });
  // A failure has been shown: it is not asked for again until the mask changes.
  filled.set(margin, patch);
  known.set(layer.mask, filled);
  if (patch !== null) latest.set(layer.id, patch);
}

import { tileBytes } from './tiledMask.ts';
import type { Tile, TiledMask } from './tiledMask.ts';
import { walkLayers } from './tree.ts';
import type { Document } from './types.ts';

/** How often something is held, by the documents of the history and by the one that is shown. */
interface Holders {
  past: number;
  present: number;
}

/**
 * Counts the memory that the history alone holds: tiles that are in one of its documents and not in the document that
 * is shown. Counts masks first and tiles only of masks that come or go, so that a step costs what it changed.
 */
export class TileLedger {
  readonly #masks = new Map<TiledMask, Holders>();
  readonly #tiles = new Map<Tile, Holders>();
  #bytes = 0;

  /** Bytes of tiles that only the history holds. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The history holds a document (once more). */
  retain(document: Document): void {
    for (const mask of masksOf(document)) this.#count(mask, 'past', 1);
  }

  /** The history holds a document no longer (or once less). */
  release(document: Document): void {
    for (const mask of masksOf(document)) this.#count(mask, 'past', -1);
  }

  /** Another document is shown; null at the start. */
  show(before: Document | null, after: Document): void {
    for (const mask of masksOf(after)) this.#count(mask, 'present', 1);
    if (before !== null) for (const mask of masksOf(before)) this.#count(mask, 'present', -1);
  }

  #count(mask: TiledMask, by: keyof Holders, change: 1 | -1): void {
    if (!shift(this.#masks, mask, by, change)) return;
    for (const tile of mask.tiles) {
      if (tile === null || tileBytes(tile) === 0) continue;
      const wasUnique = this.#isUnique(tile);
      shift(this.#tiles, tile, by, change);
      this.#bytes += (Number(this.#isUnique(tile)) - Number(wasUnique)) * tileBytes(tile);
    }
  }

  #isUnique(tile: Tile): boolean {
    const holders = this.#tiles.get(tile);
    return holders !== undefined && holders.past > 0 && holders.present === 0;
  }
}

/** Counts a holder more or less; true if the first came or the last went. */
function shift<T>(counts: Map<T, Holders>, held: T, by: keyof Holders, change: 1 | -1): boolean {
  const holders = counts.get(held) ?? { past: 0, present: 0 };
  holders[by] += change;
  if (holders.past === 0 && holders.present === 0) counts.delete(held);
  else counts.set(held, holders);
  return change === 1 ? holders[by] === 1 : holders[by] === 0;
}

/** The masks of all objects, each once. */
function masksOf(document: Document): Set<TiledMask> {
  const masks = new Set<TiledMask>();
  for (const { layer } of walkLayers(document.layers)) if (layer.kind === 'object') masks.add(layer.mask);
  return masks;
}

import { DocumentError } from './errors.ts';
import type { LayerId } from './settings.ts';
import { emptyMask, isOpaque, opaqueTile, tilePlace } from './tiledMask.ts';
import type { Tile, TiledMask } from './tiledMask.ts';
import { walkLayers } from './tree.ts';
import type { Document, Layer } from './types.ts';

/**
 * Where tiles go that the history has no room for, such as a folder of the session. Its contents are of no use once the
 * history is gone; whoever made it removes it then.
 */
export interface TileStore {
  /** Keeps a tile; resolves when it can be read back. */
  put(key: string, tile: Uint8Array): Promise<void>;
  /** A tile that was put; rejects if it cannot be read. */
  get(key: string): Promise<Uint8Array>;
}

/** A store in memory: for tests, and to measure with. */
export class MemoryTileStore implements TileStore {
  readonly #tiles = new Map<string, Uint8Array>();

  get size(): number {
    return this.#tiles.size;
  }

  async put(key: string, tile: Uint8Array): Promise<void> {
    this.#tiles.set(key, tile.slice());
    return Promise.resolve();
  }

  async get(key: string): Promise<Uint8Array> {
    const tile = this.#tiles.get(key);
    return tile === undefined ? Promise.reject(new Error(`no tile has the key ${key}`)) : Promise.resolve(tile.slice());
  }
}

/** Stands for a tile in a document that is spilled: its key, or that it is opaque or empty. */
type SpilledTile = string | typeof ALL_INSIDE | null;
const ALL_INSIDE = true;

/** A document whose tiles are in a store. */
export interface SpilledDocument {
  /** The document with empty masks. */
  readonly skeleton: Document;
  readonly masks: ReadonlyMap<LayerId, readonly SpilledTile[]>;
}

/** Moves documents to a store and back, each tile once however many documents share it. */
export class Spiller {
  readonly #store: TileStore;
  readonly #keys = new WeakMap<Tile, string>();
  #next = 0;

  constructor(store: TileStore) {
    this.#store = store;
  }

  /** Puts a document's tiles into the store, those that are not there yet. Rejects if the store does. */
  async spill(document: Document): Promise<SpilledDocument> {
    const masks = new Map<LayerId, SpilledTile[]>();
    for (const { layer } of walkLayers(document.layers)) {
      if (layer.kind !== 'object') continue;
      const tiles: SpilledTile[] = [];
      for (const tile of layer.mask.tiles) {
        tiles.push(tile === null ? null : isOpaque(tile) ? ALL_INSIDE : await this.#put(tile));
      }
      masks.set(layer.id, tiles);
    }
    const { width, height } = document.photo;
    const empty = emptyMask(width, height);
    return { skeleton: { ...document, layers: withMasks(document.layers, () => empty) }, masks };
  }

  async #put(tile: Tile): Promise<string> {
    let key = this.#keys.get(tile);
    if (key === undefined) {
      key = `${this.#next++}`;
      await this.#store.put(key, tile);
      // Only now: a tile that could not be kept must be put again.
      this.#keys.set(tile, key);
    }
    return key;
  }

  /**
   * Brings a document back.
   * @param resident documents in memory: tiles, and masks as a whole, that these hold are shared with them
   * @throws DocumentError `damaged` if the store gives a tile of another size, or what the store rejects with
   */
  async restore({ skeleton, masks }: SpilledDocument, resident: readonly Document[]): Promise<Document> {
    const tilesByKey = new Map<string, Tile>();
    const knownMasks = new Map<LayerId, Set<TiledMask>>();
    for (const document of resident) {
      for (const { layer } of walkLayers(document.layers)) {
        if (layer.kind !== 'object') continue;
        const masksOfLayer = knownMasks.get(layer.id) ?? new Set();
        // Most documents share most masks: each is looked through once.
        if (masksOfLayer.has(layer.mask)) continue;
        knownMasks.set(layer.id, masksOfLayer.add(layer.mask));
        for (const tile of layer.mask.tiles) {
          const key = tile === null ? undefined : this.#keys.get(tile);
          if (tile !== null && key !== undefined) tilesByKey.set(key, tile);
        }
      }
    }
    const restored = new Map<LayerId, TiledMask>();
    for (const [id, tiles] of masks) {
      const mask = await this.#restoreMask(emptyMask(skeleton.photo.width, skeleton.photo.height), tiles, tilesByKey);
      const masksOfLayer = [...(knownMasks.get(id) ?? [])];
      const known = masksOfLayer.find((each) => each.tiles.every((tile, i) => tile === mask.tiles[i]));
      restored.set(id, known ?? mask);
    }
    return { ...skeleton, layers: withMasks(skeleton.layers, (id) => restored.get(id)!) };
  }

  async #restoreMask(
    empty: TiledMask, spilled: readonly SpilledTile[], known: Map<string, Tile>,
  ): Promise<TiledMask> {
    const tiles: (Tile | null)[] = [];
    for (const [index, key] of spilled.entries()) {
      const [, , width, height] = tilePlace(empty, index);
      if (typeof key !== 'string') tiles.push(key === null ? null : opaqueTile(width * height));
      else tiles.push(known.get(key) ?? await this.#get(key, width * height, known));
    }
    return { ...empty, tiles };
  }

  async #get(key: string, length: number, known: Map<string, Tile>): Promise<Tile> {
    const tile = await this.#store.get(key);
    if (tile.length !== length) throw new DocumentError('damaged', `Tile ${key} of the history came back damaged.`);
    this.#keys.set(tile, key);
    known.set(key, tile);
    return tile;
  }
}

function withMasks(layers: readonly Layer[], maskOf: (id: LayerId) => TiledMask): readonly Layer[] {
  return layers.map((layer) =>
    layer.kind === 'group'
      ? { ...layer, children: withMasks(layer.children, maskOf) }
      : { ...layer, mask: maskOf(layer.id) },
  );
}

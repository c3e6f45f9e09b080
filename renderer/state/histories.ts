import { fromBase64, toBase64 } from '../../src/document/base64.ts';
import { DocumentHistory } from '../../src/document/history.ts';
import type { HistoryOptions } from '../../src/document/history.ts';
import type { TileStore } from '../../src/document/spill.ts';
import type { Document } from '../../src/document/types.ts';
import { service } from '../service/service.ts';
import { newId } from './ids.ts';
import { reportProblem, reportText } from './notices.ts';

/** Tiles on the service's disk. */
class ServiceTiles implements TileStore {
  readonly #history = newId();
  #isUsed = false;

  async put(key: string, tile: Uint8Array): Promise<void> {
    this.#isUsed = true;
    await service().api['history.put']({ history: this.#history, key, tile: toBase64(tile) });
  }

  async get(key: string): Promise<Uint8Array> {
    return fromBase64(await service().api['history.get']({ history: this.#history, key }));
  }

  async drop(): Promise<void> {
    if (this.#isUsed) await service().api['history.drop']({ history: this.#history });
  }
}

const stores = new WeakMap<DocumentHistory, ServiceTiles>();

/** A history that puts its oldest steps on the disk when they take too much memory. */
export function newHistory(document: Document, options: Pick<HistoryOptions, 'capBytes'> = {}): DocumentHistory {
  return storedHistory((given) => ({ history: new DocumentHistory(document, { ...given, ...options }) })).history;
}

/** As `newHistory`, for what makes a history itself, with the options. */
export function storedHistory<Made extends { readonly history: DocumentHistory }>(make: (options: HistoryOptions) => Made): Made {
  const store = new ServiceTiles();
  const made = make({ spill: { store, onFailure: () => { reportText('error.history'); } } });
  stores.set(made.history, store);
  return made;
}

/** Gives back what a history that is closed has on the disk. */
export async function dropHistory(history: DocumentHistory): Promise<void> {
  try {
    await stores.get(history)?.drop();
  } catch (error) {
    reportProblem(error);
  }
}

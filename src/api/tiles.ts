import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { outputError } from '../export/write.ts';
import { ApiError } from './contract.ts';
import { removeStale } from './uploads.ts';

/** All tiles of one session together. */
const MAX_TOTAL_BYTES = 4 * 2 ** 30;
/** A folder of a session that was killed is removed when it is as old as this. */
const STALE_MS = 24 * 3600_000;

/** Tiles of histories that the page has no memory for: of use only as long as it is open, so nothing is synced. */
export class TileFiles {
  readonly #parent: string;
  readonly #folder: string;
  #total = 0;

  constructor(cacheFolder: string) {
    this.#parent = join(cacheFolder, 'history');
    this.#folder = join(this.#parent, randomBytes(8).toString('hex'));
  }

  /** @throws ApiError `too-large`; UserError `disk-full` or `output-unwritable` */
  async put(history: string, key: string, tile: Uint8Array): Promise<void> {
    if (this.#total + tile.length > MAX_TOTAL_BYTES) throw new ApiError('too-large', 'the history takes more room than it may');
    const folder = join(this.#folder, history);
    try {
      if (this.#total === 0) await removeStale(this.#parent, STALE_MS);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(join(folder, key), tile);
      this.#total += tile.length;
    } catch (error) {
      throw outputError(folder, error);
    }
  }

  /** @throws ApiError `file-missing` */
  async get(history: string, key: string): Promise<Uint8Array> {
    const tile = await readFile(join(this.#folder, history, key)).catch(() => undefined);
    if (tile === undefined) throw new ApiError('file-missing', 'a step of the history is not on the disk any more');
    return tile;
  }

  async drop(history: string): Promise<void> {
    await rm(join(this.#folder, history), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}

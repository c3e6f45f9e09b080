import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { outputError } from '../export/write.ts';
import { ApiError, MAX_UPLOAD_BYTES } from './contract.ts';

/** All uploaded files of one session together. */
const MAX_TOTAL_BYTES = 2 * 1024 ** 3;
/** A folder of a session that was killed is removed when it is as old as this. */
const STALE_MS = 24 * 3600_000;

export interface Upload {
  readonly path: string;
  readonly release: () => Promise<void>;
}

/** Files that came without a path, kept below the cache folder for as long as their photos are open. */
export class Uploads {
  readonly #parent: string;
  readonly #folder: string;
  #total = 0;

  constructor(cacheFolder: string) {
    this.#parent = join(cacheFolder, 'uploads');
    this.#folder = join(this.#parent, randomBytes(8).toString('hex'));
  }

  /**
   * @param name as the user sees it; only its extension is used
   * @throws ApiError `too-large`; UserError `disk-full` or `output-unwritable`
   */
  async keep(name: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Upload> {
    await this.#prepare();
    const extension = /^\.[a-z0-9]{1,8}$/i.exec(extname(name))?.[0] ?? '';
    const path = join(this.#folder, `${randomBytes(8).toString('hex')}${extension}`);
    let bytes = 0;
    const handle = await open(path, 'wx', 0o600);
    try {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > MAX_UPLOAD_BYTES || this.#total + bytes > MAX_TOTAL_BYTES) {
          throw new ApiError('too-large', `uploaded files end at ${MAX_UPLOAD_BYTES / 2 ** 20} MB each: open it by its path instead`);
        }
        await handle.writeFile(chunk);
      }
    } catch (error) {
      await handle.close();
      await rm(path, { force: true });
      throw outputError(path, error);
    }
    await handle.close();
    this.#total += bytes;
    const release = async (): Promise<void> => {
      this.#total -= bytes;
      await rm(path, { force: true });
    };
    return { path, release };
  }

  /**
   * A path, without an extension, for a file that somebody else writes and `remove` removes.
   * @throws UserError `disk-full` or `output-unwritable`
   */
  async place(): Promise<string> {
    await this.#prepare();
    return join(this.#folder, randomBytes(8).toString('hex'));
  }

  /** Removes a file at a place, if there is one. */
  async remove(path: string | null): Promise<void> {
    if (path !== null) await rm(path, { force: true });
  }

  async close(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #prepare(): Promise<void> {
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw outputError(this.#folder, error);
    }
    await removeStale(this.#parent, STALE_MS);
  }
}

/** Removes folders that nobody has touched for a time. */
export async function removeStale(parent: string, age: number): Promise<void> {
  for (const name of await readdir(parent).catch(() => [])) {
    const path = join(parent, name);
    const found = await stat(path).catch(() => undefined);
    if (found !== undefined && Date.now() - found.mtimeMs > age) await rm(path, { recursive: true, force: true });
  }
}

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { zipSync } from 'fflate';
import { outputError } from '../export/write.ts';
import { ApiError } from './contract.ts';
import { removeStale } from './uploads.ts';

const STALE_MS = 24 * 3600_000;

/** Exported files that wait for the browser to fetch them: each once, then they are gone. */
export class Downloads {
  readonly #parent: string;
  readonly #session: string;
  readonly #waiting = new Map<string, string>();

  constructor(cacheFolder: string) {
    this.#parent = join(cacheFolder, 'downloads');
    this.#session = join(this.#parent, randomBytes(8).toString('hex'));
  }

  /** A new, empty folder to export into. */
  async folder(): Promise<string> {
    const folder = join(this.#session, randomBytes(8).toString('hex'));
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw outputError(folder, error);
    }
    await removeStale(this.#parent, STALE_MS);
    return folder;
  }

  /** Puts files that were exported together into one, since a browser asks the user before it saves a second one. */
  async bundle(paths: readonly string[], folder: string, name: string): Promise<{ path: string; bytes: number }> {
    const entries: Record<string, [Uint8Array, { level: 0 }]> = {};
    for (const path of paths) {
      // The files are compressed already.
      entries[basename(path)] = [await readFile(path), { level: 0 }];
    }
    const zip = zipSync(entries);
    const path = join(folder, name);
    try {
      await writeFile(path, zip, { flag: 'wx' });
    } catch (error) {
      throw outputError(path, error);
    }
    for (const each of paths) await rm(each, { force: true });
    return { path, bytes: zip.length };
  }

  /** @returns the address at which the file can be had once */
  offer(path: string): string {
    const token = randomBytes(16).toString('hex');
    this.#waiting.set(token, path);
    return `/downloads/${token}`;
  }

  /** The file's name and bytes; a second time there is nothing. @throws ApiError `file-missing` */
  async take(token: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const path = this.#waiting.get(token);
    this.#waiting.delete(token);
    const bytes = path === undefined ? undefined : await readFile(path).catch(() => undefined);
    if (path === undefined || bytes === undefined) throw new ApiError('file-missing', 'this file was fetched already: export it again');
    await rm(path, { force: true });
    return { name: basename(path), bytes };
  }

  async close(): Promise<void> {
    await rm(this.#session, { recursive: true, force: true });
  }
}

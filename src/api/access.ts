import { realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { ApiError } from './contract.ts';

/**
 * Which files may be opened: those that the user named himself (on the command line, in a dialog, by a drop) and those
 * below folders that he named. Everything else is refused, whoever asks.
 */
export class FileAccess {
  readonly #files = new Set<string>();
  readonly #roots: string[] = [];

  /** Allows one file, for the life of the process; it need not exist (any more). @returns its absolute path */
  async allowFile(path: string): Promise<string> {
    const absolute = resolve(path);
    this.#files.add(absolute);
    const real = await realOf(absolute);
    if (real !== undefined) this.#files.add(real);
    return absolute;
  }

  /** Allows all that lies in a folder. @returns its real path. @throws ApiError `file-missing` if there is none */
  async allowRoot(path: string): Promise<string> {
    const real = await realOf(resolve(path));
    if (real === undefined) throw new ApiError('file-missing', `${path}: no such folder`);
    if (!this.#roots.includes(real)) this.#roots.push(real);
    return real;
  }

  /** Folders that were named, by their real paths. */
  get roots(): readonly string[] {
    return this.#roots;
  }

  /** The real path of a root, or of a folder below one. @throws ApiError `not-allowed` */
  async checkFolder(path: string): Promise<string> {
    const real = await realOf(resolve(path));
    if (real !== undefined && this.#roots.some((root) => root === real || isBelow(root, real))) return real;
    throw new ApiError('not-allowed', `${path} was not named by you: choose it in the dialog, drop it, or name it at the start`);
  }

  /**
   * The file's real path, all symbolic links followed, so that none leads out of a root.
   * @throws ApiError `not-allowed`
   */
  async check(path: string): Promise<string> {
    const absolute = resolve(path);
    const real = await realOf(absolute);
    // A file that was named and has gone since: opening it says so.
    if (real === undefined && this.#files.has(absolute)) return absolute;
    if (real !== undefined && (this.#files.has(real) || this.#roots.some((root) => isBelow(root, real)))) return real;
    throw new ApiError('not-allowed', `${path} was not opened by you: use the dialog, drop it, or name its folder at the start`);
  }
}

/** Whether a path lies in a folder; both absolute. */
export function isBelow(folder: string, path: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

async function realOf(path: string): Promise<string | undefined> {
  return realpath(path).catch(() => undefined);
}

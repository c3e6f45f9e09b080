import { readdir, realpath, stat } from 'node:fs/promises';
import type { BigIntStats, Dirent } from 'node:fs';
import { extname, join, sep } from 'node:path';
import picomatch from 'picomatch';
import { UserError } from '../errors.ts';
import { displayPath } from '../image/file-bytes.ts';
import type { FileEntry, FileProblem } from './types.ts';

export interface ScanOptions {
  /** Whether folders below are scanned too. */
  readonly recursive: boolean;
  /** Globs for the path below the folder; "/" separates its parts on every system. */
  readonly include?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  /** Whether symbolic links may lead out of the folder. */
  readonly outside: boolean;
  /** Folders, by their real paths, that are left out. */
  readonly skip?: readonly string[];
}

export type Scanned = { readonly file: FileEntry } | { readonly problem: FileProblem };

/** Endings of the formats that `openPhoto` reads, and of camera RAW, whose previews it finds. */
const ENDINGS = new Set([
  '.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.webp', '.tif', '.tiff', '.avif', '.heic', '.heif', '.gif',
  '.dng', '.cr2', '.cr3', '.nef', '.nrw', '.arw', '.orf', '.rw2', '.raf', '.pef', '.srw', '.x3f', '.mrw', '.crw',
]);

/** Folders that systems and programs keep for themselves without hiding them, in lower case. */
const SYSTEM_FOLDERS = new Set([
  '$recycle.bin', 'system volume information', 'lost+found', '@eadir', '#recycle', '#snapshot', '__macosx',
]);
/** Folders of Lightroom that hold previews of photos, not photos. */
const PREVIEW_FOLDER = /\.(?:lrdata|lrcat-data)$/i;

/** Smaller files may lie within their own entry and take no block at all. */
const SPARSE_FROM = 1024n * 1024n;
const STAT_BLOCK = 512n;

/** Whether a file's name is that of a photo. */
export function isPhotoName(name: string): boolean {
  return !name.startsWith('.') && ENDINGS.has(extname(name).toLowerCase());
}

/** Whether a folder is one that people do not keep photos in. */
export function isHiddenFolder(name: string): boolean {
  return name.startsWith('.') || SYSTEM_FOLDERS.has(name.toLowerCase()) || PREVIEW_FOLDER.test(name);
}

/**
 * Lists the photos of a folder as it finds them, by name within each folder; every folder once, however many links lead
 * to it. What cannot be read is told of as a problem and skipped.
 * @param folder absolute
 * @throws UserError `file-missing`, `file-unreadable` or `bad-argument` for the folder itself
 */
export async function* scanFolder(folder: string, options: ScanOptions): AsyncGenerator<Scanned> {
  const root = await realpath(folder).catch((error: unknown) => { throw rootError(folder, error); });
  const first = await listFolder(root).catch((error: unknown) => { throw rootError(folder, error); });
  const wanted = matcher(options);
  const visited = new Set([keyOf(await stat(root, { bigint: true }))]);
  for (const path of options.skip ?? []) {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    if (found !== undefined) visited.add(keyOf(found));
  }
  const waiting: { readonly path: string; readonly below: string; readonly entries?: Dirent[] }[] =
    [{ path: root, below: '', entries: first }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { path, below } = next;
    const entries = next.entries ?? await listFolder(path).catch((error: unknown) => problemOf(path, error));
    if (!Array.isArray(entries)) {
      yield { problem: entries };
      continue;
    }
    const folders: typeof waiting = [];
    for (const entry of entries) {
      const found = await look(join(path, entry.name), entry, root, options);
      if (found === undefined) continue;
      if ('problem' in found) {
        if (isPhotoName(entry.name)) yield found;
      } else if (found.stats.isDirectory()) {
        const isNew = options.recursive && !isHiddenFolder(entry.name) && !visited.has(keyOf(found.stats));
        if (!isNew) continue;
        visited.add(keyOf(found.stats));
        folders.push({ path: join(path, entry.name), below: `${below}${entry.name}/` });
      } else if (isPhotoName(entry.name) && wanted(below + entry.name)) {
        yield fileOf(join(path, entry.name), found.stats);
      }
    }
    waiting.push(...folders.reverse());
  }
}

/** What an entry is, links followed. @returns undefined for what is of no interest */
async function look(
  path: string, entry: Dirent, root: string, { outside }: ScanOptions,
): Promise<{ readonly stats: BigIntStats } | { readonly problem: FileProblem } | undefined> {
  const interesting = entry.isDirectory() ? !isHiddenFolder(entry.name) : entry.isSymbolicLink() || isPhotoName(entry.name);
  if (!interesting) return undefined;
  try {
    if (entry.isSymbolicLink() && !outside && !isInside(root, await realpath(path))) return undefined;
    return { stats: await stat(path, { bigint: true }) };
  } catch (error) {
    return { problem: problemOf(path, error) };
  }
}

function fileOf(path: string, stats: BigIntStats): Scanned {
  if (!stats.isFile()) {
    return { problem: { path, code: 'not-an-image', reason: 'is a device, pipe or socket, not a file' } };
  }
  if (isSparse(stats)) {
    return { problem: { path, code: 'file-unreadable', reason: 'is sparse: most of its data is not on this disk; fetch or copy it in full' } };
  }
  return {
    file: {
      path,
      bytes: Number(stats.size),
      modified: Number(stats.mtimeMs),
      stamp: `${stats.size}:${stats.mtimeNs}:${stats.ctimeNs}`,
    },
  };
}

/** Photos do not compress: a file that takes far less room than its size has holes, or lies in a cloud. */
function isSparse({ size, blocks }: BigIntStats): boolean {
  return size >= SPARSE_FROM && blocks * STAT_BLOCK * 4n < size;
}

/** By name, so that two scans find the same order. */
async function listFolder(path: string): Promise<Dirent[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function matcher({ include = [], exclude = [] }: ScanOptions): (path: string) => boolean {
  // A pattern without "/" is for the name alone, wherever the file lies; patterns look at hidden names as at others.
  const compile = (glob: string): ((path: string) => boolean) =>
    picomatch(glob.includes('/') ? glob : `**/${glob}`, { dot: true, nocase: true });
  const [wanted, unwanted] = [include.map(compile), exclude.map(compile)];
  return (path) => (wanted.length === 0 || wanted.some((each) => each(path))) && !unwanted.some((each) => each(path));
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

function keyOf({ dev, ino }: BigIntStats): string {
  return `${dev}:${ino}`;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'no permission to read it',
  EPERM: 'no permission to read it',
  ENOENT: 'has gone, or its name cannot be expressed: rename it',
  ELOOP: 'its symbolic links go round in a circle',
  ENAMETOOLONG: 'its path is too long for this system',
  EIO: 'the disk or share reports an error',
};

function problemOf(path: string, error: unknown): FileProblem {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return { path, code: 'file-unreadable', reason: REASONS[code] ?? `cannot be read (${code || String(error)})` };
}

function rootError(folder: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const name = displayPath(folder);
  switch (code) {
    case 'ENOENT':
      return new UserError('file-missing', `${name}: no such folder; check the path`, { cause: error });
    case 'ENOTDIR':
      return new UserError('bad-argument', `${name}: is a file; name the folder to search`, { cause: error });
    case undefined:
      return error;
    default:
      return new UserError('file-unreadable', `${name}: ${REASONS[String(code)] ?? `cannot be read (${String(code)})`}`, { cause: error });
  }
}

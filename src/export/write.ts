import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, link, lstat, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { UserError } from '../errors.ts';
import { fileNameKey } from './names.ts';

/** Files that are going to be written, checked to be free. */
export interface OutputPlan {
  readonly folder: string;
  readonly names: readonly string[];
  /** The folder and each name. */
  readonly paths: readonly string[];
  readonly force: boolean;
}

export interface PlanOptions {
  /** Replace files of the same name. */
  readonly force?: boolean;
  /** Files that are never replaced, `force` or not: the photos that are read. */
  readonly originals?: readonly string[];
}

/** Writes one planned file, not yet under its own name. */
export type StageFile = (name: string, bytes: Uint8Array) => Promise<void>;

const TEMPORARY = /^\.phraselift-[0-9a-f]{16}\.tmp$/;

/** A temporary file as old as this has lost its writer: nothing here takes an hour. */
const STALE_MS = 3_600_000;

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What a file system without hard links answers to `link`. */
const NO_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EACCES']);

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  ENOENT: 'the folder cannot be created, or has gone',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  ENAMETOOLONG: 'the name is too long',
  ELOOP: 'its symbolic links go round in a circle',
  EISDIR: 'it is a folder',
};

/**
 * Checks that files can be written to a folder, or that it can be created, without leaving a trace: for use before a
 * long computation.
 *
 * @throws UserError `output-unwritable` if not
 */
export async function checkFolder(folder: string): Promise<void> {
  let existing = resolve(folder);
  try {
    for (;;) {
      const found = await stat(existing).catch(missingAsUndefined);
      if (found?.isDirectory()) break;
      if (found) throw notAFolder(existing);
      existing = dirname(existing);
    }
    await access(existing, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw outputError(folder, error);
  }
}

/**
 * Checks, before any work, that every file can be written and that none of them exists.
 *
 * @param names file names without a folder, different from each other for every file system
 * @throws UserError `output-exists` for the first clash (with `force` only if a folder or an original is in the way),
 *   `output-unwritable` if the folder cannot be written to or a name is too long for it
 */
export async function planOutputs(
  folder: string,
  names: readonly string[],
  options: PlanOptions = {},
): Promise<OutputPlan> {
  assertPlainNames(names);
  await checkFolder(folder);
  const originals = await Promise.all((options.originals ?? []).map((path) => stat(path).catch(missingAsUndefined)));
  const force = options.force ?? false;
  for (const name of names) {
    const path = join(folder, name);
    const found = await lstat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined;
      throw outputError(path, error);
    });
    if (!found) continue;
    if (found.isDirectory()) {
      throw new UserError('output-exists', `${path} is a folder: remove it or choose another output folder.`);
    }
    if (originals.some((original) => original?.dev === found.dev && original.ino === found.ino)) {
      const message = `${path} is the photo itself, which is never replaced: choose another folder.`;
      throw new UserError('output-exists', message);
    }
    if (!force) throw existsError(path);
  }
  return { folder, names, paths: names.map((name) => join(folder, name)), force };
}

/**
 * Writes the files of a plan as a whole. `produce` stages one file after the other; only when it has returned do they
 * get their names, one by one. If anything fails (or `produce` throws), no staged file remains; files that already have
 * their names by then are whole, and stay.
 *
 * @returns what `produce` returned
 * @throws UserError `disk-full`, `output-unwritable`, or `output-exists` if a file has appeared since the plan was made
 */
export async function writeOutputs<T>(plan: OutputPlan, produce: (stage: StageFile) => Promise<T>): Promise<T> {
  const staged = new Map<string, string>();
  try {
    await makeFolder(resolve(plan.folder));
  } catch (error) {
    throw outputError(plan.folder, error);
  }
  await removeStale(plan.folder);
  try {
    const result = await produce(async (name, bytes) => {
      if (!plan.names.includes(name) || staged.has(name)) throw new Error(`${name} is not planned, or staged twice`);
      const temporary = join(plan.folder, `.phraselift-${randomBytes(8).toString('hex')}.tmp`);
      staged.set(name, temporary);
      await writeDurably(temporary, bytes).catch((error: unknown) => {
        throw outputError(join(plan.folder, name), error);
      });
    });
    for (const [name, temporary] of staged) await publish(temporary, join(plan.folder, name), plan.force);
    await syncFolder(plan.folder);
    return result;
  } finally {
    // Published files have left their temporary name; after a failure the others go.
    await Promise.all([...staged.values()].map((temporary) => rm(temporary, { force: true })));
  }
}

/**
 * Writes one file atomically: under its name there is either the old content or all of the new, also after a crash.
 * A symbolic link of that name is replaced, never followed.
 *
 * @throws UserError as `planOutputs` and `writeOutputs`
 */
export async function writeFileAtomic(path: string, bytes: Uint8Array, options: PlanOptions = {}): Promise<void> {
  const plan = await planOutputs(dirname(path), [basename(path)], options);
  await writeOutputs(plan, (stage) => stage(basename(path), bytes));
}

/** The UserError for a failed write to `path`; anything that a user cannot act on is returned as it is. */
export function outputError(path: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === undefined || error instanceof UserError) return error;
  if (DISK_FULL.has(code)) {
    const message = `${path} cannot be written: no space left on the disk; free some or choose another folder.`;
    return new UserError('disk-full', message, { cause: error });
  }
  const reason = REASONS[code];
  if (reason === undefined) return error;
  const message = `${path} cannot be written: ${reason}; choose another output folder.`;
  return new UserError('output-unwritable', message, { cause: error });
}

/** Like `mkdir` with `recursive`, which never returns (Node 22) where a file system answers ENOENT, as /proc does. */
async function makeFolder(folder: string): Promise<void> {
  if ((await stat(folder).catch(missingAsUndefined))?.isDirectory()) return;
  await makeFolder(dirname(folder));
  await mkdir(folder).catch((error: unknown) => {
    // Somebody else was faster; if it is not a folder, the first file will say so.
    if (codeOf(error) !== 'EEXIST') throw error;
  });
}

function assertPlainNames(names: readonly string[]): void {
  const keys = new Set(names.map(fileNameKey));
  if (keys.size !== names.length) throw new Error(`Output names clash with each other: ${names.join(', ')}`);
  const bad = names.find((name) => name !== basename(name) || name === '' || name === '.' || name === '..');
  if (bad !== undefined) throw new Error(`Not a plain file name: ${bad}`);
}

/** `writeFile` of a handle goes on after a short write, so a disk that fills up is an error and not a cut-off file. */
async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** `rename` would silently replace a file that came after the check; `link` cannot. */
async function publish(temporary: string, path: string, force: boolean): Promise<void> {
  try {
    if (!force && (await linked(temporary, path))) await unlink(temporary);
    else await rename(temporary, path);
  } catch (error) {
    throw codeOf(error) === 'EEXIST' ? existsError(path) : outputError(path, error);
  }
}

/** False where the file system has no hard links; then the check is repeated and the rename may follow. */
async function linked(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (!NO_LINKS.has(codeOf(error) ?? '')) throw error;
  }
  if (await lstat(path).catch(missingAsUndefined)) throw existsError(path);
  return false;
}

/** Makes the new names themselves durable. Windows cannot open a folder, and keeps its names in a journal. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes what a killed process has left behind. */
async function removeStale(folder: string): Promise<void> {
  const leftovers = (await readdir(folder)).filter((name) => TEMPORARY.test(name));
  for (const name of leftovers) {
    const path = join(folder, name);
    const found = await lstat(path).catch(missingAsUndefined);
    if (found && Date.now() - found.mtimeMs > STALE_MS) await rm(path, { force: true });
  }
}

function existsError(path: string): UserError {
  return new UserError('output-exists', `${path} exists already: --force replaces it.`);
}

function notAFolder(path: string): UserError {
  return new UserError('output-unwritable', `${path} is a file, not a folder: choose another output folder.`);
}

function missingAsUndefined(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

import { createHash, randomBytes } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { copyFile, link, lstat, mkdir, open, readlink, rename, rm, stat, symlink, utimes } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UserError } from '../errors.ts';
import { outputError } from '../export/write.ts';

/** What a photo is put into a folder as. */
export type CopyKind = 'copy' | 'link';

/** A photo to be put into another folder. */
export interface CopySource {
  readonly path: string;
  readonly bytes: number;
  /** SHA-256 of its content, hex. */
  readonly hash: string;
}

/** More photos of one name are not to be expected. */
const MAX_SAME_NAME = 10_000;

/**
 * Puts a photo into a folder, as a copy or as a symbolic link, under its own name or one with a number. Nothing that
 * exists is replaced; what is there already (the same link, the same content) is left as it is and counts.
 * @returns the path in the folder
 * @throws UserError `output-unwritable`, `output-exists` or `disk-full`
 */
export async function putInto(folder: string, source: CopySource, kind: CopyKind): Promise<string> {
  const [name, ending] = [basename(source.path, extname(source.path)), extname(source.path)];
  try {
    await mkdir(folder, { recursive: true });
    for (let copy = 1; copy <= MAX_SAME_NAME; copy++) {
      const path = join(folder, copy === 1 ? name + ending : `${name}-${copy}${ending}`);
      if (await (kind === 'link' ? isLinked(path, source) : isCopied(path, source))) return path;
      if (await lstat(path).catch(missingAsUndefined) !== undefined) continue;
      if (await (kind === 'link' ? linkNew(path, source) : copyNew(path, source, folder))) return path;
    }
  } catch (error) {
    throw outputError(join(folder, name + ending), error);
  }
  throw new UserError('output-exists', `${folder} holds ${MAX_SAME_NAME} photos named ${name}${ending}: choose another folder`);
}

/** @returns false if a file of that name has just appeared */
async function linkNew(path: string, source: CopySource): Promise<boolean> {
  return symlink(resolve(source.path), path).then(() => true, existsAsFalse);
}

/** Under its name there is either nothing or all of the copy. @returns false if a file of that name has just appeared */
async function copyNew(path: string, source: CopySource, folder: string): Promise<boolean> {
  const temporary = join(folder, `.phraselift-${randomBytes(8).toString('hex')}.tmp`);
  try {
    // A copy that shares its blocks, where the file system can.
    await copyFile(source.path, temporary, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    const { atime, mtime } = await stat(source.path);
    await utimes(temporary, atime, mtime);
    const handle = await open(temporary, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    return await publish(temporary, path);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function publish(temporary: string, path: string): Promise<boolean> {
  try {
    await link(temporary, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
  }
  // No hard links here: the name was free a moment ago.
  if (await lstat(path).catch(missingAsUndefined) !== undefined) return false;
  await rename(temporary, path);
  return true;
}

async function isLinked(path: string, source: CopySource): Promise<boolean> {
  const target = await readlink(path).catch(() => undefined);
  return target !== undefined && resolve(target) === resolve(source.path);
}

async function isCopied(path: string, { bytes, hash }: CopySource): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== bytes) return false;
  const digest = createHash('sha256');
  await pipeline(createReadStream(path), digest);
  return digest.digest('hex') === hash;
}

function missingAsUndefined(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

function existsAsFalse(error: unknown): false {
  if (codeOf(error) !== 'EEXIST') throw error;
  return false;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

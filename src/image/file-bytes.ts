import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { UserError } from '../errors.ts';

/** Largest read that Node hands to the system in one call. */
const READ_CHUNK = 1 << 28;

export interface FileBytes {
  readonly bytes: Uint8Array;
  /** SHA-256 of `bytes`, hex. */
  readonly contentHash: string;
}

/**
 * Reads a regular file of at most `maxBytes` bytes, deciding by the size before anything is read.
 *
 * @throws UserError file-missing, file-unreadable, not-an-image (folder, device, pipe, empty file),
 *   image-too-large, bad-argument (a path that no file can have).
 */
export async function readFileBytes(path: string, maxBytes: number): Promise<FileBytes> {
  const bytes = await readBounded(path, maxBytes);
  return { bytes, contentHash: createHash('sha256').update(bytes).digest('hex') };
}

/** A path as one line of text: file names may hold line breaks and terminal control codes. */
export function displayPath(path: string): string {
  return path.replace(/[\p{Cc}\p{Zl}\p{Zp}]/gu, (character) =>
    `\\u${character.codePointAt(0)!.toString(16).padStart(4, '0')}`);
}

async function readBounded(path: string, maxBytes: number): Promise<Uint8Array> {
  let file: FileHandle | undefined;
  try {
    // Before opening: opening a device can itself do something, and opening a pipe waits for a writer.
    requireReadable(path, await stat(path), maxBytes);
    file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    requireReadable(path, stats, maxBytes);
    return await readExactly(file, stats.size, path);
  } catch (error) {
    throw fileError(path, error);
  } finally {
    await file?.close();
  }
}

function requireReadable(path: string, stats: Stats, maxBytes: number): void {
  const name = displayPath(path);
  if (stats.isDirectory()) throw new UserError('not-an-image', `${name}: is a folder; name an image file in it`);
  if (!stats.isFile()) {
    throw new UserError('not-an-image', `${name}: is a device, pipe or socket; copy its data into a file first`);
  }
  if (stats.size === 0) throw new UserError('not-an-image', `${name}: is empty (0 bytes); get an intact copy`);
  if (stats.size > maxBytes) {
    throw new UserError('image-too-large',
      `${name}: ${stats.size} bytes is over the limit of ${maxBytes} bytes a file; raise the limit or save it smaller`);
  }
}

async function readExactly(file: FileHandle, size: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await file.read(bytes, filled, Math.min(READ_CHUNK, size - filled), filled);
    if (bytesRead === 0) {
      throw new UserError('file-unreadable', `${displayPath(path)}: became shorter while it was read; try again`);
    }
    filled += bytesRead;
  }
  return bytes;
}

function fileError(path: string, error: unknown): unknown {
  if (error instanceof UserError || !(error instanceof Error) || !('code' in error)) return error;
  const name = displayPath(path);
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ENAMETOOLONG':
    case 'ELOOP':
      return new UserError('file-missing', `${name}: no such file; check the path`, { cause: error });
    case 'EACCES':
    case 'EPERM':
      return new UserError('file-unreadable', `${name}: no permission to read it; change its permissions or copy it`,
        { cause: error });
    case 'ERR_INVALID_ARG_VALUE':
      return new UserError('bad-argument', `${name}: not a valid path; check the path`, { cause: error });
    case 'ERR_INVALID_ARG_TYPE':
      return error;
    default:
      return new UserError('file-unreadable',
        `${name}: cannot be read (${String(error.code)}); check the disk or share`, { cause: error });
  }
}

import { readFile, realpath } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { isBelow } from './access.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.map': 'application/json',
};

/** A file of the built page. */
export interface Page {
  readonly bytes: Uint8Array;
  readonly type: string;
}

/**
 * Reads a file of the built page.
 * @param path of the URL, beginning with "/"; "/" is the page itself
 * @returns undefined if there is none, or it is not of a kind that a page has, or lies outside the folder
 */
export async function readPage(folder: string, path: string): Promise<Page | undefined> {
  const plain = path === '/' ? '/index.html' : path;
  const type = TYPES[extname(plain)];
  if (type === undefined || !isPlainPath(plain)) return undefined;
  const root = await realpath(folder).catch(() => undefined);
  const file = await realpath(join(folder, plain)).catch(() => undefined);
  if (root === undefined || file === undefined || !isBelow(root, file)) return undefined;
  const bytes = await readFile(file).catch(() => undefined);
  return bytes === undefined ? undefined : { bytes, type };
}

/** Whether a path has neither "." nor ".." parts, encoded or not, nor anything that is no part of our file names. */
export function isPlainPath(path: string): boolean {
  return path.split('/').slice(1).every((part) => /^[\w-][\w.-]*$/.test(part));
}

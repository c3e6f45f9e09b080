import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** From package.json, which lies two folders up both in the sources and in a build. */
export function ownVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

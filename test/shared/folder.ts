import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const candidate = process.env['PHRASELIFT_SHARED'] ?? resolve(import.meta.dirname, '../../../shared');

/** The folder of development data beside the checkout; users do not have it, so tests that need it are skipped. */
export const shared = existsSync(resolve(candidate, 'bench/dev-refs.json')) ? candidate : undefined;

export function withoutShared(): boolean {
  if (shared === undefined) console.warn('Skipped: there is no ../shared with photos and phrases beside the checkout.');
  return shared === undefined;
}

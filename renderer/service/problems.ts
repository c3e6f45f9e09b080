import { ApiError } from '../../src/api/contract.ts';
import { DocumentError } from '../../src/document/errors.ts';
import { en } from '../i18n/en.ts';
import type { TextKey } from '../i18n/en.ts';
import { UnreachableError } from './service.ts';

/** A failure as it is shown: what it means to the user, and the sentence of whoever failed. */
export interface Problem {
  readonly textKey: TextKey;
  readonly detail: string;
}

/** Whether a failure is the end that the user himself asked for. */
export function isCancelled(error: unknown): boolean {
  return error instanceof ApiError && error.code === 'cancelled';
}

/** How a failure is shown. */
export function problemOf(error: unknown): Problem {
  if (error instanceof UnreachableError) return { textKey: 'error.unreachable', detail: '' };
  if (error instanceof ApiError) {
    return { textKey: keyOf(`error.${error.code}`, 'error.internal'), detail: error.message };
  }
  if (error instanceof DocumentError) {
    return { textKey: keyOf(`error.layer.${error.code}`, 'error.layer.refused'), detail: error.message };
  }
  return { textKey: 'error.internal', detail: error instanceof Error ? error.message : String(error) };
}

function keyOf(key: string, otherwise: TextKey): TextKey {
  return key in en ? (key as TextKey) : otherwise;
}

/** How a method fails. Pure, as all of the contract. */
import type { UserErrorCode } from '../../errors.ts';

/**
 * Why a method failed. Beside the engine's own: `bad-request`, params that the contract refuses; `unknown-photo`, closed
 * or never opened; `unknown-search`, likewise; `not-allowed`, a path that the user did not name, or a stranger's request; `too-large`, more bytes
 * than are taken; `photo-changed`, on the disk since it was opened; `internal`, a bug, logged.
 */
export type ApiErrorCode =
  | UserErrorCode | 'bad-request' | 'unknown-photo' | 'unknown-search' | 'not-allowed' | 'too-large' | 'photo-changed' | 'internal';

/** A failure as it crosses. The message is one English sentence for people. */
export interface ApiFailure {
  readonly error: { readonly code: ApiErrorCode; readonly message: string };
}

/** What a failed call is thrown as on both sides. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;

  constructor(code: ApiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ApiError';
    this.code = code;
  }
}

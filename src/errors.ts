/**
 * What a user can act on. Codes are stable (programs may test them); the message is one line that names the file
 * or argument, what is wrong with it and the way out.
 */
export type UserErrorCode =
  | 'bad-argument'
  | 'file-missing'
  | 'file-unreadable'
  | 'not-an-image'
  | 'image-damaged'
  | 'image-too-large'
  | 'image-unsupported'
  | 'output-unwritable'
  | 'output-exists'
  | 'disk-full'
  | 'store-locked'
  | 'too-large-for-format'
  | 'project-damaged'
  | 'project-too-new'
  | 'model-missing'
  | 'model-damaged'
  | 'model-too-new'
  | 'importer-missing'
  | 'licence-refused'
  | 'device-unavailable'
  | 'host-died'
  | 'cancelled';

/** An expected failure. Anything else that is thrown is a bug and keeps its stack. */
export class UserError extends Error {
  readonly code: UserErrorCode;

  constructor(code: UserErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
  }
}

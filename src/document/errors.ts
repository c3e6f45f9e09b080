/** Why the document refuses a command or a file. Codes are stable; messages are for logs, the editor has its own. */
export type DocumentErrorCode =
  /** The command or file does not have the form that it must have. */
  | 'invalid'
  | 'unknown-layer'
  | 'duplicate-id'
  /** The layer, or a group around it or a layer within it, is locked. */
  | 'locked'
  /** A group would be put into itself. */
  | 'cycle'
  | 'not-a-group'
  | 'not-an-object'
  /** More layers, or groups within groups, than a document holds. */
  | 'too-many'
  /** Layers that are to be merged are moved differently. */
  | 'transforms-differ'
  /** The command was made for another state of the layer. */
  | 'stale'
  /** The command would change nothing, such as splitting a layer of one part. */
  | 'nothing-to-do'
  /** A step was asked for while a gesture (a brush stroke, a drag) is not finished. */
  | 'gesture-open'
  | 'too-new'
  | 'damaged';

/** An expected refusal: the document is as it was before. Anything else that is thrown is a bug. */
export class DocumentError extends Error {
  readonly code: DocumentErrorCode;
  /** The layer that the refusal is about, where there is one. */
  readonly layerId: string | null;

  constructor(code: DocumentErrorCode, message: string, layerId: string | null = null, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DocumentError';
    this.code = code;
    this.layerId = layerId;
  }
}

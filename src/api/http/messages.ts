import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiError, type ApiErrorCode } from '../contract.ts';
import { toFailure } from '../dispatch.ts';
import { SECURITY_HEADERS } from '../security.ts';

/** Largest JSON body: the masks of a document with many layers. */
export const MAX_JSON_BYTES = 128 * 1024 * 1024;

const STATUS: Readonly<Partial<Record<ApiErrorCode, number>>> = {
  'bad-request': 400,
  'bad-argument': 400,
  'not-allowed': 403,
  'unknown-photo': 404,
  'unknown-search': 404,
  'file-missing': 404,
  'too-large': 413,
  'internal': 500,
};
/** What the user can act on, but not by another request. */
const UNPROCESSABLE = 422;

/** Answers and ends. */
export function send(
  response: ServerResponse, status: number, type: string, body: string | Uint8Array, headers: Record<string, string> = {},
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  response.writeHead(status, { ...SECURITY_HEADERS, 'Content-Type': type, 'Content-Length': bytes.length, ...headers });
  response.end(bytes);
}

export function sendJson(response: ServerResponse, status: number, value: unknown, headers: Record<string, string> = {}): void {
  send(response, status, 'application/json', JSON.stringify(value), headers);
}

export function sendError(response: ServerResponse, error: ApiError): void {
  const status = STATUS[error.code] ?? UNPROCESSABLE;
  // What is left of a body that is too large is not read, so the connection cannot be used again.
  sendJson(response, status, toFailure(error), error.code === 'too-large' ? { Connection: 'close' } : {});
}

/** @throws ApiError `bad-request` or `too-large` */
export async function readJson(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-type']?.split(';')[0].trim() !== 'application/json') {
    throw new ApiError('bad-request', 'the body must be application/json');
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of limited(request, MAX_JSON_BYTES)) chunks.push(chunk);
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    throw new ApiError('bad-request', 'the body is not valid JSON');
  }
}

/** A body's chunks, up to a limit. @throws ApiError `too-large`, from the header where that tells */
export async function* limited(request: IncomingMessage, limit: number): AsyncGenerator<Uint8Array> {
  const tooLarge = () => new ApiError('too-large', `the body exceeds ${limit / 2 ** 20} MB`);
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Uint8Array>) {
    bytes += chunk.length;
    if (bytes > limit) throw tooLarge();
    yield chunk;
  }
}

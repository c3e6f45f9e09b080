import { protocol } from 'electron';
import { ApiError } from '../src/api/contract.ts';
import { isPlainPath, readPage } from '../src/api/pages.ts';
import { SECURITY_HEADERS } from '../src/api/security.ts';
import type { EditorService, Resource } from '../src/api/service.ts';

const SCHEME = 'app';
const HOST = 'phraselift';

/** Where the page comes from: everything in the window, photos included, is of this one origin. */
export const ORIGIN = `${SCHEME}://${HOST}`;

/** Must be called before the application is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** What a request is answered with. */
interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string | Uint8Array;
}

/** Serves the page and the photos that are open; nothing else exists in this scheme, and there is no file://. */
export function serveProtocol(service: EditorService, pages: string, log: (line: string) => void): void {
  protocol.handle(SCHEME, async (request) => {
    const { status, type, body } = await answer(request, service, pages, log);
    return new Response(body, { status, headers: { ...SECURITY_HEADERS, 'content-type': type } });
  });
}

async function answer(
  { url, method }: { readonly url: string; readonly method: string }, service: EditorService, pages: string, log: (line: string) => void,
): Promise<Answer> {
  const refuse = (status: number, reason: string): Answer => {
    log(`refused: ${method} ${url}: ${reason}`);
    return { status, type: 'text/plain; charset=utf-8', body: 'Refused.' };
  };
  const { host, pathname } = new URL(url);
  if (method !== 'GET') return refuse(405, 'method not allowed');
  if (host !== HOST) return refuse(403, 'foreign host');
  if (pathname !== '/' && !isPlainPath(pathname)) return refuse(403, 'malformed path');
  try {
    const resource: Resource | undefined = await service.resource(pathname) ?? await readPage(pages, pathname);
    if (resource === undefined) return refuse(404, 'there is nothing');
    return { status: 200, type: resource.type, body: resource.bytes };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return refuse(404, error.message);
  }
}

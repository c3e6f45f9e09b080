import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { UserError } from '../../errors.ts';
import { ApiError, MAX_UPLOAD_BYTES } from '../contract.ts';
import { toApiError } from '../dispatch.ts';
import { isPlainPath, readPage } from '../pages.ts';
import type { EditorService, Resource } from '../service.ts';
import { streamEvents } from './events.ts';
import { Guard, type Refusal } from './guard.ts';
import { limited, readJson, send, sendError, sendJson } from './messages.ts';

export interface ServerOptions {
  readonly service: EditorService;
  /** Folder of the built page. */
  readonly pages: string;
  /** 0 takes any that is free. */
  readonly port: number;
  readonly log: (line: string) => void;
}

export interface EditorServer {
  /** The address to open, with the token. */
  readonly url: string;
  close(): Promise<void>;
}

/** Long enough for a slow disk, short enough that half-open connections do not pile up. */
const HEADERS_TIMEOUT_MS = 10_000;
const MAX_CONNECTIONS = 100;

/**
 * Serves the editor on 127.0.0.1.
 * @throws UserError `bad-argument` if the port is taken
 */
export async function startServer(options: ServerOptions): Promise<EditorServer> {
  const server = createServer();
  server.headersTimeout = HEADERS_TIMEOUT_MS;
  // An upload may take its time on the way to the disk.
  server.requestTimeout = 0;
  server.maxConnections = MAX_CONNECTIONS;
  await listen(server, options.port);
  const guard = new Guard((server.address() as AddressInfo).port);
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    void answer(request, response, guard, options);
  });
  server.on('clientError', (error, socket) => {
    options.log(`refused: malformed request (${error.message})`);
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
  return {
    url: `${guard.origin}/?token=${guard.token}`,
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      server.closeAllConnections();
    }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(taken ? new UserError('bad-argument', `port ${port} cannot be used (${error.code ?? ''}): choose another with --port`) : error);
    });
    server.listen({ port, host: '127.0.0.1' }, () => {
      server.removeAllListeners('error');
      resolve();
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, guard: Guard, options: ServerOptions): Promise<void> {
  const { log } = options;
  const { method = '', url = '' } = request;
  const refuse = ({ status, reason }: Refusal): void => {
    log(`refused: ${method} ${withoutQuery(url)}: ${reason}`);
    send(response, status, 'text/plain; charset=utf-8', refusalText(status), { Connection: 'close' });
  };
  try {
    const foreign = guard.checkSource(request);
    if (foreign !== undefined) { refuse(foreign); return; }
    // Not `new URL`: that would resolve ".." before anybody can see and log it.
    const path = withoutQuery(url);
    if (!isPlainPath(path) && path !== '/') { refuse({ status: 400, reason: 'malformed path' }); return; }
    const query = new URLSearchParams(url.slice(path.length));
    const token = query.get('token');
    if (path === '/' && method === 'GET' && token !== null) {
      if (guard.isToken(token)) welcome(response, guard);
      else refuse({ status: 401, reason: 'wrong token' });
      return;
    }
    const stranger = guard.checkSession(request);
    if (stranger !== undefined) { refuse(stranger); return; }
    const refusal = await route(request, response, path, query, options);
    if (refusal !== undefined) refuse(refusal);
  } catch (error) {
    if (!response.headersSent) sendError(response, toApiError(error, `${method} ${withoutQuery(url)}`, options));
    else response.destroy();
  }
}

async function route(
  request: IncomingMessage, response: ServerResponse, path: string, query: URLSearchParams, { service, pages }: ServerOptions,
): Promise<Refusal | undefined> {
  const { method } = request;
  if (method === 'POST' && path.startsWith('/api/')) {
    sendJson(response, 200, await service.call(path.slice('/api/'.length), await readJson(request)) ?? null);
  } else if (method === 'PUT' && path === '/api/photo.upload') {
    const name = query.get('name') ?? '';
    sendJson(response, 200, await service.upload(name, limited(request, MAX_UPLOAD_BYTES)));
  } else if (method === 'PUT' && path === '/api/project.upload') {
    const name = query.get('name') ?? '';
    sendJson(response, 200, await service.uploadProject(name, limited(request, MAX_UPLOAD_BYTES)));
  } else if (method !== 'GET') {
    return { status: 405, reason: 'method not allowed' };
  } else if (path === '/api/events') {
    streamEvents(service, response);
  } else {
    await sendResource(response, path, service, pages);
  }
  return undefined;
}

async function sendResource(response: ServerResponse, path: string, service: EditorService, pages: string): Promise<void> {
  const resource: Resource | undefined = await service.resource(path) ?? await readPage(pages, path);
  if (resource === undefined) throw new ApiError('file-missing', `there is nothing at ${path}`);
  const { bytes, type, download } = resource;
  send(response, 200, type, bytes, download === undefined ? {} : {
    'Content-Disposition': `attachment; filename*=UTF-8''${encodeParameter(download)}`,
  });
}

/** A file name of any script as a header's parameter (RFC 8187, section 3.2.1). */
function encodeParameter(text: string): string {
  return encodeURIComponent(text).replace(/['()*]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`);
}

/**
 * Hands out the cookie. A page that goes on by itself instead of a redirect: after a redirect that began on another
 * site, a strict cookie would not be sent.
 */
function welcome(response: ServerResponse, guard: Guard): void {
  const page = '<!doctype html><meta charset="utf-8"><title>Phraselift</title><meta http-equiv="refresh" content="0;url=/">';
  send(response, 200, 'text/html; charset=utf-8', page, { 'Set-Cookie': guard.setCookie });
}

function withoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0];
}

function refusalText(status: Refusal['status']): string {
  return status === 401
    ? 'Open the address that "phraselift serve" printed: it holds the key to this page.\n'
    : 'Refused.\n';
}

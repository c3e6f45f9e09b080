import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MAX_JSON_BYTES } from '../../src/api/http/messages.ts';
import { startServer, type EditorServer } from '../../src/api/http/server.ts';
import { openTestService, rawRequest, type TestService } from './helpers.ts';

let test: TestService;
let server: EditorServer;
let pages: string;
let port: number;
let cookie: string;

beforeAll(async () => {
  test = await openTestService();
  pages = mkdtempSync(join(tmpdir(), 'phraselift-pages-'));
  mkdirSync(join(pages, 'assets'));
  writeFileSync(join(pages, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(pages, 'assets', 'index-abc_1.js'), 'export {};');
  writeFileSync(join(pages, 'secret.sh'), 'not of a kind that a page has');
  writeFileSync(join(test.home, 'outside.js'), 'a secret');
  symlinkSync(join(test.home, 'outside.js'), join(pages, 'assets', 'link.js'));
  server = await startServer({ service: test.service, pages, port: 0, log: (line) => { test.log.push(line); } });
  port = Number(new URL(server.url).port);
  const welcome = await rawRequest(port, { path: server.url.slice(new URL(server.url).origin.length) });
  cookie = String(welcome.headers['set-cookie']).split(';')[0];
});
afterAll(async () => {
  await server.close();
  await test.close();
  rmSync(pages, { recursive: true, force: true });
});

const origin = () => `http://127.0.0.1:${port}`;
const get = (path: string, headers: Record<string, string> = {}) => rawRequest(port, { path, headers: { cookie, ...headers } });
const post = (path: string, body: string | Buffer, headers: Record<string, string> = {}) => rawRequest(port, {
  method: 'POST', path, body, headers: { cookie, 'origin': origin(), 'content-type': 'application/json', ...headers },
});
const failure = (body: Buffer) => (JSON.parse(body.toString()) as { error: { code: string; message: string } }).error;

/** Refused with the status, without a word that helps, and logged with the reason. */
async function expectRefusal(answer: ReturnType<typeof rawRequest>, status: number, reason: RegExp): Promise<void> {
  const before = test.log.length;
  const { status: found, body } = await answer;
  expect(found).toBe(status);
  expect(body.toString()).not.toMatch(/token|cookie=|secret/);
  expect(test.log.slice(before).join('\n')).toMatch(reason);
}

describe('the way in', () => {
  it('gives a strict, hidden cookie for the token and goes on without it in the address', async () => {
    const { status, headers, body } = await rawRequest(port, { path: `/${new URL(server.url).search}` });
    expect(status).toBe(200);
    expect(String(headers['set-cookie'])).toMatch(/^phraselift-\d+=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/$/);
    expect(body.toString()).not.toContain(new URL(server.url).searchParams.get('token'));
  });

  it('listens on the loopback address alone', () => {
    expect(new URL(server.url).hostname).toBe('127.0.0.1');
  });

  it('refuses a wrong token, no cookie and a wrong cookie', async () => {
    await expectRefusal(rawRequest(port, { path: '/?token=guess' }), 401, /wrong token/);
    await expectRefusal(rawRequest(port, { path: '/' }), 401, /no session cookie/);
    await expectRefusal(rawRequest(port, { path: '/api/events' }), 401, /no session cookie/);
    await expectRefusal(rawRequest(port, { path: '/', headers: { cookie: `${cookie.split('=')[0]}=guess` } }), 401, /wrong session/);
    await expectRefusal(
      rawRequest(port, { method: 'POST', path: '/api/app.info', body: '{}', headers: { 'origin': origin(), 'content-type': 'application/json' } }),
      401, /no session cookie/,
    );
  });

  it('refuses foreign hosts, which is what DNS rebinding looks like', async () => {
    for (const host of ['evil.example', `evil.example:${port}`, '127.0.0.1', `127.0.0.1:${port + 1}`, `[::1]:${port}`]) {
      await expectRefusal(get('/', { host }), 403, /foreign Host/);
    }
    expect((await get('/', { host: `localhost:${port}` })).status).toBe(200);
  });

  it('refuses foreign origins, and changes without any', async () => {
    for (const foreign of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, `http://127.0.0.1:${port + 1}`, `http://localhost:${port}`]) {
      await expectRefusal(post('/api/app.info', '{}', { origin: foreign }), 403, /foreign Origin/);
    }
    await expectRefusal(get('/', { origin: 'http://evil.example' }), 403, /foreign Origin/);
    await expectRefusal(
      rawRequest(port, { method: 'POST', path: '/api/app.info', body: '{}', headers: { cookie, 'content-type': 'application/json' } }),
      403, /no Origin/,
    );
  });

  it('refuses what another page of the same browser asks for', async () => {
    await expectRefusal(get('/photos/x/full', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }), 403, /another site/);
    await expectRefusal(get('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }), 403, /another site/);
    expect((await get('/', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).status).toBe(200);
  });

  it('sends no CORS headers, and the security headers with everything', async () => {
    const answers = [await get('/'), await get('/nothing.js'), await post('/api/app.info', '{}'), await rawRequest(port, { path: '/' })];
    for (const { headers } of answers) {
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self'; style-src 'self' 'sha256-[^']+';/);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin', 'cross-origin-opener-policy': 'same-origin',
      });
    }
  });
});

describe('files of the page', () => {
  it('are served with their types', async () => {
    expect((await get('/')).body.toString()).toContain('<title>page');
    expect((await get('/assets/index-abc_1.js')).headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it('end at the folder, however a path is written', async () => {
    for (const path of [
      '/../package.json', '/assets/../../package.json', '/..%2f..%2fpackage.json', '/%2e%2e/package.json', '//etc/passwd',
      '/assets/..\\..\\package.json', '/./index.html', '/.git/config', '/assets/%00.js', '/C:/windows/win.ini',
    ]) {
      await expectRefusal(get(path), 400, /malformed path/);
    }
    for (const path of ['/assets/link.js', '/secret.sh', '/assets', '/none.html']) {
      const { status, body } = await get(path);
      expect({ path, status }).toEqual({ path, status: 404 });
      expect(body.toString()).not.toContain('secret\n');
    }
  });
});

describe('calls', () => {
  it('answer with JSON', async () => {
    const { status, headers, body } = await post('/api/app.info', '{}');
    expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: 'application/json' });
    expect(JSON.parse(body.toString())).toMatchObject({ version: '0.0.0-test', canOpenDialog: false });
  });

  it('answer null where there is nothing to say', async () => {
    expect((await post('/api/cancel', '{"requestId":"nobody"}')).body.toString()).toBe('null');
  });

  it.each([
    ['malformed JSON', '{"a":', {}, 400, 'bad-request'],
    ['a body of another type', '{}', { 'content-type': 'text/plain' }, 400, 'bad-request'],
    ['params of another form', '{"photo":7}', {}, 400, 'bad-request'],
    ['params that are no object', '[]', {}, 400, 'bad-request'],
  ])('refuse %s', async (_name, body, headers, status, code) => {
    const answer = await post('/api/select', body, headers);
    expect(answer.status).toBe(status);
    expect(failure(answer.body).code).toBe(code);
  });

  it('refuse unknown methods, also those that every object has', async () => {
    for (const method of ['nothing', 'constructor', '__proto__', 'toString']) {
      const { status, body } = await post(`/api/${method}`, '{}');
      expect({ method, status, code: failure(body).code }).toEqual({ method, status: 400, code: 'bad-request' });
    }
    expect(test.log.some((line) => line.includes('there is no method "constructor"'))).toBe(true);
  });

  it('refuse other HTTP methods', async () => {
    for (const method of ['PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      await expectRefusal(rawRequest(port, { method, path: '/api/app.info', headers: { cookie, origin: origin() } }), 405, /not allowed/);
    }
  });

  it('refuse a body that is too large by its header, before it is sent', async () => {
    const answer = await new Promise<string>((done, fail) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(
          `POST /api/app.info HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: ${origin()}\r\nCookie: ${cookie}\r\n`
          + `Content-Type: application/json\r\nContent-Length: ${MAX_JSON_BYTES + 1}\r\n\r\n`,
        );
      });
      socket.once('data', (data) => { done(data.toString()); socket.destroy(); });
      socket.once('error', fail);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('refuse what is no HTTP at all', async () => {
    const before = test.log.length;
    const answer = await new Promise<string>((done, fail) => {
      const socket = connect(port, '127.0.0.1', () => { socket.write('\u0016\u0003\u0001 hello\r\n\r\n'); });
      socket.once('data', (data) => { done(data.toString()); });
      socket.once('error', fail);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(test.log.slice(before).join()).toMatch(/malformed request/);
  });

  it('refuse files that the user did not name', async () => {
    for (const path of ['/etc/passwd', '../../etc/passwd', join(pages, 'index.html')]) {
      const { status, body } = await post('/api/photo.open', JSON.stringify({ source: { kind: 'path', path } }));
      expect({ status, code: failure(body).code }).toEqual({ status: 403, code: 'not-allowed' });
    }
  });

  it('say of a bug no more than that it is one', async () => {
    const broken = { ...test.service, call: () => Promise.reject(new TypeError('secret path /home/me')) };
    const other = await startServer({ service: broken, pages, port: 0, log: (line) => { test.log.push(line); } });
    try {
      const otherPort = Number(new URL(other.url).port);
      const welcome = await rawRequest(otherPort, { path: `/${new URL(other.url).search}` });
      const answer = await rawRequest(otherPort, {
        method: 'POST', path: '/api/app.info', body: '{}',
        headers: {
          'cookie': String(welcome.headers['set-cookie']).split(';')[0],
          'origin': `http://127.0.0.1:${otherPort}`, 'content-type': 'application/json',
        },
      });
      expect(answer.status).toBe(500);
      expect(answer.body.toString()).not.toContain('secret');
      expect(test.log.at(-1)).toContain('secret path');
    } finally {
      await other.close();
    }
  });
});

describe('events', () => {
  it('reach the page while it listens', async () => {
    const answer = await fetch(`${origin()}/api/events`, { headers: { cookie } });
    expect(answer.headers.get('content-type')).toBe('text/event-stream');
    const reader = answer.body!.getReader();
    const next = async () => new TextDecoder().decode((await reader.read() as { value: Uint8Array }).value);
    expect(await next()).toBe(': listening\n\n');
    test.service.publish({ type: 'action', action: 'edit.undo' });
    expect(await next()).toBe('data: {"type":"action","action":"edit.undo"}\n\n');
    await reader.cancel();
  });
});

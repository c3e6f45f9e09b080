import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EditorService } from '../../src/api/service.ts';
import { FakeElectron } from './fakeElectron.ts';

let electron: FakeElectron;
let log: string[];
const note = (line: string): void => { log.push(line); };

beforeEach(() => {
  electron = new FakeElectron();
  log = [];
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
});
afterEach(() => { vi.doUnmock('electron'); });

/** A service that writes down what it is asked. */
function recordingService(): { readonly service: EditorService; readonly calls: unknown[][] } {
  const calls: unknown[][] = [];
  const answer = (name: string) => (...args: unknown[]) => {
    calls.push([name, ...args]);
    return Promise.resolve(name);
  };
  const service = {
    call: async (method: string, params: unknown) => {
      if (method !== 'fails') return answer('call')(method, params);
      // The class of the modules as they were loaded for this test.
      const { ApiError } = await import('../../src/api/contract.ts');
      throw new ApiError('file-missing', 'gone');
    },
    upload: answer('upload'),
    uploadProject: answer('uploadProject'),
    drop: answer('drop'),
    dropProject: answer('dropProject'),
    handOver: () => Promise.resolve(),
    resource: (path: string) => (path === '/photos/a/full'
      ? Promise.resolve({ bytes: Uint8Array.of(1, 2, 3), type: 'image/jpeg' })
      : Promise.resolve(undefined)),
    publish: () => undefined,
    onEvent: () => () => undefined,
    close: () => Promise.resolve(),
  };
  return { service: service as unknown as EditorService, calls };
}

describe('messages from the page', () => {
  const page = { send: () => undefined };
  const own = { sender: page, senderFrame: { url: 'app://phraselift/' } };
  const channels = ['call', 'drop', 'drop-project', 'upload', 'upload-project'];

  async function serve() {
    const { serveIpc } = await import('../../electron/ipc.ts');
    const recorded = recordingService();
    serveIpc(recorded.service, () => page as never, note);
    const send = (channel: string, event: unknown, ...args: unknown[]) => electron.handlers.get(`phraselift:${channel}`)!(event, ...args);
    return { ...recorded, send };
  }

  it('reach the service', async () => {
    const { send, calls } = await serve();
    expect(await send('call', own, 'app.info', {})).toEqual({ result: 'call' });
    expect(await send('drop', own, '/photos/a.jpg')).toEqual({ result: 'drop' });
    expect(await send('upload', own, 'a.png', Uint8Array.of(1))).toEqual({ result: 'upload' });
    expect(await send('drop-project', own, '/work/a.phraselift')).toEqual({ result: 'dropProject' });
    expect(await send('upload-project', own, 'a.phraselift', Uint8Array.of(2))).toEqual({ result: 'uploadProject' });
    expect(calls).toEqual([
      ['call', 'app.info', {}], ['drop', '/photos/a.jpg'], ['upload', 'a.png', [Uint8Array.of(1)]],
      ['dropProject', '/work/a.phraselift'], ['uploadProject', 'a.phraselift', [Uint8Array.of(2)]],
    ]);
  });

  it('are refused and logged if another frame, another page or another window sends them', async () => {
    const { send, calls } = await serve();
    const strangers = [
      { sender: page, senderFrame: { url: 'https://evil.example/' } },
      { sender: page, senderFrame: { url: 'app://phraselift.evil/' } },
      { sender: page, senderFrame: { url: 'file:///app/index.html' } },
      { sender: page, senderFrame: null },
      { sender: { send: () => undefined }, senderFrame: { url: 'app://phraselift/' } },
    ];
    for (const stranger of strangers) {
      for (const channel of channels) {
        expect(await send(channel, stranger, 'app.info', {})).toMatchObject({ error: { code: 'not-allowed' } });
      }
    }
    expect(calls).toEqual([]);
    expect(log).toHaveLength(strangers.length * channels.length);
  });

  it('are refused and logged if they have another form', async () => {
    const { send, calls } = await serve();
    for (const args of [[], [7], [''], ['x'.repeat(5000)], [{ path: '/etc/passwd' }]]) {
      expect(await send('drop', own, ...args)).toMatchObject({ error: { code: 'bad-request' } });
      expect(await send('drop-project', own, ...args)).toMatchObject({ error: { code: 'bad-request' } });
    }
    for (const args of [[], ['a.png'], ['a.png', 'text'], [7, Uint8Array.of(1)], ['a.png', [1, 2]]]) {
      expect(await send('upload', own, ...args)).toMatchObject({ error: { code: 'bad-request' } });
      expect(await send('upload-project', own, ...args)).toMatchObject({ error: { code: 'bad-request' } });
    }
    expect(calls).toEqual([]);
    expect(log).toHaveLength(20);
  });

  it('are answered with the code of a failure, which a thrown error would lose', async () => {
    const { send } = await serve();
    expect(await send('call', own, 'fails', {})).toEqual({ error: { code: 'file-missing', message: 'gone' } });
  });
});

describe('the app: protocol', () => {
  let pages: string;
  beforeEach(() => {
    pages = mkdtempSync(join(tmpdir(), 'phraselift-pages-'));
    writeFileSync(join(pages, 'index.html'), '<!doctype html>');
  });
  afterEach(() => { rmSync(pages, { recursive: true, force: true }); });

  async function serve() {
    const { registerScheme, serveProtocol } = await import('../../electron/protocol.ts');
    registerScheme();
    serveProtocol(recordingService().service, pages, note);
    return (url: string, method = 'GET') => electron.schemes.get('app')!({ url, method });
  }

  it('is a secure origin of its own without the privileges of files', async () => {
    await serve();
    expect(electron.privileges).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } }]);
    expect([...electron.schemes.keys()]).toEqual(['app']);
  });

  it('serves the page and the photos with the security headers', async () => {
    const get = await serve();
    const page = await get('app://phraselift/');
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'");
    const photo = await get('app://phraselift/photos/a/full');
    expect(new Uint8Array(await photo.arrayBuffer())).toEqual(Uint8Array.of(1, 2, 3));
  });

  it('refuses and logs other hosts, other methods and paths that lead out', async () => {
    const get = await serve();
    expect((await get('app://evil/')).status).toBe(403);
    expect((await get('app://phraselift/', 'POST')).status).toBe(405);
    for (const path of ['/..%2f..%2fetc/passwd', '/%2e%2e%2fpackage.json', '//etc/passwd', '/.env']) {
      expect((await get(`app://phraselift${path}`)).status).toBe(403);
    }
    expect((await get('app://phraselift/../package.json')).status).toBe(404);
    expect((await get('app://phraselift/photos/b/full')).status).toBe(404);
    expect(log).toHaveLength(8);
  });
});

describe('hardening', () => {
  async function hardened() {
    const { harden } = await import('../../electron/hardening.ts');
    harden(note);
  }

  it('denies every permission but writing to the clipboard', async () => {
    await hardened();
    const ask = electron.decisions['request'] as unknown as (contents: unknown, permission: string, answer: (allowed: boolean) => void) => void;
    const check = electron.decisions['check'] as unknown as (contents: unknown, permission: string) => boolean;
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem', 'unknown']) {
      const answers: boolean[] = [];
      ask(null, permission, (allowed) => { answers.push(allowed); });
      expect([permission, ...answers, check(null, permission)]).toEqual([permission, false, false]);
    }
    expect(check(null, 'clipboard-sanitized-write')).toBe(true);
  });

  it('lets no request leave the application', async () => {
    await hardened();
    const decide = electron.decisions['network'] as unknown as (details: { url: string }, answer: (result: { cancel: boolean }) => void) => void;
    const cancelled = (url: string): boolean => {
      let result = false;
      decide({ url }, ({ cancel }) => { result = cancel; });
      return result;
    };
    for (const url of ['https://example.com/', 'http://127.0.0.1/', 'file:///etc/passwd', 'ws://x/', 'app://other/', 'blob:https://x/1']) {
      expect([url, cancelled(url)]).toEqual([url, true]);
    }
    for (const url of ['app://phraselift/assets/a.js', 'blob:app://phraselift/1', 'data:image/png;base64,']) {
      expect([url, cancelled(url)]).toEqual([url, false]);
    }
  });

  it('denies navigation, new windows and webviews', async () => {
    await hardened();
    let decide: ((details: { url: string }) => { action: string }) | undefined;
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: typeof decide) => { decide = handler; },
    });
    electron.app.emit('web-contents-created', {}, contents);
    for (const name of ['will-navigate', 'will-attach-webview']) {
      const event = { preventDefault: vi.fn() };
      contents.emit(name, event, 'https://example.com/');
      expect(event.preventDefault).toHaveBeenCalledOnce();
    }
    expect(decide?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' });
    expect(log).toHaveLength(2);
  });
});

describe('the menu', () => {
  it('is what the page describes; keys are the page\'s own', async () => {
    const { buildMenu } = await import('../../electron/menu.ts');
    const chosen: string[] = [];
    const menu = buildMenu([
      { label: 'Edit', items: [{ label: 'Undo', action: 'edit.undo', accelerator: 'CmdOrCtrl+Z', enabled: false }, {}, { role: 'quit', label: 'Leave' }] },
    ], (action) => { chosen.push(action); }) as unknown as { submenu: { click: () => void }[] }[];
    expect(menu).toMatchObject([{ label: 'Edit', submenu: [
      { label: 'Undo', enabled: false, accelerator: 'CmdOrCtrl+Z', registerAccelerator: false }, { type: 'separator' }, { role: 'quit', label: 'Leave' },
    ] }]);
    menu[0].submenu[0].click();
    expect(chosen).toEqual(['edit.undo']);
  });
});

describe('the host as a utility process', () => {
  it('is spoken to like a child process', async () => {
    const child = Object.assign(new EventEmitter(), { pid: 42, stderr: new EventEmitter(), postMessage: vi.fn(), kill: vi.fn() });
    electron.module.utilityProcess.fork = (entry: string) => {
      expect(entry).toBe('/app/host.mjs');
      return child;
    };
    const { forkUtilityHost } = await import('../../electron/hostPort.ts');
    const port = forkUtilityHost('/app/host.mjs');
    const heard: unknown[] = [];
    port.onMessage((message) => { heard.push(message); });
    port.onExit((words) => { heard.push(words); });
    port.send({ type: 'request', id: 1, request: { kind: 'devices' } });
    child.emit('message', { type: 'ready' });
    child.stderr.emit('data', Buffer.from('Segmentation fault'));
    port.kill();
    child.emit('exit', 139);
    child.emit('exit', 139);
    expect(port.pid).toBe(42);
    expect(child.postMessage).toHaveBeenCalledWith({ type: 'request', id: 1, request: { kind: 'devices' } });
    expect(child.kill).toHaveBeenCalledOnce();
    expect(heard).toEqual([{ type: 'ready' }, 'Segmentation fault']);
  });
});

describe('what the window is started with', () => {
  it('takes photos from the arguments, and neither options nor itself', async () => {
    const { photoArguments } = await import('../../electron/arguments.ts');
    const argv = ['/usr/bin/electron', '--no-sandbox', '--inspect=0', '.', 'a.jpg', '/b c.png'];
    expect(photoArguments(argv, '/apps/phraselift', '/apps/phraselift')).toEqual([resolve('/apps/phraselift/a.jpg'), '/b c.png']);
    expect(photoArguments(['/opt/Phraselift'], '/opt/resources/app.asar', '/home')).toEqual([]);
  });

  it('comes back where it was closed, if a screen still shows it', async () => {
    const { readBounds, writeBounds } = await import('../../electron/bounds.ts');
    const config = mkdtempSync(join(tmpdir(), 'phraselift-bounds-'));
    try {
      const screen = { x: 0, y: 0, width: 1920, height: 1080 };
      expect(await readBounds(config, [screen])).toBeUndefined();
      const bounds = { x: 1700, y: 100, width: 1200, height: 800, maximized: false };
      await writeBounds(config, bounds);
      expect(await readBounds(config, [screen])).toEqual(bounds);
      expect(await readBounds(config, [{ ...screen, width: 1280 }])).toBeUndefined();
      for (const text of ['{', '{"x":1}', '{"x":0,"y":0,"width":1e9,"height":800,"maximized":false}', 'null']) {
        writeFileSync(join(config, 'window.json'), text);
        expect(await readBounds(config, [screen])).toBeUndefined();
      }
    } finally {
      rmSync(config, { recursive: true, force: true });
    }
  });
});

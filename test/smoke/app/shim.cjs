/*
 * Starts the application, which is written for the Electron in package.json, on Electron 9: adds what that lacks, then
 * loads the bundled main script named by SMOKE_MAIN. SMOKE_NODE is the Node that stands in for utility processes.
 */
require('core-js/actual');
const { spawn } = require('child_process');
const { EventEmitter } = require('events');
const fs = require('fs');
const Module = require('module');
const { join } = require('path');
const electron = require('electron');
const { pack, unpack } = require('./wire.cjs');

/** The object with some members replaced; its methods keep their own `this`. */
const withMembers = (object, members) => new Proxy(object, {
  get(target, name) {
    if (name in members) return members[name];
    const value = target[name];
    // A class stays itself: bound, it would lose its static methods.
    return typeof value === 'function' && value.prototype === undefined ? value.bind(target) : value;
  },
});

// ---- Node 12

class AbortSignal extends EventEmitter {
  constructor() {
    super();
    this.aborted = false;
  }
  addEventListener(name, listener, { once = false } = {}) { this[once ? 'once' : 'on'](name, listener); }
  removeEventListener(name, listener) { this.off(name, listener); }
}
class AbortController {
  constructor() { this.signal = new AbortSignal(); }
  abort() {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.emit('abort', { type: 'abort' });
  }
}
/** One grapheme a code point: enough for file names in a test. */
class Segmenter {
  segment(text) { return Array.from(text, (segment) => ({ segment })); }
}
Object.assign(global, { AbortController, AbortSignal });
Intl.Segmenter = Segmenter;

const timers = {
  setTimeout: (milliseconds, value, { signal } = {}) => new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(value), milliseconds);
    if (signal) signal.addEventListener('abort', () => { clearTimeout(timer); reject(new Error('aborted')); });
  }),
};
const rm = async (path, { recursive = false, force = false } = {}) => {
  try {
    const isFolder = (await fs.promises.lstat(path)).isDirectory();
    await (isFolder ? fs.promises.rmdir(path, { recursive }) : fs.promises.unlink(path));
  } catch (error) {
    if (!force || error.code !== 'ENOENT') throw error;
  }
};
const modules = { 'timers/promises': timers, 'fs/promises': withMembers(fs.promises, { rm }) };

// ---- Electron 9

class Headers extends Map {
  constructor(entries) { super(entries.map(([name, value]) => [name.toLowerCase(), value])); }
  get(name) { return super.get(name.toLowerCase()); }
}
class Response {
  constructor(body, { status = 200, headers = {} } = {}) {
    Object.assign(this, { body, status, headers: new Headers(Object.entries(headers)) });
  }
}
global.Response = Response;

/** `protocol.handle` on top of a protocol that answers with buffers. */
const handle = (scheme, answer) => electron.protocol.registerBufferProtocol(scheme, async ({ url, method }, done) => {
  try {
    const { status, headers, body } = await answer({ url, method });
    const [mimeType] = headers.get('content-type').split(';');
    done({ statusCode: status, mimeType, headers: Object.fromEntries(headers), data: Buffer.from(body || '') });
  } catch (error) {
    console.error(error);
    done({ statusCode: 500, mimeType: 'text/plain', data: Buffer.from('error') });
  }
});

/** `ipcMain.handle` whose events tell the frame that they come from. */
const handleInvoke = (channel, listener) => electron.ipcMain.handle(channel, (event, ...args) => {
  event.senderFrame = { url: event.sender.getURL() };
  return listener(event, ...args);
});

const fork = (file, args = [], { env } = {}) => {
  const child = spawn(process.env.SMOKE_NODE, [join(__dirname, 'wire.cjs'), file, ...args], {
    env: env || process.env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const utility = new EventEmitter();
  child.on('message', (message) => utility.emit('message', unpack(message)));
  child.on('exit', (code, signal) => utility.emit('exit', code === null ? signal : code));
  return Object.assign(utility, {
    pid: child.pid,
    postMessage: (message) => { if (child.connected) child.send(pack(message)); },
    kill: () => child.kill('SIGKILL'),
  });
};

electron.app.on('web-contents-created', (_event, contents) => {
  contents.setWindowOpenHandler = (decide) => contents.on('new-window', (event, url) => {
    if (decide({ url }).action === 'deny') event.preventDefault();
  });
});

const patched = withMembers(electron, {
  protocol: withMembers(electron.protocol, { handle }),
  ipcMain: withMembers(electron.ipcMain, { handle: handleInvoke }),
  utilityProcess: { fork },
});

const load = Module._load;
Module._load = (request, ...rest) => {
  const name = request.replace(/^node:/, '');
  if (name === 'electron') return patched;
  return modules[name] || load.call(Module, name, ...rest);
};
require(process.env.SMOKE_MAIN);

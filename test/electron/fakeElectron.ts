import { EventEmitter } from 'node:events';

type Listener = (...args: never[]) => unknown;

/** What the main process asks of Electron, written down instead of done; only what the tests look at is here. */
export class FakeElectron {
  readonly handlers = new Map<string, (event: unknown, ...args: unknown[]) => Promise<unknown>>();
  readonly schemes = new Map<string, (request: { url: string; method: string }) => Promise<Response>>();
  readonly privileges: unknown[] = [];
  readonly app = new EventEmitter();
  readonly decisions: Record<string, Listener> = {};
  menu: unknown;

  /** As `import ... from 'electron'` sees it. */
  readonly module = {
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => Promise<unknown>) => { this.handlers.set(channel, handler); },
    },
    protocol: {
      registerSchemesAsPrivileged: (schemes: unknown[]) => { this.privileges.push(...schemes); },
      handle: (scheme: string, handler: (request: { url: string; method: string }) => Promise<Response>) => { this.schemes.set(scheme, handler); },
    },
    app: this.app,
    session: {
      defaultSession: {
        setPermissionRequestHandler: (decide: Listener) => { this.decisions['request'] = decide; },
        setPermissionCheckHandler: (decide: Listener) => { this.decisions['check'] = decide; },
        webRequest: { onBeforeRequest: (decide: Listener) => { this.decisions['network'] = decide; } },
      },
    },
    Menu: {
      buildFromTemplate: (template: unknown) => template,
      setApplicationMenu: (menu: unknown) => { this.menu = menu; },
    },
    nativeImage: { createFromPath: (path: string) => ({ resize: (size: unknown) => ({ path, size }) }) },
    dialog: { showOpenDialog: () => Promise.resolve({ canceled: true, filePaths: [] as string[] }) },
    utilityProcess: { fork: (entry: string): unknown => { throw new Error(`${entry} was not expected to start`); } },
  };
}

import { BrowserWindow, screen } from 'electron';
import { readBounds, writeBounds } from './bounds.ts';
import { paths } from './paths.ts';
import { ORIGIN } from './protocol.ts';

const FIRST_SIZE = { width: 1440, height: 900 };
const SMALLEST = { minWidth: 760, minHeight: 520 };
/** The page's own dark surround: no white flash while it loads. */
const SURROUND = '#1e1e1e';
/** A page that dies again so soon after it was loaded anew will die for ever. */
const RELOAD_PAUSE_MS = 30_000;

export interface WindowOptions {
  readonly configFolder: string;
  /** Given work that must be done before the application ends. */
  readonly finish: (work: Promise<void>) => void;
  readonly log: (line: string) => void;
}

/** Makes the editor's window where it was closed last; it shows itself once `loadPage` has something to show. */
export async function createWindow(options: WindowOptions): Promise<BrowserWindow> {
  const bounds = await readBounds(options.configFolder, screen.getAllDisplays().map(({ workArea }) => workArea));
  const { maximized, ...place } = bounds ?? { ...FIRST_SIZE, maximized: false };
  const window = new BrowserWindow({
    ...place,
    ...SMALLEST,
    show: false,
    backgroundColor: SURROUND,
    webPreferences: {
      preload: paths.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => { window.show(); });
  keepBounds(window, options);
  reloadAfterCrash(window, options.log);
  return window;
}

export async function loadPage(window: BrowserWindow): Promise<void> {
  await window.loadURL(`${ORIGIN}/`);
}

function keepBounds(window: BrowserWindow, { configFolder, finish, log }: WindowOptions): void {
  window.on('close', () => {
    const bounds = { ...window.getNormalBounds(), maximized: window.isMaximized() };
    finish(writeBounds(configFolder, bounds).catch((error: unknown) => { log(`the window's place was not kept: ${String(error)}`); }));
  });
}

/** The document survives in its journal, from which the new page recovers it. */
function reloadAfterCrash(window: BrowserWindow, log: (line: string) => void): void {
  let last = -Infinity;
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    log(`the page's process has gone: ${reason}`);
    if (reason === 'clean-exit' || Date.now() - last < RELOAD_PAUSE_MS) return;
    last = Date.now();
    window.webContents.reload();
  });
}

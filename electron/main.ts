/** Entry point of the Electron application: windows, dialogs, menu and protocol around the service, and nothing else. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { app, dialog, Menu, type BrowserWindow } from 'electron';
import { openService, type EditorService } from '../src/api/service.ts';
import { oneLine } from '../src/cli/terminal.ts';
import { appFolders } from '../src/store/paths.ts';
import { photoArguments } from './arguments.ts';
import { harden } from './hardening.ts';
import { forkUtilityHost } from './hostPort.ts';
import { serveIpc } from './ipc.ts';
import { firstMenu } from './menu.ts';
import { paths } from './paths.ts';
import { TaskbarProgress } from './progress.ts';
import { registerScheme, serveProtocol } from './protocol.ts';
import { windowShell } from './shell.ts';
import { createWindow, loadPage } from './window.ts';

/** As the command line's default. */
const MAX_PIXELS = 200e6;

const folders = appFolders();
const log = (line: string): void => { process.stderr.write(`phraselift: ${oneLine(line)}\n`); };

let service: EditorService | undefined;
let window: BrowserWindow | undefined;
/** Photos that were handed over before there was a service to take them. */
const early: string[] = [];
/** What has to be done before the application ends. */
let unfinished: Promise<unknown> = Promise.resolve();

async function start(): Promise<void> {
  await app.whenReady();
  Menu.setApplicationMenu(firstMenu());
  harden(log);
  const photos = [...photoArguments(process.argv, app.getAppPath(), process.cwd()), ...early.splice(0)];
  const opened = await openService({
    version: app.getVersion(),
    folders,
    modelFolders: [join(folders.data, 'models'), paths.models],
    sampleFolder: paths.samples,
    threads: cpus().length,
    maxPixels: MAX_PIXELS,
    startHost: () => forkUtilityHost(paths.host),
    startSearch: () => forkUtilityHost(paths.host),
    photos,
    shell: windowShell(() => window, (action) => { opened.publish({ type: 'action', action }); }),
    log,
  });
  service = opened;
  serveProtocol(opened, paths.pages, log);
  serveIpc(opened, () => window?.webContents, log);
  const progress = new TaskbarProgress(() => window);
  opened.onEvent((event) => { progress.note(event); });
  await show();
}

async function show(): Promise<void> {
  const finish = (work: Promise<void>): void => { unfinished = Promise.all([unfinished, work]); };
  const created = await createWindow({ configFolder: folders.config, finish, log });
  window = created;
  created.on('closed', () => { window = undefined; });
  await loadPage(created);
}

function handOver(photos: readonly string[]): void {
  for (const photo of photos) {
    if (service === undefined) early.push(photo);
    else void service.handOver(photo);
  }
  if (window?.isMinimized() === true) window.restore();
  window?.focus();
}

/** Nobody would see a rejection: the window, if there is one, shows nothing. */
function reportAndQuit(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  log(text);
  dialog.showErrorBox('Phraselift cannot start', text);
  app.exit(1);
}

function listen(): void {
  app.on('second-instance', (_event, argv, folder) => { handOver(photoArguments(argv, app.getAppPath(), folder)); });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    handOver([path]);
  });
  app.on('window-all-closed', () => { if (process.platform !== 'darwin') app.quit(); });
  app.on('activate', () => { if (service !== undefined && window === undefined) show().catch(reportAndQuit); });
  app.on('will-quit', (event) => {
    const closing = service;
    if (closing === undefined) return;
    service = undefined;
    event.preventDefault();
    Promise.all([closing.close(), unfinished]).catch((error: unknown) => { log(String(error)); }).finally(() => { app.exit(); });
  });
}

// Chromium's own files are a cache: nothing that the user would miss.
app.setPath('userData', join(folders.cache, 'window'));
if (app.requestSingleInstanceLock()) {
  registerScheme();
  listen();
  start().catch(reportAndQuit);
} else {
  // The running instance has been handed our arguments.
  app.quit();
}

import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { buildPage } from '../../scripts/build-editor.ts';
import { buildElectron } from '../../scripts/build-electron.ts';

const root = resolve(import.meta.dirname, '../..');
const build9 = join(root, '.cache', 'smoke');

export interface Launched {
  readonly app: ElectronApplication;
  readonly page: Page;
  /** What the application and its page have written, a line each. */
  readonly output: string[];
}

/** Builds the application for Electron 9; everything lies as in the package. */
export async function buildForElectron9(): Promise<void> {
  await mkdir(build9, { recursive: true });
  if (!existsSync(join(build9, 'assets'))) await symlink(join(root, 'assets'), join(build9, 'assets'));
  await buildElectron(join(build9, 'dist', 'electron'), 'node12');
  await buildPage(['--config', join(import.meta.dirname, 'vite.config.ts'), '--outDir', join(build9, 'dist', 'renderer'), '--emptyOutDir']);
}

/** Starts the application. @param home folder of everything that it keeps */
export async function launch(executable: string, display: string, home: string, args: readonly string[]): Promise<Launched> {
  const app = await _electron.launch({
    executablePath: executable,
    // Chromium's sandbox does not work for root, nor inside most containers.
    args: ['--no-sandbox', join(import.meta.dirname, 'app'), ...args],
    env: {
      ...definedEnvironment(),
      DISPLAY: display,
      XDG_RUNTIME_DIR: '/tmp',
      PHRASELIFT_HOME: home,
      SMOKE_MAIN: join(build9, 'dist', 'electron', 'main.cjs'),
      SMOKE_NODE: process.execPath,
    },
    timeout: 60_000,
  });
  const output: string[] = [];
  for (const stream of [app.process().stdout, app.process().stderr]) {
    stream?.on('data', (data: Buffer) => { output.push(...data.toString().split('\n').filter((line) => line !== '')); });
  }
  const page = await app.firstWindow();
  page.on('console', (message) => { output.push(`page ${message.type()}: ${message.text()}`); });
  page.on('pageerror', (error) => { output.push(`page threw: ${error.message}`); });
  await lendCheckVisibility(page);
  return { app, page, output };
}

/**
 * Playwright's own script in the page asks elements for `checkVisibility`, which came with Chrome 105. It runs in a
 * world of its own, so that a polyfill in the page would not reach it.
 */
async function lendCheckVisibility(page: Page): Promise<void> {
  const expression = 'if (!Element.prototype.checkVisibility) '
    + 'Element.prototype.checkVisibility = function () { return this.getClientRects().length > 0; }';
  const session = await page.context().newCDPSession(page);
  session.on('Runtime.executionContextCreated', ({ context }: { context: { id: number } }) => {
    // A context may be gone again by the time we speak to it.
    session.send('Runtime.evaluate', { contextId: context.id, expression }).catch(() => undefined);
  });
  await page.locator('body').count();
  await session.send('Runtime.enable');
  await new Promise((resolve) => { setTimeout(resolve, 100); });
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildIfStale } from '../../scripts/build-editor.ts';

const root = resolve(import.meta.dirname, '../..');

/** Debian's Chromium, unless told otherwise. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** What the browser tests need beside the checkout itself. */
export const canRunBrowser = existsSync(chromiumPath) && existsSync(join(root, 'assets/samples/breakfast.jpg'));

/** The built page, served by the real server, with real Chromium to look at it. */
export class BrowserEditor {
  readonly #server: ChildProcess;
  readonly #browser: Browser;
  readonly #folder: string;
  readonly #url: string;

  private constructor(server: ChildProcess, browser: Browser, folder: string, url: string) {
    this.#server = server;
    this.#browser = browser;
    this.#folder = folder;
    this.#url = url;
  }

  /** @param paths folders and photos that the server is given */
  static async start(paths: readonly string[] = []): Promise<BrowserEditor> {
    await buildIfStale();
    const folder = await mkdtemp(join(tmpdir(), 'phraselift-browser-'));
    const server = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), 'serve', '--threads', '1', ...paths],
      {
        env: {
          ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), XDG_CONFIG_HOME: join(folder, 'config'),
          XDG_DATA_HOME: join(folder, 'data'),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const url = await firstLine(server);
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    return new BrowserEditor(server, browser, folder, url);
  }

  /** A page of its own, which fails the test if its scripts fail. */
  async open(options: BrowserContextOptions = {}): Promise<{ readonly page: Page; readonly errors: string[] }> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-US', ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    await page.goto(this.#url);
    return { page, errors };
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    // A server that has died already tells nobody any more.
    if (this.#server.exitCode === null && this.#server.signalCode === null) {
      const ended = new Promise((resolve_) => this.#server.once('exit', resolve_));
      this.#server.kill('SIGINT');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

function firstLine(server: ChildProcess): Promise<string> {
  return new Promise((resolve_, reject) => {
    let text = '';
    server.once('exit', (code) => { reject(new Error(`the server ended with ${String(code)} before it was ready`)); });
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [line, ...rest] = text.split('\n');
      if (rest.length > 0) resolve_(line.trim());
    });
  });
}

/** Opens the sample scene and waits until its layers could be shown. */
export async function openBreakfast(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Breakfast', exact: true }).click();
  await page.getByRole('tab', { name: 'breakfast.jpg' }).waitFor();
  await page.locator('.canvas-note').waitFor({ state: 'detached' });
}

/** Types a phrase and waits for what becomes of it. */
export async function phrase(page: Page, text: string, key = 'Enter'): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Phrase' });
  await box.fill(text);
  await box.press(key);
}

/** What the result line says. */
export function resultLine(page: Page) {
  return page.getByTestId('result-line');
}

/** Rows of the layer list, by the names that they show. */
export async function layerNames(page: Page): Promise<string[]> {
  return page.locator('.layer-row .layer-name').allTextContents();
}

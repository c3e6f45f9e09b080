import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { initializeCanvas, readPsd } from 'ag-psd';
import type { Layer } from 'ag-psd';
import axe from 'axe-core';
import type { AxeResults } from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { buildIfStale } from '../../scripts/build-editor.ts';

const root = resolve(import.meta.dirname, '../..');

/** Debian's Chromium, unless told otherwise. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** What the browser tests need beside the checkout itself. */
export const canRunBrowser = existsSync(chromiumPath) && existsSync(join(root, 'assets/samples/breakfast.jpg'));

/** The built page, served by the real server, with real Chromium to look at it. */
export class BrowserEditor {
  readonly #browser: Browser;
  readonly #folder: string;
  #server: Served;

  private constructor(server: Served, browser: Browser, folder: string) {
    this.#server = server;
    this.#browser = browser;
    this.#folder = folder;
  }

  /** @param paths folders and photos that the server is given */
  static async start(paths: readonly string[] = []): Promise<BrowserEditor> {
    await buildIfStale();
    const folder = await mkdtemp(join(tmpdir(), 'phraselift-browser-'));
    const server = await serve(folder, paths);
    const browser = await chromium.launch({ executablePath: chromiumPath, args: ['--no-sandbox'] });
    return new BrowserEditor(server, browser, folder);
  }

  /** Kills the server as a crash would, and starts another one at another address. */
  async killAndRestart(): Promise<void> {
    const { process: killed } = this.#server;
    const ended = new Promise((resolve_) => killed.once('exit', resolve_));
    killed.kill('SIGKILL');
    await ended;
    this.#server = await serve(this.#folder);
  }

  /** A page of its own, which fails the test if its scripts fail. */
  async open(options: BrowserContextOptions = {}): Promise<{ readonly page: Page; readonly errors: string[] }> {
    const context = await this.#browser.newContext({
      viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', locale: 'en-US', ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    const errors: string[] = [];
    // Leaving while something is not saved is asked about; the tests mean it.
    page.on('dialog', (dialog) => void dialog.accept());
    page.on('pageerror', (error) => errors.push(error.message));
    // Playwright intercepts the dialog for files from the first listener on, and a key may be quicker than that.
    page.on('filechooser', () => undefined);
    await page.goto(this.#server.url);
    return { page, errors };
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    // A server that has died already tells nobody any more.
    const { process: server } = this.#server;
    if (server.exitCode === null && server.signalCode === null) {
      const ended = new Promise((resolve_) => server.once('exit', resolve_));
      server.kill('SIGINT');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }
}

interface Served {
  readonly process: ChildProcess;
  readonly url: string;
}

/** @param folder of everything that the server keeps */
async function serve(folder: string, paths: readonly string[] = []): Promise<Served> {
  const server = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), 'serve', '--threads', '1', ...paths],
    { env: { ...process.env, PHRASELIFT_HOME: folder }, stdio: ['ignore', 'pipe', 'inherit'] },
  );
  return { process: server, url: await firstLine(server) };
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

/** A page whose start page is there. */
export async function openStart(
  editor: BrowserEditor, options: BrowserContextOptions = {},
): Promise<{ readonly page: Page; readonly errors: string[] }> {
  const opened = await editor.open(options);
  await opened.page.getByRole('button', { name: 'Breakfast', exact: true }).waitFor();
  return opened;
}

/** Waits until a photo or project is in front and its pixels are shown. */
export async function shown(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).waitFor();
  await page.locator('.canvas-note').waitFor({ state: 'detached' });
}

/** Drops a photo on the page and waits until it is shown. */
export async function dropPhoto(page: Page, name: string, content: Uint8Array): Promise<void> {
  await drop(page, name, content);
  await shown(page, name);
}

/** Opens the sample scene and waits until its layers could be shown. */
export async function openBreakfast(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Breakfast', exact: true }).click();
  await shown(page, 'breakfast.jpg');
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

/** Margin around a fitted photo in CSS pixels, as renderer/canvas/viewMath.ts leaves it. */
const FIT_MARGIN = 24;

/** Where a pixel of the fitted photo lies on the page. */
export async function onPage(page: Page, x: number, y: number, photo = { width: 1920, height: 1280 }): Promise<[number, number]> {
  const box = await page.locator('.canvas-surface').boundingBox();
  if (box === null) throw new Error('there is no canvas');
  const scale = Math.min(1, (box.width - 2 * FIT_MARGIN) / photo.width, (box.height - 2 * FIT_MARGIN) / photo.height);
  return [
    box.x + box.width / 2 + (x - photo.width / 2) * scale, box.y + box.height / 2 + (y - photo.height / 2) * scale,
  ];
}

/** Drags over pixels of the fitted photo. */
export async function drag(page: Page, points: readonly (readonly [number, number])[], photo?: { readonly width: number; readonly height: number }): Promise<void> {
  const [first, ...others] = points;
  await page.mouse.move(...await onPage(page, ...first, photo));
  await page.mouse.down();
  for (const point of others) await page.mouse.move(...await onPage(page, ...point, photo), { steps: 3 });
  await page.mouse.up();
}

/** The steps of the history, the oldest first. */
export async function historySteps(page: Page): Promise<string[]> {
  await page.getByRole('tab', { name: 'History' }).click();
  const steps = await page.locator('.history-step').allTextContents();
  await page.getByRole('tab', { name: 'Properties' }).click();
  return steps;
}

/** Makes layers of a phrase. */
export async function keepPhrase(page: Page, text: string): Promise<void> {
  await phrase(page, text);
  await resultLine(page).waitFor();
  await page.keyboard.press('Enter');
  await resultLine(page).waitFor({ state: 'detached' });
}

/** Chooses files in the dialog of Ctrl+O. */
export async function chooseFile(page: Page, name: string, buffer: Buffer): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.keyboard.press('Control+o')]);
  await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer });
}

/** Opens the export dialog and chooses a format by its name. */
export async function chooseFormat(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+Shift+E');
  await page.locator('.format', { hasText: name }).click();
}

/** Runs the export that is chosen. @returns the name and bytes of the file; the dialog is closed again */
export async function runExport(page: Page): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
  const link = page.getByRole('link', { name: /^Download/ });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  await page.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

/** The layers of a PSD file, the lowest first: what holds them, not their pixels. */
export function readPsdLayers(bytes: Uint8Array): readonly Layer[] {
  return readPsd(bytes, { useImageData: true, skipThumbnail: true }).children ?? [];
}

initializeCanvas(
  () => { throw new Error('no canvas here'); },
  (width, height) => ({ width, height, data: new Uint8ClampedArray(width * height * 4), colorSpace: 'srgb' }),
);

/** Drops a file on the page. */
export async function drop(page: Page, name: string, content: Uint8Array): Promise<void> {
  const transfer = await page.evaluateHandle(`(() => {
    const files = new DataTransfer();
    const bytes = Uint8Array.from(atob('${Buffer.from(content).toString('base64')}'), (letter) => letter.charCodeAt(0));
    files.items.add(new File([bytes], '${name}'));
    return files;
  })()`);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
}

/** Presses Tab until one of the controls has the focus. */
export async function tabTo(page: Page, controls: Locator): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if (await controls.and(page.locator(':focus')).count() > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error('the control cannot be reached by Tab');
}

/**
 * What axe finds that keeps somebody out.
 * @param withContrast false where the colours have been looked at already, which takes half of the time
 */
export async function violations(page: Page, withContrast = true): Promise<string[]> {
  if (!await page.evaluate<boolean>(`'axe' in window`)) await page.evaluate(`${axe.source}; 0`);
  // Only what is wrong is gathered, and no style sheet is fetched anew.
  const options = { resultTypes: ['violations'], preload: false, rules: { 'color-contrast': { enabled: withContrast } } };
  const { violations: found } = await page.evaluate<Pick<AxeResults, 'violations'>>(`axe.run(document, ${JSON.stringify(options)})`);
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

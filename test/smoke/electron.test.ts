import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDisplay, type Display } from './display.ts';
import { electron9 } from './electron9.ts';
import { buildForElectron9, launch, type Launched } from './launch.ts';

const root = resolve(import.meta.dirname, '../..');
const photo = join(root, 'assets', 'samples', 'breakfast.jpg');
/** Where the pictures go that prove it; not committed. */
const pictures = join(root, '.cache', 'screenshots');

const binary = await electron9();
const display: Display | undefined = 'missing' in binary ? undefined : await openDisplay();
const missing = 'missing' in binary ? binary.missing
  : display === undefined ? 'there is no X display and no Xvfb'
    : existsSync(photo) ? undefined : 'assets/samples has no scenes';
if (missing !== undefined) console.warn(`The Electron smoke test is skipped: ${missing}`);

describe.skipIf(missing !== undefined)('the Electron window', { timeout: 180_000 }, () => {
  let home: string;
  let running: Launched;
  /** Runs in the page, whose types this project does not have here. */
  const inPage = <T>(expression: string): Promise<T> => running.page.evaluate<T>(expression);

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), 'phraselift-smoke-'));
    mkdirSync(pictures, { recursive: true });
    await buildForElectron9();
    if ('missing' in binary || display === undefined) throw new Error('skipped');
    running = await launch(binary.executable, display.name, home, [photo]);
  }, 240_000);

  afterAll(async () => {
    await running.app.close().catch(() => undefined);
    display?.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('opens the photo that was given as an argument', async () => {
    await running.page.getByRole('tab', { name: 'breakfast.jpg' }).waitFor({ timeout: 90_000 });
    expect(running.page.url()).toBe('app://phraselift/');
  });

  it('selects by a phrase over IPC and makes layers of it, as one undo step', async () => {
    const { page } = running;
    const box = page.getByRole('textbox', { name: 'Phrase' });
    await box.fill('the two donuts in front');
    await box.press('Enter');
    await page.getByText(/\d objects?/).first().waitFor({ timeout: 90_000 });
    await page.screenshot({ path: join(pictures, 'electron-ghosts.png') });
    await box.press('Enter');
    const layers = page.getByRole('treegrid', { name: 'Layers' });
    await layers.getByRole('row').first().waitFor({ timeout: 30_000 });
    const rows = await layers.getByRole('row').count();
    expect(rows).toBeGreaterThanOrEqual(2);
    await page.screenshot({ path: join(pictures, 'electron-layers.png') });
    await page.getByRole('button', { name: /^Undo/ }).click();
    await expect.poll(() => layers.getByRole('row').count()).toBeLessThan(rows);
  });

  it('saves a project where the dialog says, and opens it when a second start names it', async () => {
    const { app, page } = running;
    const project = join(home, 'mine.phraselift');
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, project);
    await page.getByRole('button', { name: /^Redo/ }).click();
    await page.getByRole('treegrid', { name: 'Layers' }).getByRole('row').first().waitFor({ timeout: 30_000 });
    await page.keyboard.press('Control+s');
    await page.getByRole('button', { name: 'Choose where…' }).click();
    await page.getByRole('tab', { name: 'mine.phraselift' }).waitFor({ timeout: 60_000 });
    expect(readFileSync(project).subarray(0, 2).toString()).toBe('PK');
    await app.evaluate(({ app: application }, path) => {
      application.emit('second-instance', {}, ['electron', path], '/');
    }, project);
    await expect.poll(() => page.getByRole('tab', { name: 'mine.phraselift' }).count(), { timeout: 60_000 }).toBe(2);
    await page.getByRole('treegrid', { name: 'Layers' }).getByRole('row').first().waitFor();
    await page.screenshot({ path: join(pictures, 'electron-project.png') });
    const menu = await app.evaluate(({ Menu }) => {
      const file = Menu.getApplicationMenu()?.items[0].submenu?.items.find(({ label }) => label === 'Open recent');
      return file?.submenu?.items.map(({ label }) => label);
    });
    expect(menu?.[0]).toBe(project);
  });

  it('finds words for the selected layers, and proves them', async () => {
    const { page } = running;
    await page.getByRole('treegrid', { name: 'Layers' }).getByRole('row').first().click();
    await page.keyboard.press('Control+Shift+D');
    const words = page.getByRole('textbox', { name: 'Expression' });
    await words.waitFor({ timeout: 60_000 });
    expect(await words.inputValue()).toContain('donut');
    expect(await page.getByTestId('describe-check').textContent()).toMatch(/^Selects exactly/);
    await page.screenshot({ path: join(pictures, 'electron-describe.png') });
  });

  it('exports to the folder that the dialog gives', async () => {
    const { app, page } = running;
    const folder = join(home, 'out');
    mkdirSync(folder);
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, folder);
    const info = await inPage<{ result: { id: string } }>(
      `window.phraselift.call('photo.open', { source: { kind: 'sample', name: 'breakfast' } })`,
    );
    const answer = await inPage<{ result: { files: { path: string }[] } }>(
      `window.phraselift.call('export.run', { photo: '${info.result.id}', format: 'jpeg', options: {}, layers: [] })`,
    );
    expect(answer.result.files).toHaveLength(1);
    expect(readFileSync(answer.result.files[0].path).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(await page.title()).toContain('Phraselift');
  });

  it('searches the folder that the dialog gives, and opens a hit', async () => {
    const { app, page } = running;
    const folder = join(home, 'folder');
    mkdirSync(folder);
    copyFileSync(photo, join(folder, 'breakfast.jpg'));
    copyFileSync(join(root, 'assets', 'samples', 'desk.jpg'), join(folder, 'desk.jpg'));
    await app.evaluate(({ dialog }, path) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [path] });
    }, folder);
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('button', { name: 'Choose a folder…' }).click();
    await page.getByRole('button', { name: 'Folder folder: choose another' }).waitFor();
    const box = page.getByRole('textbox', { name: 'Phrases to search for' });
    await box.fill('a laptop');
    await box.press('Enter');
    await page.getByText(/^2 photos looked at in/).waitFor({ timeout: 120_000 });
    const hit = page.getByRole('option', { name: /^desk\.jpg, contains it/ });
    await hit.waitFor();
    await page.screenshot({ path: join(pictures, 'electron-search.png') });
    await hit.dblclick();
    await page.getByRole('tab', { name: 'desk.jpg' }).waitFor({ timeout: 60_000 });
    await page.getByText(/\d objects?/).first().waitFor({ timeout: 90_000 });
  });

  it('gives the page nothing of Node and nothing of Electron but the bridge', async () => {
    expect(await inPage(`[typeof require, typeof process, typeof module, Object.keys(window.phraselift).sort().join()]`))
      .toEqual(['undefined', 'undefined', 'undefined', 'call,onEvent,openFile,openFolder,openProject']);
    const preferences = await running.app.evaluate(({ BrowserWindow }) => {
      const [window] = BrowserWindow.getAllWindows();
      // Not in the public types, but the only way to ask what really holds.
      const contents = window.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> };
      const { sandbox, contextIsolation, nodeIntegration, webSecurity } = contents.getLastWebPreferences();
      return { sandbox, contextIsolation, nodeIntegration, webSecurity };
    });
    expect(preferences).toEqual({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
  });

  it('refuses what the page must not do', async () => {
    expect(await inPage(`window.phraselift.call('photo.open', { source: { kind: 'path', path: '/etc/passwd' } })`))
      .toMatchObject({ error: { code: 'not-allowed' } });
    expect(await inPage(`window.phraselift.call('no.such.method', {})`)).toMatchObject({ error: { code: 'bad-request' } });
    expect(await inPage(`window.phraselift.call('select', { photo: 7 })`)).toMatchObject({ error: { code: 'bad-request' } });
    expect(await inPage(`fetch('/..%2f..%2fpackage.json').then((answer) => answer.status)`)).toBe(403);
    expect(await inPage(`fetch('/assets/none.js').then((answer) => answer.status)`)).toBe(404);
    expect(await inPage(`fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')`)).toBe('refused');
    expect(await inPage(`fetch('file:///etc/passwd').then(() => 'read', () => 'refused')`)).toBe('refused');
    expect(await inPage(`new Promise((tell) => navigator.geolocation.getCurrentPosition(() => tell('told'), ({ code }) => tell(code)))`))
      .toBe(1);
    await inPage(`void (location.href = 'https://example.com/')`);
    await expect.poll(() => running.output.some((line) => line.includes('refused: navigation to https://example.com/'))).toBe(true);
    expect(running.page.url()).toBe('app://phraselift/');
  });

  it('runs no inline script: the content security policy holds', async () => {
    await inPage(`void document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.intruder = 1' }))`);
    expect(await inPage(`typeof window.intruder`)).toBe('undefined');
    const refused = (kind: string) => running.output.filter((line) => line.includes(`Refused to ${kind}`));
    await expect.poll(() => refused('execute inline script').length).toBe(1);
    // Nor does the page itself ask for what is refused.
    expect(refused('apply inline style')).toEqual([]);
    expect(refused('load')).toEqual([]);
  });

  it('throws nothing on the way', () => {
    expect(running.output.filter((line) => line.startsWith('page threw'))).toEqual([]);
  });

  it('keeps where the window was', async () => {
    await running.app.close();
    expect(existsSync(join(home, 'config', 'window.json'))).toBe(true);
  });
});

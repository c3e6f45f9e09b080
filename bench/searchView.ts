/**
 * How the search view behaves in real Chromium: the longest tasks of the page while 500 photos are looked at, how soon a
 * search is cancelled, and scrolling through a list of 20,000 answers, which are made up here in place of the service's.
 *
 *     node bench/searchView.ts
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { BrowserEditor } from '../test/e2e/browserEditor.ts';
import { makeManyPhotos } from '../test/e2e/searchFolder.ts';
import { machine, printTable } from './lib.ts';

const PHOTOS = Number(process.argv[2] ?? 500);
const ROWS = 20_000;
const MASK = { side: 56, bits: Buffer.alloc(392, 0xff).toString('base64') };

interface Tasks {
  /** Of more than 50 ms, by the clock and by the processor time of the page's thread: on a busy machine the clock tells of others. */
  readonly count: number;
  readonly countCpu: number;
  readonly longest: number;
  readonly longestCpu: number;
}

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly args: { readonly name?: string };
  /** Microseconds by the clock, and of processor time. */
  readonly dur?: number;
  readonly tdur?: number;
}

const LIMIT = 50;

/** Writes down the tasks of the page's main thread from now on. */
async function watchTasks(page: Page): Promise<() => Promise<Tasks>> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('the page has no browser');
  await browser.startTracing(page, { categories: ['-*', 'disabled-by-default-devtools.timeline'] });
  return async () => {
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const mains = new Set(traceEvents.flatMap(({ name, pid, tid, args }) =>
      (name === 'thread_name' && args.name === 'CrRendererMain' ? [`${pid}/${tid}`] : [])));
    const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && mains.has(`${pid}/${tid}`));
    const clock = tasks.map(({ dur = 0 }) => dur / 1000);
    const cpu = tasks.map(({ tdur = 0 }) => tdur / 1000);
    const over = (values: readonly number[]) => values.filter((value) => value > LIMIT).length;
    const most = (values: readonly number[]) => values.reduce((a, b) => Math.max(a, b), 0);
    return { count: over(clock), countCpu: over(cpu), longest: most(clock), longestCpu: most(cpu) };
  };
}

async function show(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Search a folder/ }).first().click();
}

async function begin(page: Page, phrases: string): Promise<void> {
  await show(page);
  await page.getByRole('button', { name: /^Folder .*: choose another/ }).waitFor();
  const box = page.getByRole('textbox', { name: 'Phrases to search for' });
  await box.fill(phrases);
  await box.press('Enter');
}

/** A run while the user moves about in what has been found. */
async function measureRun(editor: BrowserEditor): Promise<Tasks & { readonly cancel: number; readonly seconds: string }> {
  const { page } = await editor.open();
  page.setDefaultTimeout(600_000);
  await begin(page, 'an orange; a laptop');
  await page.getByRole('option').first().waitFor();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  const pressed = performance.now();
  await page.getByText('Cancelled. What was looked at is kept.').waitFor();
  const cancel = performance.now() - pressed;
  const tasks = await watchTasks(page);
  await page.getByRole('button', { name: 'Go on' }).click();
  const ended = page.locator('.run-text').filter({ hasText: 'looked at in' }).filter({ hasNotText: 'Cancelled' });
  await page.getByRole('radio', { name: /^All / }).first().click();
  await page.getByRole('option').first().waitFor();
  await page.locator('.photo-grid').first().focus();
  for (let i = 0; await ended.count() === 0; i++) {
    await page.keyboard.press(['ArrowRight', 'ArrowDown', 'PageDown', 'Home'][i % 4]);
    await page.waitForTimeout(250);
  }
  const seconds = await ended.textContent() ?? '';
  const result = { ...await tasks(), cancel, seconds };
  await page.context().close();
  return result;
}

const answer = (file: number) => ({
  verdict: 'found', probability: 1 - file / ROWS / 2, count: 1 + (file % 3), area: 0.2,
});
const item = (file: number) => ({
  file, name: `photo-${file}.jpg`, path: `2024/photo-${file}.jpg`, hash: '', bytes: 3_000_000, modified: 0, width: 4000, height: 3000,
  thumbnailUrl: '/samples/breakfast', previewUrl: '/samples/breakfast', answers: [answer(file)],
});
const thresholds = { object: 0.5, none: 0.4, found: 0.8 };
const status = {
  run: 'made-up', state: 'finished', folder: '/photos', name: 'photos', thresholds, defaultThresholds: thresholds, total: ROWS, scanned: true,
  done: ROWS, encoded: ROWS, failed: 0, seconds: 100, notes: [], version: 1,
  phrases: [{ phrase: 'a donut', unknownWords: [], counts: { found: ROWS, none: 0, unsure: 0 }, accepted: 0, rejected: 0 }],
};

/** Answers of a service that has looked at 20,000 photos. */
async function makeUp(page: Page): Promise<void> {
  const files = Array.from({ length: ROWS }, (_file, i) => i);
  const answers: Record<string, (params: { files?: number[] }) => unknown> = {
    'search.runs': () => [status],
    'search.ids': () => ({ version: 1, files }),
    'search.items': (params) => (params.files ?? []).map(item),
    'search.masks': (params) => (params.files ?? []).map((file) => ({
      file,
      objects: [{ region: 0, label: 'donut', score: 0.9, box: [900, 800, 1600, 1400], maskBox: [900, 800, 1600, 1400], ...MASK }],
    })),
    'search.review': () => ({ status, before: [] }),
    'search.thresholds': () => status,
  };
  await page.route(/\/api\/search\./, async (route) => {
    const method = route.request().url().split('/api/')[1];
    const made = answers[method];
    if (made === undefined) await route.fallback();
    else await route.fulfill({ json: made(route.request().postDataJSON() as { files?: number[] }) });
  });
}

async function measureScrolling(editor: BrowserEditor): Promise<Tasks & { readonly cells: number }> {
  const { page } = await editor.open();
  await makeUp(page);
  // From the first request on: one that is under way as routes are set may pass them by.
  await page.reload();
  await page.getByRole('button', { name: /^Search a folder/ }).first().waitFor();
  const tasks = await watchTasks(page);
  await show(page);
  await page.getByRole('option').first().waitFor();
  await page.locator('.photo-grid').focus();
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('PageDown');
    await page.waitForTimeout(60);
  }
  await page.keyboard.press('End');
  await page.waitForTimeout(500);
  await page.keyboard.press('Home');
  for (let i = 0; i < 20; i++) {
    await page.mouse.move(500, 500);
    await page.mouse.wheel(0, 30_000);
    await page.waitForTimeout(60);
  }
  await page.locator('.photo-grid').focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.press('a');
  await page.waitForTimeout(1000);
  const cells = await page.getByRole('option').count();
  const result = { ...await tasks(), cells };
  await page.context().close();
  return result;
}

const folder = await mkdtemp(join(tmpdir(), 'phraselift-bench-'));
await makeManyPhotos(folder, PHOTOS);
const editor = await BrowserEditor.start([folder]);
try {
  const scrolling = await measureScrolling(editor);
  const run = await measureRun(editor);
  console.log(`${machine()}\n`);
  const row = (what: string, { count, longest, countCpu, longestCpu }: Tasks, note: string) =>
    [what, countCpu, Math.round(longestCpu), count, Math.round(longest), note];
  printTable(['', 'tasks over 50 ms of processor time', 'longest, ms', 'tasks over 50 ms by the clock', 'longest, ms', ''], [
    row(`${ROWS} made-up answers: 60 pages, end, home, 20 turns of the wheel, all selected and accepted`, scrolling, `${scrolling.cells} cells in the page`),
    row(`${PHOTOS} photos looked at, two phrases side by side, keys pressed all the while`, run, run.seconds),
    ['from the click on Cancel to "Cancelled", ms', '', '', '', Math.round(run.cancel), ''],
  ]);
} finally {
  await editor.stop();
  await rm(folder, { recursive: true, force: true });
}

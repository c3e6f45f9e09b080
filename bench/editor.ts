/**
 * The editor in real Chromium: main-thread work per pointer move of a brush stroke, undo and redo, results to layers on
 * screen, memory of all processes. Photos are the breakfast scene enlarged; layers come from a generated project.
 * Run: node bench/editor.ts [rounds] [moves a stroke] [parts: strokes,moved,commits,memory] [timeTicks or threadTicks]
 * (Debian's chromium, or CHROMIUM=path). `moved` are strokes on a layer beside its place, where it has to be painted;
 * threadTicks count the processor time of the main thread instead of the clock: on a machine with other work.
 */
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import sharp from 'sharp';
import { apply } from '../src/document/apply.ts';
import { newDocument } from '../src/document/document.ts';
import { projectFromDocument } from '../src/document/project.ts';
import { encodeProject } from '../src/export/projectFile.ts';
import type { AlphaTile } from '../src/mask/types.ts';
import { BrowserEditor, drop, phrase, resultLine } from '../test/e2e/browserEditor.ts';
import { machine, median, printTable } from './lib.ts';

const scene = join(resolve(import.meta.dirname, '..'), 'assets', 'samples', 'breakfast.jpg');
const ROUNDS = Number(process.argv[2] ?? 5);
const MOVES = Number(process.argv[3] ?? 60);
const PARTS = (process.argv[4] ?? 'strokes,moved,commits,memory').split(',');
const timeDomain = process.argv[5] === 'threadTicks' ? 'threadTicks' : 'timeTicks';

interface Size {
  readonly width: number;
  readonly height: number;
}
const MP12: Size = { width: 4243, height: 2828 };
const MP24: Size = { width: 6000, height: 4000 };

function enlarged({ width, height }: Size): Promise<Buffer> {
  return sharp(scene).resize(width, height, { fit: 'fill' }).jpeg({ quality: 90 }).toBuffer();
}

/** An ellipse with a soft border, as large as a person in a group photo. */
function person(index: number, count: number, { width, height }: Size): AlphaTile {
  const [w, h] = [Math.round(width / 6), Math.round(height / 3)];
  const data = new Uint8Array(w * h);
  for (let i = 0; i < data.length; i++) {
    const radius = Math.hypot(((i % w) + 0.5) / (w / 2) - 1, (Math.floor(i / w) + 0.5) / (h / 2) - 1);
    data[i] = Math.round(255 * Math.min(1, Math.max(0, (1 - radius) * 40)));
  }
  const along = index / Math.max(1, count - 1);
  return { x: Math.round((width - w) * along), y: Math.round((height - h) * ((index * 0.37) % 1)), width: w, height: h, data };
}

/** A project of many layers that carries its photo. */
async function project(size: Size, count: number): Promise<Uint8Array> {
  const photo = await enlarged(size);
  const contentHash = createHash('sha256').update(photo).digest('hex');
  const layers = Array.from({ length: count }, (_, i) => (
    { id: `layer-${i}`, name: `person ${i + 1}`, mask: person(i, count, size), origin: null }
  ));
  const empty = newDocument({ path: 'bench.jpg', contentHash, ...size });
  const document = apply(empty, { kind: 'addLayers', layers, group: null, parent: null, index: 0 });
  return encodeProject(projectFromDocument(document, 'photo/photo.jpg'), photo);
}

function percentile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];
}

/** Milliseconds that the page's main thread has worked so far. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return 1000 * (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0);
}

/** Two frames: what was asked for is on the screen. */
const PAINTED = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

async function openProject(editor: BrowserEditor, size: Size, count: number): Promise<{ page: Page; session: CDPSession }> {
  const { page } = await editor.open();
  await page.getByRole('button', { name: 'Breakfast', exact: true }).waitFor();
  await drop(page, 'bench.phraselift', await project(size, count));
  await page.getByRole('row', { name: 'person 1', exact: true }).waitFor();
  await page.locator('.canvas-note').waitFor({ state: 'detached' });
  await page.waitForTimeout(4000);
  return { page, session: await measured(page) };
}

async function measured(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain });
  return session;
}

/** Work a move of one stroke, undo and redo of it: all in ms of the main thread, the drawing of its frames included. */
async function strokes(page: Page, session: CDPSession, isMoved: boolean): Promise<Record<'nothing' | 'move' | 'end' | 'undo' | 'redo', number[]>> {
  const times = { nothing: [] as number[], move: [] as number[], end: [] as number[], undo: [] as number[], redo: [] as number[] };
  const box = await page.locator('.canvas-surface').boundingBox();
  if (box === null) throw new Error('there is no canvas');
  const measure = async (list: number[], action: () => Promise<void>): Promise<void> => {
    const before = await worked(session);
    await action();
    await page.evaluate(PAINTED);
    list.push(await worked(session) - before);
  };
  await page.getByRole('row', { name: 'person 1', exact: true }).click();
  await page.locator('.canvas-surface').focus();
  for (let i = 0; isMoved && i < 3; i++) await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('b');
  for (let round = 0; round < ROUNDS; round++) {
    const at = (i: number): [number, number] => [
      box.x + box.width * (0.2 + (0.6 * i) / MOVES), box.y + box.height * (0.5 + 0.2 * Math.sin(i / 9 + round)),
    ];
    for (let i = 0; i < 5; i++) await measure(times.nothing, () => Promise.resolve());
    await page.mouse.move(...at(0));
    await page.mouse.down();
    for (let i = 1; i <= MOVES; i++) await measure(times.move, () => page.mouse.move(...at(i)));
    await measure(times.end, () => page.mouse.up());
    await measure(times.undo, () => page.keyboard.press('Control+z'));
    await measure(times.redo, () => page.keyboard.press('Control+y'));
  }
  return times;
}

/** Milliseconds from Enter until the layers of a result are on the screen, and the work of the main thread for it. */
async function commits(editor: BrowserEditor): Promise<{ wall: number[]; work: number[]; objects: number }> {
  const { page } = await editor.open();
  await page.getByRole('button', { name: 'Breakfast', exact: true }).waitFor();
  await drop(page, 'large.jpg', await enlarged(MP24));
  await page.getByRole('tab', { name: 'large.jpg' }).waitFor();
  await page.locator('.canvas-note').waitFor({ state: 'detached' });
  await page.waitForTimeout(4000);
  const session = await measured(page);
  const wall: number[] = [];
  const work: number[] = [];
  let objects = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await phrase(page, 'all donuts; both oranges; all the mugs');
    await resultLine(page).waitFor({ timeout: 180_000 });
    await page.waitForTimeout(500);
    await page.locator('.canvas-surface').focus();
    // The promise is not the value of the script, or it would be waited for.
    await page.evaluate(`window.committed = new Promise((done) => window.addEventListener('keydown', () => {
      const start = performance.now();
      const look = () => {
        if (document.querySelector('.layer-row') === null) requestAnimationFrame(look);
        else requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
      };
      requestAnimationFrame(look);
    }, { once: true, capture: true })); 0`);
    const before = await worked(session);
    await page.keyboard.press('Enter');
    wall.push(await page.evaluate<number>('window.committed'));
    work.push(await worked(session) - before);
    objects = await page.locator('.layer-row').count() - 1;
    await page.keyboard.press('Control+z');
    await page.locator('.layer-row').first().waitFor({ state: 'detached' });
  }
  await page.close();
  return { wall, work, objects };
}

interface Held {
  readonly name: string;
  readonly megabytes: number;
}

/** Memory of the processes that this one has started, and of its own none: the share of each, so that nothing counts twice. */
function memory(): Held[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    const stat = readIfThere(`/proc/${name}/stat`);
    if (stat !== '') parents.set(Number(name), Number(stat.split(') ')[1].split(' ')[1]));
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent !== undefined && parent > 1 && (parent === process.pid || isOurs(parent));
  };
  const byName = new Map<string, number>();
  for (const pid of [...parents.keys()].filter(isOurs)) {
    const kilobytes = Number(/^Pss:\s+(\d+) kB/m.exec(readIfThere(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
    const name = nameOf(readIfThere(`/proc/${pid}/cmdline`));
    byName.set(name, (byName.get(name) ?? 0) + kilobytes / 1024);
  }
  return [...byName].map(([name, megabytes]) => ({ name, megabytes })).sort((a, b) => b.megabytes - a.megabytes);
}

/** A file of /proc, or nothing if its process has ended meanwhile. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function nameOf(command: string): string {
  const type = /--type=([a-z-]+)/.exec(command)?.[1];
  if (command.includes('chromium')) return `Chromium ${type ?? 'browser'}`;
  return command.includes('serve') ? 'server' : command.includes('host') ? 'model host' : 'other';
}

/** Memory of 24 MP with 50 layers and a phrase answered. */
async function heldMemory(editor: BrowserEditor): Promise<string> {
  const { page } = await openProject(editor, MP24, 50);
  await phrase(page, 'all donuts');
  await resultLine(page).waitFor({ timeout: 180_000 });
  await page.waitForTimeout(3000);
  const held = memory();
  const total = held.reduce((sum, { megabytes }) => sum + megabytes, 0);
  const parts = held.map(({ name, megabytes }) => `${name} ${Math.round(megabytes)}`);
  return `${Math.round(total)} MB (aim < 1,200): ${parts.join(', ')}`;
}

const row = (name: string, values: readonly number[], aim: string) =>
  [name, median(values).toFixed(1), percentile(values, 0.95).toFixed(1), aim];

const editor = await BrowserEditor.start();
try {
  console.log(`${machine()}; Chromium, software rendering; 12 MP with 20 layers, ${ROUNDS} strokes of ${MOVES} moves; ms of the main thread (${timeDomain}) unless said\n`);
  const rows: string[][] = [];
  for (const part of PARTS.filter((each) => each === 'strokes' || each === 'moved')) {
    const { page, session } = await openProject(editor, MP12, 20);
    const times = await strokes(page, session, part === 'moved');
    await page.close();
    const where = part === 'moved' ? ', layer beside its place' : '';
    rows.push(
      row('nothing: two frames and the measuring itself', times.nothing, ''),
      row(`a pointer move of a stroke${where}`, times.move, 'p95 < 16'),
      row(`end of a stroke${where}`, times.end, ''),
      row(`undo of a stroke${where}`, times.undo, '< 30'),
      row(`redo of a stroke${where}`, times.redo, '< 30'),
    );
  }
  if (PARTS.includes('commits')) {
    const { wall, work, objects } = await commits(editor);
    rows.push(row(`Enter to ${objects} layers on screen, 24 MP (elapsed)`, wall, '< 100'), row('the same, work', work, ''));
  }
  printTable(['', 'median', 'p95', 'aim'], rows);
  if (PARTS.includes('memory')) console.log(`\nMemory of all processes, 24 MP with 50 layers and a phrase answered: ${await heldMemory(editor)}`);
} finally {
  await editor.stop();
}

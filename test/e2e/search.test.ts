import { copyFile, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, layerNames, resultLine } from './browserEditor.ts';
import { makeSearchFolder, scenes } from './searchFolder.ts';

const LONG = 240_000;
const SEARCH = 200_000;
/** Variants of every scene. */
const PHOTOS = scenes.length * 4;

const box = (page: Page) => page.getByRole('textbox', { name: 'Phrases to search for' });
const summary = (page: Page) => page.locator('.run-text').filter({ hasText: /looked at in/ });
/** Waits for the end of the search, whose start has taken the last one's summary away; the machine may be busy with other things. */
const ended = (page: Page) => summary(page).waitFor({ timeout: SEARCH });
const chip = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^${name} `) });
const options = (page: Page) => page.getByRole('option');

/** The number in a chip. */
async function countOf(page: Page, name: string): Promise<number> {
  return Number((await chip(page, name).locator('.pile-count').textContent())?.replaceAll(',', ''));
}

async function search(page: Page, phrases: string): Promise<void> {
  await page.keyboard.press('Control+Shift+F');
  await box(page).fill(phrases);
  await box(page).press('Enter');
}

describe.skipIf(!canRunBrowser)('searching a folder in the browser', () => {
  let folder: string;
  let editor: BrowserEditor;

  /** The page, with the folder chosen. */
  async function openSearch(options_: Parameters<BrowserEditor['open']>[0] = {}) {
    const opened = await editor.open(options_);
    await opened.page.getByRole('button', { name: /^Search a folder/ }).first().click();
    await opened.page.getByRole('button', { name: /^Folder .*: choose another/ }).waitFor();
    return opened;
  }

  beforeAll(async () => {
    folder = await makeSearchFolder();
    editor = await BrowserEditor.start([folder]);
    // All photos are known from here on: the tests are about what is shown of them.
    const { page } = await openSearch();
    await search(page, 'an orange');
    await summary(page).waitFor({ timeout: 2 * LONG });
    await page.context().close();
  }, 3 * LONG);

  afterAll(async () => {
    await editor.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('answers for every photo, says what could not be read, and makes other piles by other thresholds without a run', async () => {
    const { page, errors } = await openSearch();
    await search(page, 'an orange');
    await ended(page);
    const piles = async () => Promise.all(['Contains', 'Unsure', 'Does not contain'].map((name) => countOf(page, name)));
    const before = await piles();
    expect(before.reduce((sum, count) => sum + count)).toBe(PHOTOS);
    expect(before[0]).toBeGreaterThan(0);
    expect(before[2]).toBeGreaterThan(0);
    expect(await summary(page).textContent()).toMatch(/^21 photos looked at in .+ · CPU .*1 could not be read$/);
    await expect.poll(() => options(page).count()).toBe(before[0]);
    await expect.poll(() => options(page).first().getAttribute('aria-label')).toMatch(/^kitchen-\d\.jpg, contains it, (> )?\d+ %, \d objects?$/);
    // The mask of a hit is drawn on it.
    await page.locator('.photo-picture canvas').first().waitFor();

    const runs: string[] = [];
    page.on('request', (request) => { if (request.url().endsWith('search.start')) runs.push(request.url()); });
    const slider = page.getByRole('slider', { name: 'Contains from' });
    await slider.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => countOf(page, 'Unsure')).toBe(0);
    const after = await piles();
    expect(after.reduce((sum, count) => sum + count)).toBe(PHOTOS);
    expect(after[0]).toBeGreaterThan(before[0]);
    await page.getByRole('button', { name: 'Reset' }).click();
    await expect.poll(piles).toEqual(before);
    expect(runs).toEqual([]);

    await chip(page, 'Not readable').click();
    await page.getByRole('listitem').filter({ hasText: 'notes.jpg' }).waitFor();
    expect(await page.getByRole('listitem').filter({ hasText: 'notes.jpg' }).textContent()).toMatch(/notes\.jpg\S.*image/);
    expect(errors).toEqual([]);
  }, LONG);

  it('sorts and narrows what it shows', async () => {
    const { page, errors } = await openSearch();
    await search(page, 'an orange');
    await ended(page);
    await chip(page, 'All').click();
    await expect.poll(() => options(page).count()).toBe(PHOTOS);
    const names = async () => Promise.all((await options(page).all()).map((each) => each.getAttribute('aria-label')));
    await page.getByRole('button', { name: /Sort by/ }).click();
    await page.getByRole('option', { name: 'Name' }).click();
    await expect.poll(async () => (await names())[0]).toMatch(/^breakfast-0\.jpg/);
    await page.getByRole('textbox', { name: 'Path contains' }).fill('more/');
    await expect.poll(() => options(page).count()).toBe(PHOTOS / 2);
    await page.getByRole('button', { name: /Objects/ }).click();
    await page.getByRole('option', { name: 'Exactly' }).click();
    const wanted = page.getByRole('textbox', { name: 'Number of objects' });
    await wanted.fill('2');
    await wanted.press('Enter');
    await expect.poll(async () => (await names()).every((name) => name?.includes(', 2 objects') === true)).toBe(true);
    await wanted.fill('77');
    await wanted.press('Enter');
    await page.getByText('No photo meets these conditions.').waitFor();
    await page.getByRole('button', { name: 'Clear the conditions' }).click();
    await expect.poll(() => options(page).count()).toBe(PHOTOS);
    expect(errors).toEqual([]);
  }, LONG);

  it('is looked through by the keyboard alone, keeps the decisions, and opens a hit with what the phrase means', async () => {
    const { page, errors } = await openSearch();
    await page.keyboard.press('Control+Shift+F');
    // The last search's phrase may have come into the box after the keys went there.
    await page.keyboard.press('Control+a');
    await page.keyboard.type('an orange');
    await page.keyboard.press('Enter');
    await ended(page);
    await options(page).first().waitFor();
    await tabTo(page, '.photo-grid');
    await expect.poll(() => page.locator('[data-cursor]').count()).toBe(1);
    const hits = await countOf(page, 'Contains');
    await page.keyboard.press('a');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('r');
    await page.getByText('1 accepted, 1 rejected').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+End');
    await page.keyboard.press('a');
    await page.getByText(`${hits} accepted, 0 rejected`).waitFor();
    await page.keyboard.press('Control+Alt+z');
    await page.getByText('1 accepted, 1 rejected').waitFor();
    await page.keyboard.press('Home');
    await page.keyboard.press('u');
    await page.getByText('0 accepted, 1 rejected').waitFor();
    await page.keyboard.press(' ');
    const preview = page.getByRole('region', { name: /^Preview of kitchen/ });
    await preview.waitFor();
    await expect.poll(() => preview.getByText(/^1 of \d/).count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => preview.getByText(/^2 of \d/).count()).toBe(1);
    await page.keyboard.press('Escape');
    await preview.waitFor({ state: 'detached' });

    // Another page of the same service finds the decision again.
    await page.reload();
    // Keys are heard once the page is there.
    await page.getByRole('button', { name: 'Breakfast', exact: true }).waitFor();
    await page.keyboard.press('Control+Shift+F');
    await page.getByText('0 accepted, 1 rejected').waitFor();
    // The grid takes the focus when there are photos in it.
    await options(page).first().waitFor();
    await tabTo(page, '.photo-grid');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: /^kitchen-\d\.jpg$/ }).waitFor();
    await resultLine(page).waitFor();
    expect(await page.getByRole('textbox', { name: 'Phrase', exact: true }).inputValue()).toBe('an orange');
    await page.keyboard.press('Enter');
    await page.getByRole('treegrid', { name: 'Layers' }).getByRole('row').first().waitFor();
    expect((await layerNames(page)).join()).toMatch(/orange/);
    await page.keyboard.press('Control+Shift+F');
    await page.getByText('0 accepted, 1 rejected').waitFor();
    expect(errors).toEqual([]);
  }, LONG);

  it('says plainly that nothing matches, and which words the model does not know', async () => {
    const { page, errors } = await openSearch();
    await search(page, 'the zorblax');
    await ended(page);
    await page.getByText('No photo contains “the zorblax”').waitFor();
    await page.getByText('The model does not know the word “zorblax”').waitFor();
    expect(await countOf(page, 'Contains')).toBe(0);
    await page.getByRole('button', { name: 'See the nearest' }).click();
    await expect.poll(() => options(page).count()).toBeGreaterThan(0);
    expect(errors).toEqual([]);
  }, LONG);

  it('shows several phrases side by side, and is kept under a name', async () => {
    const { page, errors } = await openSearch();
    await search(page, 'a donut; a laptop; an orange');
    await ended(page);
    const panes = page.getByRole('region', { name: /^Answers to/ });
    await expect.poll(() => panes.count()).toBe(3);
    for (const phrase of ['a donut', 'a laptop', 'an orange']) await panes.getByRole('heading', { name: `“${phrase}”` }).waitFor();
    await page.getByText('Phrases side by side').click();
    await expect.poll(() => panes.count()).toBe(1);
    await page.getByRole('tab', { name: /^a laptop/ }).click();
    await panes.getByRole('heading', { name: '“a laptop”' }).waitFor();
    await page.getByRole('button', { name: 'Save the search…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('three things');
    await page.keyboard.press('Enter');
    await page.getByText('Search “three things” saved').waitFor();
    expect(errors).toEqual([]);
  }, LONG);

  it('exports what is shown as CSV, and never a rejected photo as a hit', async () => {
    const { page, errors } = await openSearch();
    await search(page, 'a laptop');
    await ended(page);
    await options(page).first().waitFor();
    const hits = await countOf(page, 'Contains');
    await options(page).first().click();
    // Its name is not there yet while the photo is being asked for.
    const label = () => options(page).first().getAttribute('aria-label');
    await expect.poll(label).toMatch(/^\S+\.jpg, contains it/);
    const rejected = (await label())?.split(',')[0] ?? '';
    await page.keyboard.press('r');
    await page.getByText('0 accepted, 1 rejected').waitFor();
    await chip(page, 'All').click();
    await expect.poll(() => options(page).count()).toBe(PHOTOS);
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByRole('dialog').getByText('CSV').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const link = page.getByRole('link', { name: /^Download .*csv/ });
    await link.waitFor();
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    const [head, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split(/\r?\n/);
    expect(head).toContain('path');
    expect(rows).toHaveLength(PHOTOS);
    expect(rows.filter((row) => row.includes(',a laptop,found,')).length).toBe(hits);
    expect(rows.filter((row) => row.includes(',rejected,')).map((row) => row.includes(`/${rejected},`))).toEqual([true]);

    await page.getByRole('button', { name: 'Export something else' }).click();
    await page.getByRole('dialog').getByText('one path a line').click();
    await page.getByRole('button', { name: /^(As shown|.*Photos)/ }).last().click();
    await page.getByRole('option', { name: /^Contains/ }).first().click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    const list = page.getByRole('link', { name: /^Download .*txt/ });
    await list.waitFor();
    const [file] = await Promise.all([page.waitForEvent('download'), list.click()]);
    const paths = (await readFile(await file.path(), 'utf8')).trim().split('\n');
    expect(paths).toHaveLength(hits - 1);
    expect(paths.some((path) => path.endsWith(`/${rejected}`))).toBe(false);
    expect(errors).toEqual([]);
  }, LONG);

  it('can be cancelled, and goes on from there', async () => {
    // Contents that no run before has seen.
    const fresh = join(folder, 'fresh');
    await makeMore(folder, fresh);
    const { page, errors } = await openSearch();
    await search(page, 'an orange');
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.getByText('Cancelled. What was looked at is kept.').waitFor();
    await page.getByRole('button', { name: 'Go on' }).click();
    await summary(page).filter({ hasNotText: 'Cancelled' }).waitFor({ timeout: SEARCH });
    await rm(fresh, { recursive: true });
    expect(errors).toEqual([]);
  }, LONG);
});

/** Copies that are told apart by a byte at their end, which decoders leave out. */
async function makeMore(from: string, to: string): Promise<void> {
  const { appendFile, mkdir } = await import('node:fs/promises');
  await mkdir(to, { recursive: true });
  for (let i = 0; i < 30; i++) {
    const path = join(to, `fresh-${i}.jpg`);
    await copyFile(join(from, `${scenes[i % scenes.length]}-0.jpg`), path);
    await appendFile(path, String(i));
  }
  expect((await readFile(join(to, 'fresh-0.jpg'))).length).toBeGreaterThan(0);
}

/** Presses Tab until the element has the focus. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let i = 0; i < 80; i++) {
    if (await page.locator(`${selector}:focus`).count() > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} cannot be reached by Tab`);
}

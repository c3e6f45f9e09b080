import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, historySteps, keepPhrase, layerNames, openBreakfast, tabTo } from './browserEditor.ts';

const LONG = 240_000;

/** Rows as the list shows them, those within groups marked by their level. */
async function tree(page: Page): Promise<string[]> {
  const rows = await page.locator('.layer-row').all();
  return Promise.all(rows.map(async (row) =>
    `${'> '.repeat(Number(await row.getAttribute('aria-level')) - 1)}${await row.locator('.layer-name').textContent() ?? ''}`));
}

/** Drags a row by the pointer to a part of another one's height: 0 its top, 1 its bottom. */
async function dragRow(page: Page, name: string, onto: string, part: number): Promise<void> {
  const [from, to] = await Promise.all([name, onto].map((each) => page.getByRole('row', { name: each, exact: true }).boundingBox()));
  if (from === null || to === null) throw new Error('a row is not in sight');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + to.width / 2, to.y + to.height * part, { steps: 8 });
  await page.mouse.move(to.x + to.width / 2 + 1, to.y + to.height * part);
  await page.mouse.up();
}

describe.skipIf(!canRunBrowser)('the layer list in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('reorders layers by dragging them, between others and into a group, each as one step', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'both oranges');
    await keepPhrase(page, 'the blue mug');
    await keepPhrase(page, 'the red mug');
    expect(await tree(page)).toEqual(['the red mug', 'the blue mug', 'both oranges', '> orange 1', '> orange 2']);
    await dragRow(page, 'the red mug', 'the blue mug', 0.95);
    await expect.poll(() => tree(page)).toEqual(['the blue mug', 'the red mug', 'both oranges', '> orange 1', '> orange 2']);
    await dragRow(page, 'the blue mug', 'both oranges', 0.5);
    await expect.poll(() => tree(page)).toEqual(['the red mug', 'both oranges', '> the blue mug', '> orange 1', '> orange 2']);
    await dragRow(page, 'orange 2', 'the red mug', 0.05);
    await expect.poll(() => tree(page)).toEqual(['orange 2', 'the red mug', 'both oranges', '> the blue mug', '> orange 1']);
    expect(await historySteps(page)).toHaveLength(7);
    await page.locator('.canvas-surface').focus();
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
    await expect.poll(() => tree(page)).toEqual(['the red mug', 'the blue mug', 'both oranges', '> orange 1', '> orange 2']);
    expect(errors).toEqual([]);
  }, LONG);

  it('reorders layers by keyboard: step by step, to the end, and by carrying one to its place', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'the blue mug');
    await keepPhrase(page, 'the red mug');
    await keepPhrase(page, 'both oranges');
    expect(await layerNames(page)).toEqual(['both oranges', 'orange 1', 'orange 2', 'the red mug', 'the blue mug']);
    await tabTo(page, page.locator('.layer-row'));
    await page.keyboard.press('End');
    await page.keyboard.press('Control+]');
    await expect.poll(() => layerNames(page)).toEqual(['both oranges', 'orange 1', 'orange 2', 'the blue mug', 'the red mug']);
    await page.keyboard.press('Control+Shift+]');
    await expect.poll(() => layerNames(page)).toEqual(['the blue mug', 'both oranges', 'orange 1', 'orange 2', 'the red mug']);
    await page.keyboard.press('Control+Shift+[');
    await expect.poll(() => layerNames(page)).toEqual(['both oranges', 'orange 1', 'orange 2', 'the red mug', 'the blue mug']);
    // The handle of a row takes it up, arrows carry it, Enter puts it down.
    await page.getByRole('row', { name: 'the blue mug', exact: true }).locator('.drag-handle').focus();
    await page.keyboard.press('Enter');
    const place = page.getByRole('button', { name: 'Insert before both oranges' });
    for (let i = 0; i < 12 && await place.and(page.locator(':focus')).count() === 0; i++) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect.poll(() => layerNames(page)).toEqual(['the blue mug', 'both oranges', 'orange 1', 'orange 2', 'the red mug']);
    expect(errors).toEqual([]);
  }, LONG);
});

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, layerNames, openBreakfast, phrase, resultLine } from './browserEditor.ts';

const LONG = 240_000;

async function keep(page: Page, words: string): Promise<void> {
  await phrase(page, words);
  await resultLine(page).waitFor();
  await page.getByRole('textbox', { name: 'Phrase' }).press('Enter');
  await page.getByRole('row', { name: words }).waitFor();
}

describe.skipIf(!canRunBrowser)('describing in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => { editor = await BrowserEditor.start(); }, LONG);
  afterAll(async () => { await editor.stop(); });

  it('finds words for the selected layers by the keyboard, proves them, checks edits, and names the group', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keep(page, 'all cups');
    await page.getByRole('row', { name: 'all cups' }).click();
    await page.keyboard.press('Control+Shift+D');
    const words = page.getByRole('textbox', { name: 'Expression' });
    const count = (await layerNames(page)).length - 1;
    const exact = `Selects exactly these ${count} objects.`;
    await words.waitFor();
    expect(await words.inputValue()).toMatch(/cup|mug/);
    const check = page.getByTestId('describe-check');
    expect(await check.textContent()).toBe(exact);

    await words.fill('the bananas');
    await check.filter({ hasText: `Ambiguous: 0 of ${count} selected` }).waitFor();
    await page.getByRole('group', { name: 'Selected too' }).getByRole('button').first().waitFor();
    await words.fill('all the cups');
    await check.filter({ hasText: exact }).waitFor();

    await page.getByRole('button', { name: 'Use as group name' }).click();
    await page.getByRole('row', { name: 'all the cups' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('row', { name: 'all cups' }).waitFor();
    expect(errors).toEqual([]);
  }, LONG);

  it('describes what a phrase has found before it is kept', async () => {
    const { page } = await editor.open();
    await openBreakfast(page);
    await phrase(page, 'the cups');
    await resultLine(page).waitFor();
    await page.keyboard.press('Control+Shift+D');
    await page.getByTestId('describe-check').waitFor();
  }, LONG);

  it('names all layers apart, as one step', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keep(page, 'all donuts');
    await keep(page, 'the cups');
    const before = await layerNames(page);
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('Name all layers');
    await page.keyboard.press('Enter');
    await expect.poll(() => layerNames(page)).not.toEqual(before);
    const after = await layerNames(page);
    expect(new Set(after).size).toBe(before.length);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => layerNames(page)).toEqual(before);
    expect(errors).toEqual([]);
  }, LONG);
});

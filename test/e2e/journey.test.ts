import { readFile } from 'node:fs/promises';
import type { Layer } from 'ag-psd';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BrowserEditor, canRunBrowser, chooseFile, chooseFormat, drag, drop, keepPhrase, layerNames, openStart, phrase, readPsdLayers, resultLine,
  runExport, shown, tabTo,
} from './browserEditor.ts';

const LONG = 400_000;
const photo = new URL('../../assets/samples/breakfast.jpg', import.meta.url);

/** The names of all layers, those in groups too. */
function namesOf(layers: readonly Layer[]): string[] {
  return layers.flatMap(({ name = '', children = [] }) => [name, ...namesOf(children)]);
}

/** The area of the layer that is selected, as the panel says. */
function facts(page: Page): Promise<string | null> {
  return page.locator('.facts').textContent();
}

async function choosePhoto(page: Page, name: string): Promise<void> {
  await chooseFile(page, name, await readFile(photo));
  await shown(page, name);
}

describe.skipIf(!canRunBrowser)('from the photo to the file and back', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('open, phrase, unite, brush, undo, reorder, effect, PSD, save, reload, recover after a killed server', async () => {
    const { page, errors } = await openStart(editor);
    await choosePhoto(page, 'table.jpg');
    await keepPhrase(page, 'the blue mug');
    const alone = await facts(page);
    await phrase(page, 'the red mug', 'Shift+Enter');
    await page.getByText('Added to “the blue mug”').first().waitFor();
    const both = await facts(page);
    expect(both).not.toBe(alone);

    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('b');
    // In a corner, so that the box of the mask that the panel shows grows.
    await drag(page, [[60, 60], [300, 120]]);
    await expect.poll(() => facts(page)).not.toBe(both);
    const painted = await facts(page);
    await page.keyboard.press('Control+z');
    await expect.poll(() => facts(page)).toBe(both);
    await page.keyboard.press('Control+y');
    await expect.poll(() => facts(page)).toBe(painted);
    await page.keyboard.press('v');

    await keepPhrase(page, 'both oranges');
    await page.getByRole('row', { name: 'both oranges' }).click();
    expect((await layerNames(page))[0]).toBe('both oranges');
    await page.keyboard.press('Control+[');
    await expect.poll(async () => (await layerNames(page))[0]).toBe('the blue mug');
    await page.getByRole('row', { name: 'the blue mug' }).click();
    const blur = page.getByRole('checkbox', { name: 'Blur', exact: true });
    await blur.focus();
    await page.keyboard.press('Space');
    await expect.poll(() => blur.isChecked()).toBe(true);
    const names = await layerNames(page);

    await chooseFormat(page, 'Photoshop (PSD)');
    const written = namesOf(readPsdLayers((await runExport(page)).bytes));
    for (const name of names) expect(written).toContain(name);

    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+s');
    await page.getByRole('dialog', { name: 'Save project' }).waitFor();
    const [project] = await Promise.all([
      page.waitForEvent('download'), page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click(),
    ]);
    const bytes = await readFile(await project.path());
    await page.reload();
    await page.getByRole('heading', { name: 'Select with a phrase' }).waitFor();
    await drop(page, 'table.phraselift', bytes);
    await page.getByRole('tab', { name: 'table.phraselift' }).waitFor();
    expect(await layerNames(page)).toEqual(names);
    await page.getByRole('row', { name: 'the blue mug' }).click();
    expect(await blur.isChecked()).toBe(true);
    expect(await facts(page)).toBe(painted);

    await page.getByRole('button', { name: 'Hide the blue mug' }).click();
    await page.getByRole('button', { name: 'Show the blue mug' }).waitFor();
    // The journal is a moment behind what is seen.
    await page.waitForTimeout(1000);
    await editor.killAndRestart();
    await page.close({ runBeforeUnload: false });
    expect(errors).toEqual([]);
    const { page: next } = await editor.open();
    await next.getByText('Uploaded: open table.jpg again to restore it').waitFor();
    await choosePhoto(next, 'table.jpg');
    await next.getByRole('button', { name: 'Show the blue mug' }).waitFor();
    expect(await layerNames(next)).toEqual(names);
  }, LONG);

  it('can be gone by the keyboard alone', async () => {
    const { page, errors } = await openStart(editor);
    await tabTo(page, page.getByRole('button', { name: 'Breakfast', exact: true }));
    await page.keyboard.press('Enter');
    await shown(page, 'breakfast.jpg');
    await page.keyboard.press('/');
    await page.keyboard.type('the blue mug');
    await page.keyboard.press('Enter');
    await resultLine(page).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'the blue mug' }).waitFor();
    const alone = await facts(page);
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('the red mug');
    await page.keyboard.press('Shift+Enter');
    await page.getByText('Added to “the blue mug”').first().waitFor();
    await expect.poll(() => facts(page)).not.toBe(alone);
    const both = await facts(page);

    // The brush: arrows move it, Enter puts it down and lifts it.
    await tabTo(page, page.locator('.canvas-surface'));
    await page.keyboard.press('b');
    for (let i = 0; i < 12; i++) await page.keyboard.press('Shift+ArrowLeft');
    for (let i = 0; i < 9; i++) await page.keyboard.press('Shift+ArrowUp');
    for (const key of ['Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => facts(page)).not.toBe(both);
    await page.keyboard.press('Control+z');
    await expect.poll(() => facts(page)).toBe(both);
    await page.keyboard.press('v');

    await page.keyboard.press('/');
    await page.keyboard.press('Control+a');
    await page.keyboard.type('both oranges');
    await page.keyboard.press('Enter');
    await resultLine(page).waitFor();
    await page.keyboard.press('Enter');
    await tabTo(page, page.locator('.layer-row'));
    expect((await layerNames(page))[0]).toBe('both oranges');
    await page.keyboard.press('Control+[');
    await expect.poll(async () => (await layerNames(page))[0]).toBe('the blue mug');
    await tabTo(page, page.locator('.layer-row'));
    await page.keyboard.press('Home');
    const blur = page.getByRole('checkbox', { name: 'Blur', exact: true });
    await tabTo(page, blur);
    await page.keyboard.press('Space');
    await expect.poll(() => blur.isChecked()).toBe(true);

    await page.keyboard.press('Control+s');
    await page.getByRole('textbox', { name: 'Name' }).waitFor();
    const [project] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(project.suggestedFilename()).toBe('breakfast.phraselift');
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('Close photo');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Select with a phrase' }).waitFor();
    expect(errors).toEqual([]);
  }, LONG);
});

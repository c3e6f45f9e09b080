import { readFile } from 'node:fs/promises';
import type { Layer } from 'ag-psd';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BrowserEditor, canRunBrowser, chooseFormat, drop, layerNames, openBreakfast, openStart, phrase, readPsdLayers, resultLine, runExport, tabTo,
} from './browserEditor.ts';

const LONG = 240_000;

/** The names of a PSD file's layers, the lowest first, groups with what they hold. */
function outline(layers: readonly Layer[]): unknown[] {
  return layers.map(({ name, children }) => (children === undefined ? name : [name, outline(children)]));
}

describe.skipIf(!canRunBrowser)('the editor in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('makes layers of a phrase, arranges them, and exports what the list shows', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await phrase(page, 'all donuts');
    await resultLine(page).waitFor();
    expect(await resultLine(page).textContent()).toMatch(/^\d+ objects · \S+ ?\d* % sure · [\d.]+ m?s · CPU$/);
    expect(await layerNames(page)).toEqual([]);
    await page.getByRole('textbox', { name: 'Phrase' }).press('Enter');
    await page.getByRole('row', { name: 'all donuts' }).waitFor();
    const [group, first, second] = await layerNames(page);
    expect([group, first, second]).toEqual(['all donuts', 'donut 1', 'donut 2']);

    await page.getByRole('button', { name: 'Hide donut 2' }).click();
    await page.getByRole('button', { name: 'Show donut 2' }).waitFor();
    await page.getByRole('row', { name: 'donut 1' }).click();
    await page.keyboard.press('Control+[');
    expect((await layerNames(page)).slice(1, 3)).toEqual(['donut 2', 'donut 1']);
    await page.keyboard.press('Control+z');
    await expect.poll(async () => (await layerNames(page)).slice(1, 3)).toEqual(['donut 1', 'donut 2']);
    await page.keyboard.press('Control+y');
    await expect.poll(async () => (await layerNames(page)).slice(1, 3)).toEqual(['donut 2', 'donut 1']);

    await chooseFormat(page, 'Photoshop (PSD)');
    const { name: file, bytes } = await runExport(page);
    expect(file).toBe('breakfast.psd');
    // Masks and pixels are compared elsewhere: here the layers that the file holds.
    const layers = readPsdLayers(bytes);
    const donuts = layers.find(({ name }) => name === 'all donuts')?.children ?? [];
    const shown = (await layerNames(page)).slice(1);
    expect(outline(donuts)).toEqual(shown.toReversed());
    expect(donuts.find(({ name }) => name === 'donut 2')?.hidden).toBe(true);
    expect(donuts.every(({ left, right }) => (right ?? 0) > (left ?? 0))).toBe(true);
    expect(errors).toEqual([]);
  }, LONG);

  it('unites, drops, and says calmly that nothing matches', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await phrase(page, 'the blue mug');
    await resultLine(page).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'the blue mug' }).waitFor();
    const size = page.locator('.facts dd').last();
    const before = await size.textContent();
    await phrase(page, 'the red mug', 'Shift+Enter');
    await page.getByText('Added to “the blue mug”').first().waitFor();
    expect(await layerNames(page)).toEqual(['the blue mug']);
    expect(await size.textContent()).not.toBe(before);

    await phrase(page, 'all donuts');
    await resultLine(page).waitFor();
    await page.keyboard.press('Escape');
    await resultLine(page).waitFor({ state: 'detached' });
    expect(await layerNames(page)).toEqual(['the blue mug']);

    await phrase(page, 'the zorblax');
    await page.getByRole('heading', { name: 'Nothing matches “the zorblax”' }).waitFor();
    expect(await page.locator('.unknown-word').textContent()).toBe('zorblax');
    expect(await page.getByText('Probability that it is in this photo').textContent()).toMatch(/\d %$/);
    expect(errors).toEqual([]);
  }, LONG);

  it('opens a photo that is dropped on it, and refuses a text with a word about it', async () => {
    const { page, errors } = await openStart(editor);
    await drop(page, 'dropped.jpg', await readFile(new URL('../../assets/samples/breakfast.jpg', import.meta.url)));
    await page.getByRole('tab', { name: 'dropped.jpg' }).waitFor();
    await drop(page, 'notes.jpg', Buffer.from('hello'));
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('not an image');
    expect(await page.getByRole('tab', { name: 'dropped.jpg' }).count()).toBe(1);
    expect(errors).toEqual([]);
  }, LONG);

  it('brings back what was done when the page went away', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await phrase(page, 'both oranges');
    await resultLine(page).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Hide orange 1' }).click();
    await page.getByRole('button', { name: 'Show orange 1' }).waitFor();
    const before = await layerNames(page);
    await page.reload();
    await page.getByRole('button', { name: 'Restore breakfast.jpg' }).first().click();
    await page.getByRole('button', { name: 'Show orange 1' }).waitFor();
    expect(await layerNames(page)).toEqual(before);
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Hide orange 1' }).waitFor();
    expect(errors).toEqual([]);
  }, LONG);

  it('brings back what was done to an uploaded photo when that is opened again', async () => {
    const { page, errors } = await openStart(editor);
    const photo = await readFile(new URL('../../assets/samples/fruit.jpg', import.meta.url));
    await drop(page, 'mine.jpg', photo);
    await page.getByRole('tab', { name: 'mine.jpg' }).waitFor();
    await phrase(page, 'the green apple');
    await resultLine(page).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'the green apple' }).waitFor();
    await page.getByRole('button', { name: 'Hide the green apple' }).click();
    await page.getByRole('button', { name: 'Show the green apple' }).waitFor();
    await page.reload();
    await page.getByText('Uploaded: open mine.jpg again to restore it').waitFor();
    await drop(page, 'mine.jpg', photo);
    await page.getByRole('button', { name: 'Show the green apple' }).waitFor();
    expect(errors).toEqual([]);
  }, LONG);

  it('can be used by the keyboard alone, from the sample to the file', async () => {
    const { page, errors } = await editor.open();
    const sample = page.getByRole('button', { name: 'Breakfast', exact: true });
    await sample.waitFor();
    await tabTo(page, sample);
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'breakfast.jpg' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('the blue mug; both oranges');
    await page.keyboard.press('Enter');
    await resultLine(page).waitFor();
    await page.keyboard.press('Enter');
    const row = page.locator('.layer-row').first();
    await row.waitFor();
    await tabTo(page, page.locator('.layer-row'));
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('F2');
    await page.keyboard.type('hero');
    await page.keyboard.press('Enter');
    expect((await layerNames(page))[1]).toBe('hero');
    await page.keyboard.press('Control+,');
    await page.getByRole('button', { name: 'Show hero' }).waitFor();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Hide hero' }).waitFor();
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('Export');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Export' }).waitFor();
    await tabTo(page, page.getByRole('radio'));
    await page.keyboard.press('ArrowDown');
    await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }));
    await page.keyboard.press('Enter');
    const link = page.getByRole('link', { name: 'Download breakfast.psd' });
    await link.waitFor();
    await tabTo(page, link);
    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
    expect(JSON.stringify(outline(readPsdLayers(await readFile(await download.path()))))).toContain('hero');
    expect(errors).toEqual([]);
  }, LONG);
});

import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, chooseFile, drop, keepPhrase, layerNames, openBreakfast, openStart } from './browserEditor.ts';

const LONG = 240_000;

/** Saves by Ctrl+S and the dialog if it comes. @returns the file */
async function save(page: Page, fillIn: (() => Promise<void>) | null): Promise<{ name: string; bytes: Buffer }> {
  const coming = page.waitForEvent('download');
  await page.keyboard.press('Control+s');
  if (fillIn !== null) {
    await page.getByRole('dialog', { name: 'Save project' }).waitFor();
    await fillIn();
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  }
  const download = await coming;
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe.skipIf(!canRunBrowser)('projects in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('are saved, closed, and opened again by the dialog as they were', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    const mark = page.getByRole('tab').getByRole('img', { name: 'not saved' });
    expect(await mark.count()).toBe(0);
    await keepPhrase(page, 'both oranges');
    await page.getByRole('button', { name: 'Hide orange 1' }).click();
    await mark.waitFor();
    const names = await layerNames(page);
    const first = await save(page, () => page.getByRole('textbox', { name: 'Name' }).fill('my fruit'));
    expect(first.name).toBe('my-fruit.phraselift');
    expect(Object.keys(unzipSync(first.bytes))).toHaveLength(3);
    await mark.waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'my-fruit.phraselift' }).waitFor();

    await keepPhrase(page, 'the red mug');
    await mark.waitFor();
    const second = await save(page, null);
    expect(second.name).toBe('my-fruit.phraselift');
    await mark.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Close breakfast.jpg' }).click();
    await page.getByRole('heading', { name: 'Select with a phrase' }).waitFor();
    expect(await page.getByText('Unfinished work').count()).toBe(0);

    await chooseFile(page, 'first.phraselift', first.bytes);
    await page.getByRole('tab', { name: 'first.phraselift' }).waitFor();
    expect(await layerNames(page)).toEqual(names);
    await page.getByRole('button', { name: 'Show orange 1' }).waitFor();
    expect(await mark.count()).toBe(0);
    await drop(page, 'second.phraselift', second.bytes);
    await page.getByRole('tab', { name: 'second.phraselift' }).waitFor();
    await expect.poll(() => layerNames(page)).toEqual(['the red mug', ...names]);
    expect(errors).toEqual([]);
  }, LONG);

  it('carry the photo that was uploaded, or ask for it', async () => {
    const { page, errors } = await openStart(editor);
    const photo = await readFile(new URL('../../assets/samples/fruit.jpg', import.meta.url));
    await drop(page, 'mine.jpg', photo);
    await page.getByRole('tab', { name: 'mine.jpg' }).waitFor();
    await keepPhrase(page, 'the green apple');
    const copy = page.getByRole('checkbox', { name: 'Put a copy of the photo into the file' });
    const carrying = await save(page, async () => { expect(await copy.isChecked()).toBe(true); });
    await page.keyboard.press('Control+Shift+s');
    await page.getByRole('dialog', { name: 'Save project' }).waitFor();
    await page.getByText('Put a copy of the photo into the file').click();
    await page.getByText('you will have to choose it again').waitFor();
    const coming = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    const bare = await readFile(await (await coming).path());
    await page.getByRole('button', { name: 'Close mine.jpg' }).click();

    await drop(page, 'carrying.phraselift', carrying.bytes);
    await page.getByRole('tab', { name: 'carrying.phraselift' }).waitFor();
    expect(await layerNames(page)).toEqual(['the green apple']);
    await page.getByText('the copy in the project is used').waitFor();
    await page.locator('.canvas-note').waitFor({ state: 'detached' });

    await drop(page, 'bare.phraselift', bare);
    await page.getByRole('dialog', { name: 'Where is the photo?' }).waitFor();
    const locate = async (name: string, buffer: Buffer) => {
      const [chooser] = await Promise.all([
        page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Locate the photo…' }).click(),
      ]);
      await chooser.setFiles({ name, mimeType: 'image/jpeg', buffer });
    };
    await locate('tiny.png', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64'));
    await page.getByText('it cannot be the one').waitFor();
    await locate('mine.jpg', photo);
    await page.getByRole('tab', { name: 'bare.phraselift' }).waitFor();
    expect(await layerNames(page)).toEqual(['the green apple']);
    expect(errors).toEqual([]);
  }, LONG);

  it('that cannot be opened leave the document that is open as it is', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'the red mug');
    const { bytes } = await save(page, () => Promise.resolve());
    await drop(page, 'cut.phraselift', bytes.subarray(0, bytes.length - 40));
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toContain('This project cannot be opened. Everything that is open stays as it is.');
    expect(await layerNames(page)).toEqual(['the red mug']);
    expect(await page.getByRole('tab', { name: 'breakfast.phraselift' }).count()).toBe(1);
    expect(errors).toEqual([]);
  }, LONG);

  it('are asked about before they are closed unsaved', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'the red mug');
    await page.getByRole('button', { name: 'Close breakfast.jpg' }).click();
    const question = page.getByRole('dialog', { name: 'Save the changes to “breakfast.jpg”?' });
    await question.waitFor();
    await question.getByRole('button', { name: 'Cancel' }).click();
    expect(await layerNames(page)).toEqual(['the red mug']);
    await page.getByRole('button', { name: 'Close breakfast.jpg' }).click();
    const coming = page.waitForEvent('download');
    await question.getByRole('button', { name: 'Save', exact: true }).click();
    expect((await coming).suggestedFilename()).toBe('breakfast.phraselift');
    await page.getByRole('heading', { name: 'Select with a phrase' }).waitFor();

    await openBreakfast(page);
    await keepPhrase(page, 'the red mug');
    await page.getByRole('button', { name: 'Close breakfast.jpg' }).click();
    await question.getByRole('button', { name: 'Do not save' }).click();
    await page.getByRole('heading', { name: 'Select with a phrase' }).waitFor();
    expect(await page.getByText('Unfinished work').count()).toBe(0);
    expect(errors).toEqual([]);
  }, LONG);

  it('are recovered after the server was killed, also what was done since they were saved', async () => {
    const { page } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'both oranges');
    await save(page, () => Promise.resolve());
    await page.getByRole('button', { name: 'Hide orange 1' }).click();
    await page.getByRole('button', { name: 'Show orange 1' }).waitFor();
    await keepPhrase(page, 'the red mug');
    const names = await layerNames(page);
    // The journal is a moment behind what is seen.
    await page.waitForTimeout(1000);
    await editor.killAndRestart();
    await page.close({ runBeforeUnload: false });

    const { page: next, errors } = await editor.open();
    await next.getByRole('heading', { name: 'Unfinished work' }).waitFor();
    await next.getByRole('button', { name: 'Restore breakfast.jpg' }).first().click();
    await next.getByRole('button', { name: 'Show orange 1' }).waitFor();
    expect(await layerNames(next)).toEqual(names);
    await next.keyboard.press('Control+z');
    await next.keyboard.press('Control+z');
    await next.getByRole('button', { name: 'Hide orange 1' }).waitFor();
    expect(errors).toEqual([]);
  }, LONG);
});

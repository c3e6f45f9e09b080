import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDocument } from '../../src/document/document.ts';
import { projectFromDocument } from '../../src/document/project.ts';
import { encodeProject } from '../../src/export/projectFile.ts';
import { BrowserEditor, canRunBrowser, drop, openBreakfast, openStart, phrase, resultLine, violations } from './browserEditor.ts';

const LONG = 240_000;

describe.skipIf(!canRunBrowser)('the editor in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it.each(['dark', 'light'] as const)('has no serious accessibility violations in any state, %s', async (colorScheme) => {
    const { page } = await openStart(editor, { colorScheme });
    expect(await violations(page), 'welcome').toEqual([]);
    await openBreakfast(page);
    expect(await violations(page), 'empty').toEqual([]);
    await phrase(page, 'the zorblax');
    await page.getByRole('heading', { name: /^Nothing matches/ }).waitFor();
    expect(await violations(page), 'nothing matches').toEqual([]);
    await phrase(page, 'all donuts');
    await resultLine(page).waitFor();
    expect(await violations(page), 'ghosts').toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'donut 1' }).click();
    expect(await violations(page), 'layers').toEqual([]);
    await page.getByRole('tab', { name: 'History' }).click();
    expect(await violations(page), 'history').toEqual([]);
    await page.getByRole('button', { name: 'Layer', exact: true }).click();
    await page.getByRole('menu').waitFor();
    expect(await violations(page), 'menu').toEqual([]);
    await page.keyboard.press('Escape');
    for (const [name, keys] of [
      ['export', 'Control+Shift+E'], ['palette', 'Control+Shift+P'], ['shortcuts', '?'], ['save', 'Control+s'],
    ]) {
      await page.locator('.canvas-surface').focus();
      await page.keyboard.press(keys);
      await page.getByRole('dialog').waitFor();
      expect(await violations(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    await page.getByRole('button', { name: 'Close breakfast.jpg' }).click();
    await page.getByRole('dialog').waitFor();
    expect(await violations(page), 'unsaved').toEqual([]);
    await page.keyboard.press('Escape');
    await drop(page, 'broken.phraselift', Buffer.from('no project'));
    await page.getByRole('alert').waitFor();
    expect(await violations(page), 'error').toEqual([]);
  }, LONG);

  it.each(['dark', 'light'] as const)('has none in the settings, the recovery and the question for a photo, %s', async (colorScheme) => {
    const { page } = await openStart(editor, { colorScheme });
    await page.keyboard.press('Control+Shift+Comma');
    await page.getByRole('dialog', { name: 'Settings' }).waitFor();
    for (const tab of ['Appearance', 'Model', 'Shortcuts', 'Storage']) {
      await page.getByRole('tab', { name: tab }).click();
      await page.getByRole('tabpanel', { name: tab }).waitFor();
      if (tab === 'Model') await page.getByText('Licence and origin').waitFor();
      expect(await violations(page), tab).toEqual([]);
    }
    await page.getByRole('tab', { name: 'Shortcuts' }).click();
    await page.getByRole('button', { name: 'Change the shortcut of Brush', exact: true }).click();
    await page.keyboard.press('e');
    await page.getByText('E belongs to “Eraser”').waitFor();
    expect(await violations(page), 'conflict').toEqual([]);
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel', exact: true }).click();
    await page.keyboard.press('Escape');

    await openBreakfast(page);
    await phrase(page, 'the red mug');
    await resultLine(page).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('row', { name: 'the red mug' }).waitFor();
    await page.waitForTimeout(500);
    await page.reload();
    await page.getByRole('heading', { name: 'Unfinished work' }).waitFor();
    expect(await violations(page), 'recovery').toEqual([]);
    await page.getByRole('button', { name: 'Discard breakfast.jpg' }).first().click();
    await drop(page, 'bare.phraselift', await bareProject());
    await page.getByRole('dialog', { name: 'Where is the photo?' }).waitFor();
    expect(await violations(page), 'locate').toEqual([]);
  }, LONG);
});

/** A project whose photo is nowhere. */
function bareProject(): Promise<Uint8Array> {
  const document = newDocument({ path: '/nowhere/photo.jpg', contentHash: 'none', width: 60, height: 40 });
  return encodeProject(projectFromDocument(document), null);
}

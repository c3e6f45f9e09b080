import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, openStart, resultLine } from './browserEditor.ts';
import { makeManyPhotos, makeSearchFolder } from './searchFolder.ts';
import { walkStates } from './states.ts';
import type { State } from './states.ts';

const LONG = 900_000;
const SEARCH = 200_000;
/** More than a fast machine looks at before a search is paused, and seen at work once more; none looks at all of them. */
const FRESH = 400;

const box = (page: Page) => page.getByRole('textbox', { name: 'Phrases to search for' });
const chip = (page: Page, name: string) => page.getByRole('radio', { name: new RegExp(`^${name} `) }).first();
const ended = (page: Page) => page.locator('.run-text').filter({ hasText: /looked at in/ }).waitFor({ timeout: SEARCH });

async function startSearch(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Search a folder/ }).first().click();
  await page.getByText('Choose a folder').or(page.getByRole('button', { name: /^Folder / })).first().waitFor();
}

async function closeOverlay(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('[role="dialog"], [role="menu"]').first().waitFor({ state: 'detached' });
}

async function search(page: Page, phrases: string): Promise<void> {
  await page.keyboard.press('Control+Shift+F');
  await box(page).fill(phrases);
  await box(page).press('Enter');
}

async function cancel(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await page.getByText('Cancelled. What was looked at is kept.').waitFor();
}

/** What a button opens, and that it is closed again. */
const opened = (name: string, open: string | RegExp): State[] => [
  [name, async (page) => {
    await page.getByRole('button', { name: open }).first().click();
    await page.getByRole('dialog').or(page.getByRole('menu')).first().waitFor();
  }],
  [`${name} closed`, closeOverlay],
];

const states = (fresh: string): readonly State[] => [
  ['start page', startSearch],
  ...opened('folders', /^Folder /),
  ...opened('which files', 'Which files'),
  ...opened('earlier phrases', 'Saved searches and earlier phrases'),
  ['paused', async (page) => {
    await makeManyPhotos(fresh, FRESH);
    await search(page, 'an orange');
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText(/^Paused at/).waitFor();
  }],
  ['cancelled', cancel],
  ['running', async (page) => {
    await search(page, 'an orange');
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await page.locator('.photo-cell').first().waitFor({ timeout: SEARCH });
  }],
  ['nothing matches', async (page) => {
    await cancel(page);
    await rm(fresh, { recursive: true });
    await search(page, 'the zorblax');
    await ended(page);
    await page.getByText('No photo contains “the zorblax”').waitFor();
  }],
  ['nearest', (page) => page.getByRole('button', { name: 'See the nearest' }).click()],
  ['done', async (page) => {
    await search(page, 'an orange');
    await ended(page);
    await page.getByRole('option').first().waitFor();
  }],
  ['unsure', (page) => chip(page, 'Unsure').click()],
  ['all', (page) => chip(page, 'All').click()],
  ['conditions that none meets', async (page) => {
    await page.getByRole('textbox', { name: 'Path contains' }).fill('nowhere');
    await page.getByText('No photo meets these conditions.').waitFor();
  }],
  ['not readable', async (page) => {
    await page.getByRole('button', { name: 'Clear the conditions' }).click();
    await chip(page, 'Not readable').click();
    await page.getByRole('listitem').filter({ hasText: 'notes.jpg' }).waitFor();
  }],
  ['review', async (page) => {
    await chip(page, 'Contains').click();
    await page.getByRole('option').first().waitFor();
    await page.locator('.photo-grid').first().focus();
    for (const key of ['Home', 'a', 'ArrowRight', 'r', 'Shift+ArrowRight']) await page.keyboard.press(key);
    await page.getByText('1 accepted, 1 rejected').waitFor();
  }],
  ['preview', async (page) => {
    await page.keyboard.press(' ');
    await page.getByRole('region', { name: /^Preview/ }).waitFor();
  }],
  ['side by side', async (page) => {
    await page.keyboard.press('Escape');
    await search(page, 'an orange; a laptop; a donut');
    await ended(page);
    await page.getByRole('option').first().waitFor();
  }],
  ['one of several phrases', (page) => page.getByText('Phrases side by side').click()],
  ...opened('export', 'Export…'),
  ...opened('save', 'Save the search…'),
  ['saved', async (page) => {
    await page.getByRole('button', { name: 'Save the search…' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('three things');
    await page.keyboard.press('Enter');
    await page.getByText('Search “three things” saved').waitFor();
  }],
  ...opened('saved searches', 'Saved searches and earlier phrases'),
  ['exported', async (page) => {
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.getByRole('dialog').getByText('CSV').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    await page.getByRole('link', { name: /^Download/ }).waitFor();
  }],
  ['panels hidden', async (page) => {
    await closeOverlay(page);
    await page.locator('.photo-grid').first().focus();
    await page.keyboard.press('Control+\\');
  }],
  ['hit opened in the editor', async (page) => {
    await page.keyboard.press('Control+\\');
    await page.locator('.photo-grid').first().focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await resultLine(page).waitFor();
  }],
];

describe.skipIf(!canRunBrowser)('searching a folder in the browser', () => {
  it('keeps nobody out in any state: dark, light, and in a narrow window', async () => {
    const folder = await makeSearchFolder();
    const editor = await BrowserEditor.start([folder]);
    try {
      const { page, errors } = await openStart(editor);
      expect(await walkStates(page, 'search', states(join(folder, 'fresh')))).toEqual([]);
      expect(errors).toEqual([]);
    } finally {
      await editor.stop();
      await rm(folder, { recursive: true, force: true });
    }
  }, LONG);

  it('keeps nobody out before there is a folder', async () => {
    const editor = await BrowserEditor.start();
    try {
      const { page } = await openStart(editor);
      expect(await walkStates(page, 'search without a folder', [['start page', async () => {
        await startSearch(page);
        await page.getByText('phraselift serve FOLDER').waitFor();
      }]])).toEqual([]);
    } finally {
      await editor.stop();
    }
  }, LONG);
});

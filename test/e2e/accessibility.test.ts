import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newDocument } from '../../src/document/document.ts';
import { projectFromDocument } from '../../src/document/project.ts';
import { encodeProject } from '../../src/export/projectFile.ts';
import {
  BrowserEditor, canRunBrowser, drag, drop, keepPhrase, onPage, openBreakfast, openStart, phrase, resultLine, shown,
} from './browserEditor.ts';
import { walkStates } from './states.ts';
import type { State } from './states.ts';

const LONG = 900_000;

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const row = (page: Page, name: string) => page.getByRole('row', { name, exact: true });
const dialog = (page: Page) => page.getByRole('dialog');

async function closeOverlay(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator('[role="dialog"], [role="menu"], [role="listbox"].menu').first().waitFor({ state: 'detached' });
}

async function onCanvas(page: Page, ...keys: readonly string[]): Promise<void> {
  await page.locator('.canvas-surface').focus();
  for (const key of keys) await page.keyboard.press(key);
}

/** Opens a dialog by its keys on the canvas. */
async function openBy(page: Page, keys: string): Promise<void> {
  await onCanvas(page, keys);
  await dialog(page).waitFor();
}

const menuState = (name: string): State => [`menu ${name}`, async (page) => {
  await button(page, name).click();
  await page.getByRole('menu').waitFor();
}];

/** A state after which the overlay that it shows is closed. */
function closing([name, reach]: State): State[] {
  return [[name, reach], [`${name} closed`, closeOverlay]];
}

const tool = (name: string, key: string): State => [`tool ${name}`, async (page) => {
  await onCanvas(page, key);
  await page.mouse.move(...await onPage(page, 700, 700));
}];

const exportFormats = ['PNG per layer', 'Photoshop (PSD)', 'JPEG, flattened', 'COCO JSON'];
const maskViews = ['overlay', 'on black', 'on white', 'mask only', 'transparent'];
const panels = ['Properties', 'Describe', 'History'];

const beforeLayers: readonly State[] = [
  ['welcome', (page) => button(page, 'Breakfast').waitFor()],
  ['photo open', openBreakfast],
  ['panel History of a photo', (page) => page.getByRole('tab', { name: 'History' }).click()],
  ['panel Describe of a photo', (page) => page.getByRole('tab', { name: 'Describe' }).click()],
  ['example phrases', async (page) => {
    await page.getByRole('tab', { name: 'Properties' }).click();
    await button(page, 'Examples and earlier phrases').click();
    await page.getByRole('menu').waitFor();
  }],
  ['phrase running', async (page) => {
    await closeOverlay(page);
    await phrase(page, 'the zorblax');
    await page.locator('.result-running').waitFor();
  }],
  ['nothing matches', (page) => page.getByRole('heading', { name: /^Nothing matches/ }).waitFor()],
  ['nothing matches with the region map', async (page) => {
    await page.getByText('Show where the model looked').click();
  }],
  ['nearest candidate pointed to', async (page) => {
    await phrase(page, 'the laptop');
    await page.getByRole('heading', { name: /^Nothing matches/ }).waitFor();
    await page.getByRole('group', { name: /^Nearest candidates/ }).getByRole('button').first().focus();
  }],
  ['unknown words', async (page) => {
    await phrase(page, 'the zorblax donut');
    await page.locator('.unknown-word').waitFor();
  }],
  ['ghosts of several phrases', async (page) => {
    await phrase(page, 'both oranges; the blue mug');
    await resultLine(page).waitFor();
  }],
  ['ghosts of one phrase', async (page) => {
    await phrase(page, 'all donuts');
    await resultLine(page).waitFor();
  }],
];

const withLayers: readonly State[] = [
  ['layers', async (page) => {
    await page.keyboard.press('Enter');
    await row(page, 'donut 1').waitFor();
    await keepPhrase(page, 'the blue mug');
  }],
  ['one layer selected', (page) => row(page, 'the blue mug').click()],
  ['result that is a layer already', async (page) => {
    await phrase(page, 'the blue mug');
    await page.locator('.result-warnings').waitFor();
  }],
  ['several layers selected', async (page) => {
    await page.keyboard.press('Escape');
    await row(page, 'donut 1').click();
    await row(page, 'the blue mug').click({ modifiers: ['Control'] });
  }],
  ['group selected', (page) => row(page, 'all donuts').click()],
  ['renaming', async (page) => {
    await row(page, 'donut 1').click();
    await page.keyboard.press('F2');
    await page.getByRole('textbox', { name: 'Name of the layer' }).waitFor();
  }],
  ['hidden and locked', async (page) => {
    await page.keyboard.press('Escape');
    await button(page, 'Hide donut 1').click();
    await button(page, 'Lock donut 1').click();
    await button(page, 'Unlock donut 1').waitFor();
  }],
  ['solo', async (page) => {
    await row(page, 'the blue mug').click();
    await page.locator('.panel-foot button').nth(2).click();
    await page.locator('.solo-note').waitFor();
  }],
  ['every effect', async (page) => {
    await page.locator('.solo-note button').click();
    for (const effect of ['Brightness', 'Recolour', 'Fill', 'Pixelate', 'Blur', 'Drop shadow', 'Remove']) {
      await page.locator('.effect-head .checkbox', { hasText: effect }).first().click();
    }
    await page.locator('.effect').last().scrollIntoViewIfNeeded();
  }],
  ...closing(['blend modes', async (page) => {
    await button(page, 'Reset the effects').click();
    await page.getByRole('button', { name: /Blend mode/ }).click();
    await page.getByRole('listbox').waitFor();
  }]),
  ...['File', 'Edit', 'Select', 'Layer', 'View', 'Search', 'Help'].flatMap((name) => closing(menuState(name))),
  ...closing(['context menu', async (page) => {
    await row(page, 'donut 2').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
  }]),
  ...panels.map((name): State => [`panel ${name}`, (page) => page.getByRole('tab', { name }).click()]),
  ['described', async (page) => {
    await row(page, 'all donuts').click();
    await page.keyboard.press('Control+Shift+D');
    await page.getByTestId('describe-check').waitFor();
  }],
  ['described ambiguously', async (page) => {
    await page.getByRole('textbox', { name: 'Expression' }).fill('the bananas');
    await page.getByTestId('describe-check').filter({ hasText: 'Ambiguous' }).waitFor();
  }],
  ['panels hidden', async (page) => {
    await page.getByRole('tab', { name: 'Properties' }).click();
    await onCanvas(page, 'Control+\\');
  }],
  ['original shown', (page) => onCanvas(page, 'Control+\\', 'Control+i')],
];

const tools: readonly State[] = [
  ['tool move', async (page) => {
    await onCanvas(page, 'Control+i', 'v');
    await row(page, 'the blue mug').click();
  }],
  tool('brush', 'b'), tool('eraser', 'e'), tool('hand', 'h'), tool('zoom', 'z'),
  ['tool object', async (page) => {
    await onCanvas(page, 'w');
    await page.mouse.move(...await onPage(page, 960, 640));
  }],
  ['tool rectangle', async (page) => {
    await onCanvas(page, 'm');
    await page.locator('.mode', { hasText: 'New layer' }).click();
    await drag(page, [[200, 200], [500, 500]]);
    await page.getByRole('row', { name: /^Shape/ }).waitFor();
  }],
  ['tool lasso', async (page) => {
    await onCanvas(page, 'l');
    await page.mouse.move(...await onPage(page, 300, 300));
    await page.mouse.down();
    await page.mouse.move(...await onPage(page, 700, 400), { steps: 3 });
    await page.mouse.move(...await onPage(page, 500, 800), { steps: 3 });
  }],
  ['tool by keyboard', async (page) => {
    await page.keyboard.press('Escape');
    await page.mouse.up();
    await onCanvas(page, 'm', 'ArrowRight', 'Enter', 'Shift+ArrowDown', 'Shift+ArrowRight');
  }],
  ['layer of a shape', async (page) => {
    await onCanvas(page, 'Escape', 'Escape', 'v');
    await page.getByRole('row', { name: /^Shape/ }).click();
  }],
  ...maskViews.map((view): State => [`mask ${view}`, (page) => onCanvas(page, 'f')]),
  ...closing(['refine', async (page) => {
    await onCanvas(page, 'f');
    await button(page, 'Grow').click();
    await dialog(page).waitFor();
  }]),
];

const dialogs: readonly State[] = [
  ['export', (page) => openBy(page, 'Control+Shift+E')],
  ...exportFormats.map((format): State => [`export ${format}`, async (page) => {
    await page.locator('.format', { hasText: format }).click();
    await page.locator('.export-picture img').or(page.locator('.export-preview figcaption')).first().waitFor();
  }]),
  ['exported', async (page) => {
    await dialog(page).getByRole('button', { name: 'Export', exact: true }).click();
    await page.locator('.done-line').waitFor();
  }],
  ['palette', async (page) => {
    await button(page, 'Export something else').click();
    await closeOverlay(page);
    await openBy(page, 'Control+Shift+P');
  }],
  ['palette filtered', (page) => page.keyboard.type('mask')],
  ['palette without hits', (page) => page.keyboard.type('zzz')],
  ['shortcuts', async (page) => {
    await closeOverlay(page);
    await openBy(page, '?');
  }],
  ['save', async (page) => {
    await closeOverlay(page);
    await openBy(page, 'Control+s');
  }],
  ['settings', async (page) => {
    await closeOverlay(page);
    await openBy(page, 'Control+Shift+Comma');
  }],
  ...['Model', 'Shortcuts', 'Storage'].map((tab): State => [`settings ${tab}`, async (page) => {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel', { name: tab }).waitFor();
    if (tab === 'Model') await page.getByText('Licence and origin').click();
  }]),
  ['settings shortcut that is taken', async (page) => {
    await page.getByRole('tab', { name: 'Shortcuts' }).click();
    await button(page, 'Change the shortcut of Brush').click();
    await page.keyboard.press('e');
    await page.getByText('E belongs to “Eraser”').waitFor();
  }],
  ['several photos', async (page) => {
    await dialog(page).getByRole('button', { name: 'Cancel', exact: true }).click();
    await closeOverlay(page);
    for (const name of ['small.png', 'a photo with a name that is much longer than its tab.png']) {
      await drop(page, name, tinyPhoto);
      await shown(page, name);
    }
  }],
  ['failure', async (page) => {
    await drop(page, 'broken.phraselift', Buffer.from('no project'));
    await page.getByRole('alert').waitFor();
  }],
  ['photo missing', async (page) => {
    await button(page, 'Dismiss').click();
    await drop(page, 'bare.phraselift', await bareProject());
    await page.getByRole('dialog', { name: 'Where is the photo?' }).waitFor();
  }],
  ['unsaved', async (page) => {
    await closeOverlay(page);
    await page.getByRole('tab', { name: 'breakfast.jpg' }).click();
    await button(page, 'Close breakfast.jpg').click();
    await dialog(page).waitFor();
  }],
  ['recovery', async (page) => {
    await closeOverlay(page);
    await page.waitForTimeout(500);
    await page.reload();
    await page.getByRole('heading', { name: 'Unfinished work' }).waitFor();
  }],
];

describe.skipIf(!canRunBrowser)('the editor in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('keeps nobody out in any state: dark, light, and in a narrow window', async () => {
    const { page, errors } = await openStart(editor);
    expect(await walkStates(page, 'editor', [...beforeLayers, ...withLayers, ...tools, ...dialogs])).toEqual([]);
    expect(errors).toEqual([]);
  }, LONG);
});

/** A picture of one pixel. */
const tinyPhoto = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==', 'base64');

/** A project whose photo is nowhere. */
function bareProject(): Promise<Uint8Array> {
  const document = newDocument({ path: '/nowhere/photo.jpg', contentHash: 'none', width: 60, height: 40 });
  return encodeProject(projectFromDocument(document), null);
}

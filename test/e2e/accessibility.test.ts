import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, openBreakfast, phrase, resultLine } from './browserEditor.ts';

const LONG = 240_000;

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

describe.skipIf(!canRunBrowser)('the editor in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it.each(['dark', 'light'] as const)('has no serious accessibility violations in any state, %s', async (colorScheme) => {
    const { page } = await editor.open({ colorScheme });
    await page.getByRole('button', { name: 'Breakfast', exact: true }).waitFor();
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
    for (const [name, keys] of [['export', 'Control+Shift+E'], ['palette', 'Control+Shift+P'], ['shortcuts', '?']]) {
      await page.locator('.canvas-surface').focus();
      await page.keyboard.press(keys);
      await page.getByRole('dialog').waitFor();
      expect(await violations(page), name).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
  }, LONG);
});

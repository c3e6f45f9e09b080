import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, openBreakfast } from './browserEditor.ts';

const LONG = 240_000;

describe.skipIf(!canRunBrowser)('the settings in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('change keys, theme and language at once, and keep them', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await page.keyboard.press('Control+Shift+Comma');
    const dialog = page.getByRole('dialog', { name: 'Settings' });
    await dialog.waitFor();
    await page.getByRole('tab', { name: 'Shortcuts' }).click();
    await page.getByRole('button', { name: 'Change the shortcut of Brush', exact: true }).click();
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Change the shortcut of Hand tool' }).click();
    await page.keyboard.press('e');
    await page.getByText('E belongs to “Eraser”').waitFor();
    await page.getByRole('button', { name: 'Take it over' }).click();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const pressed = (name: string) => page.getByRole('radio', { name }).or(page.getByRole('button', { name, exact: true }));
    const isOn = async (name: string) => pressed(name).first().evaluate((element) =>
      element.getAttribute('aria-checked') === 'true' || element.getAttribute('aria-pressed') === 'true');
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('p');
    await expect.poll(() => isOn('Brush')).toBe(true);
    await page.keyboard.press('e');
    await expect.poll(() => isOn('Hand')).toBe(true);

    await page.keyboard.press('Control+Shift+Comma');
    await page.getByRole('button', { name: /Theme/ }).click();
    await page.getByRole('option', { name: 'Light' }).click();
    await expect.poll(() => page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    await page.getByRole('button', { name: /Language/ }).click();
    await page.getByRole('option', { name: 'Deutsch' }).click();
    await page.getByRole('dialog', { name: 'Einstellungen' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Mit einem Ausdruck auswählen' }).or(page.getByRole('main')).first().waitFor();
    await expect.poll(() => page.evaluate('document.documentElement.lang')).toBe('de');
    expect(await page.evaluate('document.documentElement.dataset.theme')).toBe('light');
    await page.keyboard.press('Control+Shift+Comma');
    await page.getByRole('tab', { name: 'Tastenkürzel' }).click();
    await page.getByRole('button', { name: 'Alle zurücksetzen' }).click();
    await expect.poll(() => page.getByRole('button', { name: 'Alle zurücksetzen' }).isDisabled()).toBe(true);
    expect(errors).toEqual([]);
  }, LONG);

  it('say which model answers, test the devices, and empty the cache', async () => {
    const { page, errors } = await editor.open({ locale: 'en-US' });
    await page.getByRole('main').waitFor();
    await page.evaluate(`fetch('api/settings.set', {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ language: 'en', theme: 'system' }),
    })`);
    await page.reload();
    await page.getByRole('button', { name: 'Breakfast', exact: true }).waitFor();
    await page.keyboard.press('Control+Shift+Comma');
    await page.getByRole('tab', { name: 'Model' }).click();
    await page.getByText(/^Version .* MB$/).waitFor();
    await page.getByRole('button', { name: 'Test the devices' }).click();
    await page.getByRole('row', { name: /^CPU the reference/ }).waitFor();
    expect(await page.getByRole('row').count()).toBeGreaterThan(4);
    await page.getByRole('tab', { name: 'Storage' }).click();
    await page.getByText(/B in$/).waitFor();
    expect(errors).toEqual([]);
  }, LONG);
});

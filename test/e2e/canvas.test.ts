import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BrowserEditor, canRunBrowser, drag, historySteps, keepPhrase, layerNames, onPage, openBreakfast, violations,
} from './browserEditor.ts';

const LONG = 240_000;

async function zoomPercent(page: Page): Promise<number> {
  return Number.parseFloat(await page.locator('.status-zoom').textContent() ?? '');
}

async function field(page: Page, name: string): Promise<number> {
  return Number(await page.locator('.transform-grid').getByRole('textbox', { name, exact: true }).inputValue());
}

describe.skipIf(!canRunBrowser)('the canvas in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('moves, turns and nudges a layer, each as one step', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'the red mug');
    const [x, y] = [await field(page, 'X'), await field(page, 'Y')];
    await drag(page, [[1560, 620], [1400, 700], [1260, 720]]);
    await expect.poll(() => field(page, 'X')).toBeCloseTo(x - 300, -1);
    expect(await field(page, 'Y')).toBeCloseTo(y + 100, -1);
    const moved = await field(page, 'X');
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => field(page, 'X')).toBeCloseTo(moved + 9, 1);
    // The handle above the layer turns it.
    const [width, height] = [await field(page, 'Width'), await field(page, 'Height')];
    const middle: [number, number] = [moved + 9 + width / 2, y + 100 + height / 2];
    const scale = (await zoomPercent(page)) / 100;
    await drag(page, [[middle[0], middle[1] - height / 2 - 40 / scale], [middle[0] + 200, middle[1] - 100], [middle[0] + 300, middle[1]]]);
    await expect.poll(() => field(page, 'Angle')).toBeGreaterThan(45);
    expect((await historySteps(page)).filter((step) => step.startsWith('Move'))).toHaveLength(4);
    expect(errors).toEqual([]);
  }, LONG);

  it('zooms at the pointer, by wheel and by two fingers', async () => {
    const { page, errors } = await editor.open({ hasTouch: true });
    await openBreakfast(page);
    const fitted = await zoomPercent(page);
    await page.mouse.move(...await onPage(page, 300, 300));
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -300);
    await page.keyboard.up('Control');
    await expect.poll(() => zoomPercent(page)).toBeGreaterThan(fitted * 1.5);
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+0');
    const client = await page.context().newCDPSession(page);
    const [cx, cy] = await onPage(page, 960, 640);
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', spread: number) => client.send('Input.dispatchTouchEvent', {
      type, touchPoints: type === 'touchEnd' ? [] : [{ x: cx - spread, y: cy, id: 1 }, { x: cx + spread, y: cy, id: 2 }],
    });
    await touch('touchStart', 60);
    await touch('touchMove', 90);
    await touch('touchMove', 120);
    await touch('touchEnd', 0);
    await expect.poll(() => zoomPercent(page)).toBeGreaterThan(fitted * 1.6);
    expect(errors).toEqual([]);
  }, LONG);

  it('merges, splits, duplicates, groups and solos what is selected together', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'both oranges');
    await page.getByRole('row', { name: 'orange 1' }).click();
    await page.getByRole('row', { name: 'orange 2' }).click({ modifiers: ['Control'] });
    await page.keyboard.press('Control+e');
    await expect.poll(async () => (await layerNames(page)).length).toBe(2);
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+Shift+P');
    await page.keyboard.type('Split into');
    await page.keyboard.press('Enter');
    await expect.poll(async () => (await layerNames(page)).length).toBe(3);
    await page.keyboard.press('Control+j');
    await expect.poll(async () => (await layerNames(page)).length).toBe(5);
    await page.getByRole('button', { name: 'Solo' }).click();
    await page.getByText('Only the selected layers are shown.').waitFor();
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+g');
    await expect.poll(async () => (await layerNames(page)).length).toBe(6);
    for (let i = 0; i < 5; i++) await page.keyboard.press('Control+z');
    await expect.poll(() => layerNames(page)).toEqual(['both oranges', 'orange 1', 'orange 2']);
    expect(errors).toEqual([]);
  }, LONG);

  it('paints a layer wherever it can be told from the photo: moved, over one that is, and above what covers it', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'the blue mug');
    const [x, y] = [await field(page, 'X'), await field(page, 'Y')];
    const [width, height] = [await field(page, 'Width'), await field(page, 'Height')];
    const at = await onPage(page, x + width * 0.6, y + height * 0.6);
    const colour = () => page.evaluate<number[]>(`(() => {
      const canvas = document.querySelector('.canvas-surface canvas');
      const { left, top, width } = canvas.getBoundingClientRect();
      const scale = canvas.width / width;
      return [...canvas.getContext('2d').getImageData((${at[0]} - left) * scale, (${at[1]} - top) * scale, 1, 1).data];
    })()`);
    const photo = await colour();
    const isPhoto = async () => (await colour()).every((value, i) => Math.abs(value - photo[i]) < 5);
    await page.keyboard.press('Control+j');
    await page.getByRole('row', { name: 'the blue mug' }).last().click();
    await page.locator('.checkbox', { hasText: 'Fill' }).click();
    await page.waitForTimeout(500);
    // Its copy covers it, with what the photo shows.
    expect(await isPhoto()).toBe(true);
    await page.getByRole('row', { name: 'the blue mug' }).first().click();
    await page.getByRole('button', { name: /^Hide/ }).first().click();
    await expect.poll(isPhoto).toBe(false);
    const filled = await colour();
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+z');
    await expect.poll(isPhoto).toBe(true);
    // While it is dragged, before the document knows.
    await page.mouse.move(...at);
    await page.mouse.down();
    await page.mouse.move(at[0] + 150, at[1] + 30);
    await page.mouse.move(at[0] + 300, at[1] + 60, { steps: 3 });
    await expect.poll(colour).toEqual(filled);
    await page.mouse.up();
    await expect.poll(() => field(page, 'X')).toBeGreaterThan(x + 200);
    expect(await colour()).toEqual(filled);
    expect(errors).toEqual([]);
  }, LONG);

  it.each(['dark', 'light'] as const)('has no serious accessibility violations in the tools, %s', async (colorScheme) => {
    const { page } = await editor.open({ colorScheme });
    const check = async (state: string) => { expect(await violations(page), state).toEqual([]); };
    await openBreakfast(page);
    await keepPhrase(page, 'the blue mug');
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('m');
    await page.locator('.mode-group').waitFor();
    await check('rectangle');
    await page.keyboard.press('q');
    await page.keyboard.press('w');
    await check('objects and mask view');
    await page.getByRole('button', { name: 'Grow', exact: true }).click();
    await page.getByRole('dialog', { name: 'Refine the mask' }).waitFor();
    await check('refine');
    await page.keyboard.press('Escape');
    await page.locator('.checkbox', { hasText: 'Drop shadow' }).click();
    await check('effects');
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+Shift+E');
    await page.locator('.format', { hasText: 'JPEG, flattened' }).click();
    await page.getByRole('img', { name: 'Preview of the export' }).waitFor();
    await check('export');
  }, LONG);
});

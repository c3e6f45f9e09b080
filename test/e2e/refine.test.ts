import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  BrowserEditor, canRunBrowser, drag, historySteps, keepPhrase, layerNames, onPage, openBreakfast,
} from './browserEditor.ts';

const LONG = 240_000;

/** Size of the selected layer, as the properties show it. */
async function sizeOf(page: Page): Promise<[number, number]> {
  const text = await page.locator('.facts dd').last().textContent() ?? '';
  const [width, height] = text.match(/\d+/g)?.map(Number) ?? [];
  return [width, height];
}

describe.skipIf(!canRunBrowser)('refining masks in the browser', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  async function openMug(): Promise<{ page: Page; errors: string[] }> {
    const opened = await editor.open();
    await openBreakfast(opened.page);
    await keepPhrase(opened.page, 'the blue mug');
    await opened.page.locator('.canvas-surface').focus();
    return opened;
  }

  it('draws rectangles and lassos that make layers, add, take away and cut, each a named step', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await page.keyboard.press('m');
    await drag(page, [[200, 200], [600, 500]]);
    await expect.poll(() => layerNames(page)).toEqual(['Shape 1']);
    expect(await sizeOf(page)).toEqual([400, 300].map((side) => expect.closeTo(side, -1) as number));
    await page.keyboard.down('Shift');
    await drag(page, [[580, 200], [800, 500]]);
    await page.keyboard.up('Shift');
    await expect.poll(async () => (await sizeOf(page))[0]).toBeGreaterThan(590);
    await page.keyboard.press('l');
    await page.keyboard.down('Alt');
    await drag(page, [[500, 100], [900, 100], [900, 600], [500, 600]]);
    await page.keyboard.up('Alt');
    await expect.poll(async () => (await sizeOf(page))[0]).toBeLessThan(310);
    await page.keyboard.down('Shift');
    await page.keyboard.down('Alt');
    await drag(page, [[150, 150], [700, 150], [700, 350], [150, 350]]);
    await page.keyboard.up('Alt');
    await page.keyboard.up('Shift');
    await expect.poll(async () => (await sizeOf(page))[1]).toBeLessThan(160);
    expect(await historySteps(page)).toEqual([
      'Photo opened', 'Add “Shape 1”', 'Add a shape to “Shape 1”', 'Take a shape from “Shape 1”', 'Cut “Shape 1” to a shape',
    ]);
    await page.locator('.canvas-surface').focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('Control+z');
    await expect.poll(() => layerNames(page)).toEqual([]);
    expect(errors).toEqual([]);
  }, LONG);

  it('draws a rectangle and a lasso by keyboard alone', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('m');
    for (const key of ['ArrowLeft', 'Enter', 'Shift+ArrowRight', 'Shift+ArrowDown', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    await expect.poll(() => layerNames(page)).toEqual(['Shape 1']);
    const [width, height] = await sizeOf(page);
    expect(height / width).toBeCloseTo(1.2, 1);
    await page.keyboard.press('l');
    for (const key of ['Shift+Enter', 'Shift+ArrowRight', 'Enter', 'Shift+ArrowDown', 'Enter', 'Enter']) await page.keyboard.press(key);
    await expect.poll(async () => (await sizeOf(page))[0]).toBeGreaterThan(width * 1.8);
    await page.keyboard.press('b');
    for (const key of ['Enter', 'Shift+ArrowDown', 'Shift+ArrowDown', 'Enter']) await page.keyboard.press(key);
    await expect.poll(async () => (await sizeOf(page))[1]).toBeGreaterThan(height * 1.8);
    expect(errors).toEqual([]);
  }, LONG);

  it('adds and takes out objects by a click, with the pointer and by keyboard', async () => {
    const { page, errors } = await openMug();
    await page.keyboard.press('w');
    await page.locator('.tool-options').getByText('Click an object').waitFor();
    const [width] = await sizeOf(page);
    await page.keyboard.press('Control+d');
    await page.locator('.canvas-surface').focus();
    // Without a selected layer the object becomes one, or points to the layer that shows it already.
    const mug = await maskPoint(page);
    await page.mouse.click(...mug);
    await page.getByText('Already there: “the blue mug” is selected').first().waitFor();
    expect(await layerNames(page)).toEqual(['the blue mug']);
    await page.mouse.click(...mug);
    await expect.poll(async () => (await sizeOf(page))[0]).toBeLessThan(width);
    expect((await historySteps(page)).at(-1)).toBe('Take from “the blue mug”');
    await page.mouse.click(...mug);
    await expect.poll(async () => (await sizeOf(page))[0]).toBe(width);
    expect(errors).toEqual([]);
  }, LONG);

  it('grows by an amount with a preview that can be cancelled, and follows edges', async () => {
    const { page, errors } = await openMug();
    const [width] = await sizeOf(page);
    await page.getByRole('button', { name: 'Grow', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Refine the mask' });
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('20');
    await page.keyboard.press('Tab');
    await expect.poll(async () => (await sizeOf(page))[0]).toBeGreaterThan(width + 30);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(async () => (await sizeOf(page))[0]).toBe(width);
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Shift+F6');
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('12');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(async () => (await historySteps(page)).at(-1)).toBe('Feather “the blue mug”');
    await page.getByRole('button', { name: 'Follow edges' }).click();
    await expect.poll(async () => (await historySteps(page)).at(-1), { timeout: 60_000 }).toBe('Refine the edges of “the blue mug”');
    expect(errors).toEqual([]);
  }, LONG);

  it('draws what strokes, undo and redo change as if all were drawn anew', async () => {
    const { page, errors } = await openMug();
    const look = async () => {
      await page.mouse.move(0, 0);
      // The ring of the focus is shown after keys alone.
      await page.evaluate('document.activeElement.blur()');
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      return sharp(await page.locator('.canvas').screenshot()).removeAlpha().raw().toBuffer();
    };
    // Beside its place in the photo the layer can be told from it.
    await page.getByRole('row', { name: 'the blue mug' }).click();
    await page.locator('.canvas-surface').focus();
    for (let i = 0; i < 8; i++) await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Control+j');
    await page.keyboard.press('b');
    await drag(page, [[300, 500], [900, 500], [900, 1000]]);
    await page.keyboard.press('e');
    await drag(page, [[200, 400], [500, 700]]);
    await page.keyboard.press('b');
    await drag(page, [[1000, 1000], [1100, 1000]]);
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    await expect.poll(async () => (await historySteps(page)).length).toBeGreaterThan(12);
    await page.locator('.canvas-surface').focus();
    const drawnOn = await look();
    // The journal is a moment behind what is seen.
    await page.waitForTimeout(1000);
    await page.reload();
    await page.getByRole('button', { name: 'Restore breakfast.jpg' }).first().click();
    await page.getByRole('row', { name: 'the blue mug' }).first().waitFor();
    await page.locator('.canvas-note').waitFor({ state: 'detached' });
    await page.keyboard.press('b');
    await page.locator('.canvas-surface').focus();
    await page.waitForTimeout(500);
    const anew = await look();
    expect(anew.length).toBe(drawnOn.length);
    expect(drawnOn.filter((value, i) => Math.abs(value - anew[i]) > 3).length).toBe(0);
    expect(errors).toEqual([]);
  }, LONG);

  it('shows masks in every view, cycled by a key', async () => {
    const { page, errors } = await openMug();
    const view = page.getByRole('button', { name: /Show the mask/ });
    const seen: (string | null)[] = [];
    const pictures = new Set<string>();
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('f');
      seen.push(await view.textContent());
      await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
      pictures.add((await page.locator('.canvas').screenshot()).toString('base64'));
    }
    expect(seen).toEqual(['Overlay', 'On black', 'On white', 'Mask only', 'Transparent', 'As the photo']);
    expect(pictures.size).toBe(6);
    await page.keyboard.press('q');
    await expect.poll(() => view.textContent()).toBe('Overlay');
    expect(errors).toEqual([]);
  }, LONG);
});

/** The middle of the selected layer on the page. */
async function maskPoint(page: Page): Promise<[number, number]> {
  await page.getByRole('row', { name: 'the blue mug' }).click();
  const facts = await page.locator('.facts dd').allTextContents();
  const [position, size] = facts.slice(-2).map((text) => text.match(/-?\d+/g)?.map(Number) ?? []);
  await page.keyboard.press('Control+d');
  await page.locator('.canvas-surface').focus();
  return onPage(page, position[0] + size[0] * 0.4, position[1] + size[1] / 2);
}

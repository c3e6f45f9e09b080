import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrowserEditor, canRunBrowser, chooseFormat, keepPhrase, openBreakfast, runExport, violations } from './browserEditor.ts';

const LONG = 240_000;
const breakfast = fileURLToPath(new URL('../../assets/samples/breakfast.jpg', import.meta.url));

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** What the Fabric canvas shows, without the handles. */
async function canvasPixels(page: Page): Promise<Pixels> {
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const url = await page.evaluate<string>("document.querySelector('.canvas-surface canvas').toDataURL('image/png')");
  const { data, info } = await sharp(Buffer.from(url.split(',')[1], 'base64')).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

/** Mean difference of two pictures of the photo's middle, 0..255. */
function difference(canvas: Pixels, file: Pixels, isWanted: (x: number, y: number) => boolean): number {
  const left = Math.round(canvas.width / 2 - file.width / 2);
  const top = Math.round(canvas.height / 2 - file.height / 2);
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, -top); y < Math.min(file.height, canvas.height - top); y += 2) {
    for (let x = Math.max(0, -left); x < Math.min(file.width, canvas.width - left); x += 2) {
      if (!isWanted(x, y)) continue;
      const from = ((y + top) * canvas.width + x + left) * 4;
      const to = (y * file.width + x) * 4;
      for (let channel = 0; channel < 3; channel++) sum += Math.abs(canvas.data[from + channel] - file.data[to + channel]);
      count += 3;
    }
  }
  return sum / count;
}

async function typeInto(page: Page, name: string, value: string): Promise<void> {
  await page.locator('.transform-grid').getByRole('textbox', { name, exact: true }).fill(value);
  await page.keyboard.press('Enter');
}

const tick = (page: Page, name: string) => page.locator('.checkbox', { hasText: name }).click();

describe.skipIf(!canRunBrowser)('what is exported', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it('looks as the canvas does, with a layer that is moved, turned, scaled and has effects', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+1');
    const photo = { width: 1920, height: 1280, data: await sharp(breakfast).ensureAlpha().raw().toBuffer() };
    // The page shows the photo by a JPEG of its own.
    const usual = difference(await canvasPixels(page), photo, () => true);
    expect(usual).toBeLessThan(4);
    await keepPhrase(page, 'the blue mug');
    await typeInto(page, 'X', '760');
    await typeInto(page, 'Y', '480');
    await typeInto(page, 'Angle', '25');
    await typeInto(page, 'Width', '500');
    await tick(page, 'Brightness and colour');
    await tick(page, 'Recolour');
    await tick(page, 'Pixelate');
    await tick(page, 'Drop shadow');
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+d');
    const shown = await canvasPixels(page);
    await chooseFormat(page, 'PNG, flattened');
    await page.getByRole('img', { name: 'Preview of the export' }).waitFor();
    const { bytes } = await runExport(page);
    const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const picture: Pixels = { data, width: info.width, height: info.height };
    const isLayer = (x: number, y: number) => x > 800 && x < 1200 && y > 530 && y < 850;
    expect(difference(shown, picture, isLayer)).toBeLessThan(usual + 1);
    expect(difference(shown, picture, (x, y) => !isLayer(x, y))).toBeLessThan(usual + 1);
    // And it is not the photo that is compared with itself.
    expect(difference(shown, photo, isLayer)).toBeGreaterThan(15);
    expect(errors).toEqual([]);
  }, LONG);

  it('says in words what it shows, if that is wanted', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'the blue mug');
    await page.keyboard.press('Control+Shift+D');
    await page.getByTestId('describe-check').waitFor();
    const words = await page.getByRole('textbox', { name: 'Expression' }).inputValue();
    await chooseFormat(page, 'JPEG, flattened');
    await tick(page, 'Write a description into the file');
    const field = page.getByRole('textbox', { name: 'Description (XMP, IPTC)' });
    expect(await field.inputValue()).toBe(words);
    await field.fill(`${words} & nothing else`);
    await page.getByRole('img', { name: 'Preview of the export' }).waitFor();
    expect(await violations(page)).toEqual([]);
    const { xmp } = await sharp((await runExport(page)).bytes).metadata();
    expect(xmp?.toString('utf8')).toContain(`>${words} &amp; nothing else</rdf:li>`);
    expect(errors).toEqual([]);
  }, LONG);

  it('fills the hole of an object that is taken out, on the canvas and in the file', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'the white mug');
    const before = await canvasPixels(page);
    await tick(page, 'Remove from the photo');
    await expect.poll(async () => {
      const after = await canvasPixels(page);
      return difference(before, after, () => true);
    }, { timeout: 60_000 }).toBeGreaterThan(0.3);
    await chooseFormat(page, 'PNG, flattened');
    const { data } = await sharp((await runExport(page)).bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    const photo = await sharp(breakfast).ensureAlpha().raw().toBuffer();
    const whole = { width: 1920, height: 1280 };
    expect(difference({ ...whole, data }, { ...whole, data: photo }, (x, y) => x > 960 && x < 1180 && y > 300 && y < 450)).toBeGreaterThan(20);
    expect(difference({ ...whole, data }, { ...whole, data: photo }, (_x, y) => y > 900)).toBe(0);
    expect(errors).toEqual([]);
  }, LONG);

  it('is measured before, and changes with the options', async () => {
    const { page, errors } = await editor.open();
    await openBreakfast(page);
    await keepPhrase(page, 'both oranges');
    await chooseFormat(page, 'JPEG, flattened');
    const caption = page.locator('.export-preview figcaption');
    await expect.poll(() => caption.textContent(), { timeout: 30_000 }).toMatch(/^1 file\S* ?[\d.]+ [kM]B$/);
    const large = await caption.textContent();
    const slider = page.getByRole('dialog').getByRole('slider', { name: 'Quality' });
    await slider.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('PageDown');
    await expect.poll(() => caption.textContent(), { timeout: 30_000 }).not.toBe(large);
    await page.locator('.format', { hasText: 'PNG per layer' }).click();
    await expect.poll(() => caption.textContent(), { timeout: 30_000 }).toMatch(/^2 files/);
    expect(errors).toEqual([]);
  }, LONG);

  it('goes through the clipboard: a layer out, a picture in', async () => {
    const { page, errors } = await editor.open({ permissions: ['clipboard-read', 'clipboard-write'] });
    await openBreakfast(page);
    await keepPhrase(page, 'the blue mug');
    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('Control+c');
    await page.getByText('“the blue mug” copied as PNG').first().waitFor();
    await page.keyboard.press('Control+v');
    await expect.poll(() => page.getByRole('tab').count(), { timeout: 30_000 }).toBeGreaterThan(3);
    // About as large as the mug, of a photo of 1920 x 1280: the layer was cropped to its mask.
    await expect.poll(() => page.locator('.status-bar').textContent(), { timeout: 30_000 }).toMatch(/%[34]\d\d × 3\d\d px/);
    expect(errors).toEqual([]);
  }, LONG);
});

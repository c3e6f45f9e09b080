import type { Page } from 'playwright-core';
import { readPsd } from 'ag-psd';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adobeRgbProfile } from '../image/profiles.ts';
import { temporaryFolder } from '../image/scenes.ts';
import { BrowserEditor, canRunBrowser, chooseFormat, drag, dropPhoto, layerNames, openStart, runExport } from './browserEditor.ts';

const LONG = 240_000;
const [WIDTH, HEIGHT] = [800, 600];
const folder = temporaryFolder();

/** What the photo shows on its two halves, in sRGB: what the eye sees, whatever numbers the file holds. */
const LEFT = [200, 80, 60];
const RIGHT = [80, 160, 120];

/** A photo of two colours whose numbers are those of a profile. @param profile `p3`, or the path of a profile */
async function twoColours(profile: string): Promise<Buffer> {
  const data = new Uint8Array(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) data.set(i % WIDTH < WIDTH / 2 ? LEFT : RIGHT, i * 3);
  const png = await sharp(data, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } }).png().toBuffer();
  return sharp(png).withIccProfile(profile).jpeg({ quality: 100, chromaSubsampling: '4:4:4' }).toBuffer();
}

/** The colour at a pixel: as the profile says it looks, or the bare numbers. */
async function pixel(bytes: Uint8Array, x: number, y: number, ignoreIcc = false): Promise<number[]> {
  const { data, info } = await sharp(bytes, { ignoreIcc }).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 3)];
}

/** The colour that the canvas shows beside its middle. */
function onCanvas(page: Page, dx: number): Promise<number[]> {
  return page.evaluate<number[]>(`(() => {
    const canvas = document.querySelector('.canvas-surface canvas');
    return [...canvas.getContext('2d').getImageData(canvas.width / 2 + ${dx}, canvas.height / 2, 1, 1).data].slice(0, 3);
  })()`);
}

const distance = (a: readonly number[], b: readonly number[]) => Math.max(...a.map((value, i) => Math.abs(value - b[i])));

const profiles = {
  'Display P3': () => 'p3',
  'Adobe RGB': () => {
    const path = join(folder.path, 'adobe-rgb.icc');
    writeFileSync(path, adobeRgbProfile());
    return path;
  },
} as const;

describe.skipIf(!canRunBrowser)('a photo tagged as', () => {
  let editor: BrowserEditor;

  beforeAll(async () => {
    editor = await BrowserEditor.start();
  }, LONG);

  afterAll(async () => {
    await editor.stop();
  });

  it.each(['Display P3', 'Adobe RGB'] as const)('%s has its true colours on the canvas and in every export', async (name) => {
    const photo = await twoColours(profiles[name]());
    const { icc } = await sharp(photo).metadata();
    // Whoever passed the numbers on as sRGB would be found out.
    expect(distance(await pixel(photo, 200, 300, true), LEFT)).toBeGreaterThan(8);
    const { page, errors } = await openStart(editor);
    await dropPhoto(page, 'tagged.jpg', photo);
    await expect.poll(async () => distance(await onCanvas(page, -100), LEFT)).toBeLessThanOrEqual(3);
    expect(distance(await onCanvas(page, 100), RIGHT)).toBeLessThanOrEqual(3);

    await page.locator('.canvas-surface').focus();
    await page.keyboard.press('m');
    await drag(page, [[100, 100], [300, 400]], { width: WIDTH, height: HEIGHT });
    await expect.poll(() => layerNames(page)).toEqual(['Shape 1']);
    for (const format of ['PNG, flattened', 'JPEG, flattened', 'WebP, flattened', 'AVIF, flattened', 'PNG per layer']) {
      await page.locator('.canvas-surface').focus();
      await chooseFormat(page, format);
      const { bytes } = await runExport(page);
      const metadata = await sharp(bytes).metadata();
      expect(metadata.icc?.equals(icc!), `${format}: the profile`).toBe(true);
      expect(distance(await pixel(bytes, 100, 150), LEFT), format).toBeLessThanOrEqual(4);
      if (metadata.width === WIDTH) expect(distance(await pixel(bytes, 700, 500), RIGHT), format).toBeLessThanOrEqual(4);
    }
    await page.locator('.canvas-surface').focus();
    await chooseFormat(page, 'Photoshop (PSD)');
    const { bytes } = await runExport(page);
    // The profile as it is, and the photo's own numbers under it.
    expect(bytes.includes(icc!)).toBe(true);
    const psd = readPsd(bytes, { useImageData: true, skipThumbnail: true });
    const at = (300 * WIDTH + 200) * 4;
    expect(distance([...psd.imageData!.data.subarray(at, at + 3)], await pixel(photo, 200, 300, true))).toBeLessThanOrEqual(2);
    expect(errors).toEqual([]);
  }, LONG);
});

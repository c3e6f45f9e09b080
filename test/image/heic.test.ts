import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../src/image/photo.ts';
import { largestDifference, pixelAt, quarters, temporaryFolder, userError } from './scenes.ts';

// Made by fixtures/make_fixtures.py: Node's libraries can read HEIC but not write it.
const fixture = (name: string): string => join(import.meta.dirname, 'fixtures', name);
const folder = temporaryFolder();
const scene = quarters();

describe('openPhoto: HEIC', () => {
  it('decodes pixels and keeps the profile', async () => {
    const { info, ...photo } = await openPhoto(fixture('plain.heic'));
    expect(info).toMatchObject({ width: 64, height: 48, format: 'heic', hasAlpha: false, conversions: [] });
    expect(Buffer.from(info.icc!).toString('latin1', 36, 40)).toBe('acsp');
    expect(readFileSync(info.path).includes(Buffer.from(info.icc!))).toBe(true);
    expect(largestDifference(await photo.pixels(), scene)).toBeLessThanOrEqual(16);
  });

  it.each(['orientation-6.heic', 'orientation-7.heic', 'orientation-6.avif'])(
    '%s: turned once by irot and imir, not again by its EXIF orientation',
    async (name) => {
      const photo = await openPhoto(fixture(name));
      expect(photo.info).toMatchObject({ width: 64, height: 48 });
      expect(largestDifference(await photo.pixels(), scene)).toBeLessThanOrEqual(16);
      const reduced = await photo.pixels({ maxSide: 32 });
      expect([reduced.width, reduced.height]).toEqual([32, 24]);
    },
  );

  it('reduces 10 bits to 8 and says so', async () => {
    const photo = await openPhoto(fixture('ten-bit.heic'));
    expect(photo.info.conversions).toEqual(['10 bits a channel reduced to 8']);
    expect(largestDifference(await photo.pixels(), scene)).toBeLessThanOrEqual(16);
  });

  it('keeps alpha', async () => {
    const photo = await openPhoto(fixture('alpha.heic'));
    expect(photo.info.hasAlpha).toBe(true);
    const image = await photo.rgba();
    expect(image.channels).toBe(4);
    expect(pixelAt(image, 20, 20)[3]).toBe(255);
    expect(pixelAt(image, 50, 20)[3]).toBe(0);
    expect(pixelAt(await photo.pixels(), 50, 20)).toEqual([128, 128, 128]);
  });

  it('goes by content: a HEIC file named .jpg opens', async () => {
    const path = folder.write('phone.jpg', readFileSync(fixture('plain.heic')));
    expect((await openPhoto(path)).info.format).toBe('heic');
  });

  it('fails when cut short', async () => {
    const whole = readFileSync(fixture('plain.heic'));
    for (const part of [0.05, 0.3, 0.6, 0.95]) {
      const path = folder.write('cut.heic', whole.subarray(0, Math.floor(whole.length * part)));
      await userError(openPhoto(path).then((photo) => photo.pixels()), 'image-damaged');
    }
  });

  it('obeys the pixel limit', async () => {
    await userError(openPhoto(fixture('plain.heic'), { maxPixels: 64 * 48 - 1 }), 'image-too-large');
  });
});

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../src/image/photo.ts';
import { sharp } from '../../src/image/sharp.ts';
import type { PixelImage } from '../../src/image/types.ts';
import { buildTiff, encoder, largestDifference, pixelAt, quarters, storedFor, temporaryFolder } from './scenes.ts';
import type { TestDirectory } from './scenes.ts';

const folder = temporaryFolder();
const scene = quarters();

describe('openPhoto: formats', () => {
  const formats = [
    { format: 'jpeg', tolerance: 12, encode: () => encoder(scene).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }) },
    { format: 'png', tolerance: 0, encode: () => encoder(scene).png() },
    { format: 'webp', tolerance: 0, encode: () => encoder(scene).webp({ lossless: true }) },
    { format: 'tiff', tolerance: 0, encode: () => encoder(scene).tiff({ compression: 'lzw' }) },
    { format: 'gif', tolerance: 6, encode: () => encoder(scene).gif() },
    { format: 'avif', tolerance: 16, encode: () => encoder(scene).avif({ quality: 95, chromaSubsampling: '4:4:4' }) },
  ] as const;

  it.each(formats)('$format: pixels, size, hash', async ({ format, tolerance, encode }) => {
    const path = folder.write(`plain.${format}`, await encode().toBuffer());
    const photo = await openPhoto(path);
    expect(photo.info).toEqual({
      path, width: 64, height: 48, format, conversions: [],
      // libvips gives every GIF an alpha channel.
      hasAlpha: format === 'gif',
      contentHash: createHash('sha256').update(readFileSync(path)).digest('hex'),
    });
    expect(largestDifference(await photo.pixels(), scene)).toBeLessThanOrEqual(tolerance);
  });

  it('goes by content, not by extension', async () => {
    const path = folder.write('really-a-png.jpg', await encoder(scene).png().toBuffer());
    const photo = await openPhoto(path);
    expect(photo.info.format).toBe('png');
    expect(largestDifference(await photo.pixels(), scene)).toBe(0);
  });

  it('reads BigTIFF', async () => {
    const path = folder.write('big.tif', await encoder(scene).tiff({ bigtiff: true, compression: 'lzw' }).toBuffer());
    const photo = await openPhoto(path);
    expect(photo.info.format).toBe('tiff');
    expect(largestDifference(await photo.pixels(), scene)).toBe(0);
  });

  it('reads the first page of a TIFF with several, and says so', async () => {
    const page = (value: number): TestDirectory => ({
      entries: [
        [0x0100, 4, [1]], [0x0101, 4, [1]], [0x0102, 3, [8]], [0x0103, 3, [1]], [0x0106, 3, [1]], [0x0115, 3, [1]],
        [0x0116, 4, [1]],
      ],
      data: { offsetTag: 0x0111, lengthTag: 0x0117, bytes: Uint8Array.of(value) },
    });
    const photo = await openPhoto(folder.write('pages.tif', buildTiff([page(50), page(90), page(130)])));
    expect(photo.info.conversions[0]).toBe('only the first of 3 pages is used');
    expect([...(await photo.pixels()).data]).toEqual([50, 50, 50]);
  });

  it.each(['gif', 'webp'] as const)('animated %s: first frame', async (format) => {
    const second = { ...scene, data: scene.data.map((value) => 255 - value) };
    const stacked = Buffer.concat([scene.data, second.data]);
    const frames = sharp(stacked, { raw: { width: 64, height: 96, channels: 3, pageHeight: 48 } });
    const bytes = format === 'gif' ? frames.gif() : frames.webp({ lossless: true });
    const photo = await openPhoto(folder.write(`animated.${format}`, await bytes.toBuffer()));
    expect(photo.info).toMatchObject({
      width: 64, height: 48, format, conversions: ['only the first of 2 frames is used'],
    });
    expect(largestDifference(await photo.pixels(), scene)).toBeLessThanOrEqual(6);
  });

  it('reads the ordinary picture of a JPEG with an HDR gain map', async () => {
    const bytes = await encoder(scene).pipelineColourspace('scrgb').toColourspace('scrgb').jpeg().toBuffer();
    expect(bytes.toString('latin1')).toContain('urn:iso:std:iso:ts:21496');
    const image = await (await openPhoto(folder.write('ultra-hdr.jpg', bytes))).pixels();
    const [red, green, blue] = pixelAt(image, 16, 20);
    expect(red).toBeGreaterThan(green + 80);
    expect(red).toBeGreaterThan(blue + 80);
  });
});

describe('openPhoto: EXIF orientation', () => {
  const orientations = [1, 2, 3, 4, 5, 6, 7, 8];

  it.each(orientations)('JPEG with orientation %i: upright, at full size and reduced', async (orientation) => {
    const upright = quarters(256, 192);
    const bytes = await encoder(storedFor(upright, orientation))
      .jpeg({ quality: 95, chromaSubsampling: '4:4:4' }).withMetadata({ orientation }).toBuffer();
    const photo = await openPhoto(folder.write(`orientation-${orientation}.jpg`, bytes));
    expect(photo.info).toMatchObject({ width: 256, height: 192 });
    expect(largestDifference(await photo.pixels(), upright)).toBeLessThanOrEqual(12);
    const small = await photo.pixels({ maxSide: 64 });
    expect([small.width, small.height]).toEqual([64, 48]);
    expect(pixelAt(small, 7, 7).every((value) => value > 220)).toBe(true);
    expect(pixelAt(small, 48, 36)[2]).toBeLessThan(80);
  });

  it.each(orientations)('PNG, WebP and TIFF with orientation %i come out upright, bit for bit', async (orientation) => {
    const stored = encoder(storedFor(scene, orientation)).withMetadata({ orientation });
    const files = [
      stored.clone().png(),
      stored.clone().webp({ lossless: true }),
      stored.clone().tiff({ compression: 'lzw' }),
    ];
    for (const [index, file] of files.entries()) {
      const path = folder.write(`orientation-${orientation}-${index}`, await file.toBuffer());
      expect(largestDifference(await (await openPhoto(path)).pixels(), scene)).toBe(0);
    }
  });
});

describe('Photo.pixels', () => {
  it('reduces to the long side and never enlarges', async () => {
    const bytes = await encoder(quarters(1600, 1001)).jpeg().toBuffer();
    const photo = await openPhoto(folder.write('wide.jpg', bytes));
    const reduced = await photo.pixels({ maxSide: 400 });
    expect([reduced.width, reduced.height]).toEqual([400, 250]);
    const whole = await photo.pixels({ maxSide: 4000 });
    expect([whole.width, whole.height]).toEqual([1600, 1001]);
  });

  it('reduces without shifting the picture', async () => {
    const photo = await openPhoto(folder.write('shift.png', await encoder(quarters(1024, 768)).png().toBuffer()));
    const jpeg = await openPhoto(folder.write('shift.jpg', await encoder(quarters(1024, 768)).jpeg().toBuffer()));
    const expected = quarters(128, 96);
    for (const reduced of [await photo.pixels({ maxSide: 128 }), await jpeg.pixels({ maxSide: 128 })]) {
      // One pixel beside every edge of the scene; Lanczos rings on the edge itself.
      for (const [x, y] of [[61, 40], [66, 40], [61, 50], [66, 50], [10, 10], [22, 22], [26, 26], [5, 5]]) {
        pixelAt(reduced, x, y).forEach((value, channel) => {
          expect(Math.abs(value - pixelAt(expected, x, y)[channel])).toBeLessThanOrEqual(24);
        });
      }
    }
  });

  it('takes no long side below a pixel', async () => {
    const photo = await openPhoto(folder.write('side.png', await encoder(scene).png().toBuffer()));
    await expect(photo.pixels({ maxSide: 0 })).rejects.toThrow(RangeError);
    await expect(photo.pixels({ maxSide: NaN })).rejects.toThrow(RangeError);
  });

  it.each([[1, 1], [60_000, 1], [1, 60_000]])('%i x %i pixels', async (width, height) => {
    const data = new Uint8Array(width * height * 3).fill(200);
    const image: PixelImage = { width, height, channels: 3, data };
    const files = [encoder(image).png(), encoder(image).jpeg(), encoder(image).tiff()];
    for (const [index, file] of files.entries()) {
      const photo = await openPhoto(folder.write(`thin-${width}-${index}`, await file.toBuffer()));
      expect(photo.info).toMatchObject({ width, height });
      const reduced = await photo.pixels({ maxSide: 1024 });
      expect([reduced.width, reduced.height]).toEqual([Math.min(width, 1024), Math.min(height, 1024)]);
      expect(largestDifference(await photo.pixels(), image)).toBeLessThanOrEqual(2);
      const { image: square } = await photo.letterboxed(64);
      expect([square.width, square.height]).toEqual([64, 64]);
      expect(Math.max(...square.data)).toBeGreaterThan(190);
    }
  });
});

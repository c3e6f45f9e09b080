import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../src/image/photo.ts';
import { sharp } from '../../src/image/sharp.ts';
import { linearGreyProfile } from './profiles.ts';
import { buildTiff, encoder, largestDifference, pixelAt, quarters, temporaryFolder } from './scenes.ts';

const folder = temporaryFolder();
const scene = quarters();

async function iccOf(bytes: Uint8Array): Promise<Buffer> {
  const { icc } = await sharp(bytes).metadata();
  if (icc === undefined) throw new Error('no profile was written');
  return icc;
}

describe('openPhoto: RGB profiles', () => {
  it.each(['png', 'tiff', 'webp'] as const)('%s: P3 keeps its profile and its numbers, bit for bit', async (format) => {
    const bytes = await encoder(scene).withIccProfile('p3').toFormat(format, { lossless: true }).toBuffer();
    const photo = await openPhoto(folder.write(`p3.${format}`, bytes));
    expect(Buffer.from(photo.info.icc!).equals(await iccOf(bytes))).toBe(true);
    expect(photo.info.conversions).toEqual([]);
    const pixels = await photo.pixels();
    const numbers = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    const asSrgb = await sharp(bytes).raw().toBuffer();
    expect(numbers.equals(asSrgb)).toBe(false);
    expect(numbers.equals(pixels.data)).toBe(true);
  });

  it('JPEG: a P3 profile is kept, also when the picture is reduced', async () => {
    const bytes = await encoder(quarters(640, 480)).withIccProfile('p3').jpeg({ quality: 95 }).toBuffer();
    const photo = await openPhoto(folder.write('p3.jpg', bytes));
    expect(Buffer.from(photo.info.icc!).equals(await iccOf(bytes))).toBe(true);
    const numbers = await sharp(bytes, { ignoreIcc: true }).raw().toBuffer();
    const [red] = pixelAt(await photo.pixels({ maxSide: 160 }), 20, 50);
    expect(Math.abs(red - numbers[(200 * 640 + 80) * 3])).toBeLessThanOrEqual(3);
  });

  it('ignores a profile that is not for RGB, and says so', async () => {
    const cmykProfile = await iccOf(await encoder(scene).withIccProfile('cmyk').tiff().toBuffer());
    const tiff = buildTiff([{
      entries: [...rgbEntries(1, 1, 8, 2), [0x8773, 1, [...cmykProfile]]],
      data: { offsetTag: 0x0111, lengthTag: 0x0117, bytes: Uint8Array.of(10, 20, 30) },
    }]);
    const photo = await openPhoto(folder.write('wrong-profile.tif', tiff));
    expect(photo.info.icc).toBeUndefined();
    expect(photo.info.conversions).toEqual(['colour profile that is damaged or of another kind ignored']);
    expect(pixelAt(await photo.pixels(), 0, 0)).toEqual([10, 20, 30]);
  });
});

/** Tags of an uncompressed three-channel TIFF of one strip. */
function rgbEntries(width: number, height: number, bits: number, photometric: number) {
  return [
    [0x0100, 4, [width]], [0x0101, 4, [height]], [0x0102, 3, [bits, bits, bits]], [0x0103, 3, [1]],
    [0x0106, 3, [photometric]], [0x0115, 3, [3]], [0x0116, 4, [height]],
  ] as const;
}

describe('openPhoto: 16 bits a channel', () => {
  const levels = [0, 0x00ff, 0x4000, 0x8000, 0xc000, 0xff00, 0xffff];
  const expected = [0, 0, 0x40, 0x80, 0xc0, 0xff, 0xff];
  const rgb16 = Uint16Array.from(levels.flatMap((level) => [level, level, level]));

  it.each(['png', 'tiff'] as const)('%s: 0x8000 becomes 128, nothing is clipped', async (format) => {
    const bytes = await sharp(rgb16, { raw: { width: 7, height: 1, channels: 3 } })
      .toColourspace('rgb16').toFormat(format, { compression: 'lzw' }).toBuffer();
    const photo = await openPhoto(folder.write(`16.${format}`, bytes));
    expect(photo.info.conversions).toEqual(['16 bits a channel reduced to 8']);
    const { data } = await photo.pixels();
    expect(Array.from(expected, (_, index) => data[index * 3])).toEqual(expected);
  });

  it('keeps alpha and flattens over mid grey', async () => {
    const pixels = Uint16Array.of(0xffff, 0, 0, 0xffff, 0xffff, 0, 0, 0);
    const bytes = await sharp(pixels, { raw: { width: 2, height: 1, channels: 4 } })
      .toColourspace('rgb16').png().toBuffer();
    const photo = await openPhoto(folder.write('16-alpha.png', bytes));
    expect(photo.info.hasAlpha).toBe(true);
    expect([...(await photo.pixels()).data]).toEqual([255, 0, 0, 128, 128, 128]);
    expect([...(await photo.rgba()).data]).toEqual([255, 0, 0, 255, 255, 0, 0, 0]);
  });
});

describe('openPhoto: other kinds of colour', () => {
  it.each(['jpeg', 'tiff'] as const)('CMYK %s with a profile becomes the sRGB that was meant', async (format) => {
    const soft = { ...scene, data: scene.data.map((value) => 90 + value / 4) };
    const bytes = await encoder(soft).withIccProfile('cmyk').toFormat(format, { quality: 100 }).toBuffer();
    expect((await sharp(bytes).metadata()).space).toBe('cmyk');
    const photo = await openPhoto(folder.write(`cmyk.${format}`, bytes));
    expect(photo.info.icc).toBeUndefined();
    expect(photo.info.conversions).toEqual(['CMYK converted to sRGB through its embedded profile']);
    expect(largestDifference(await photo.pixels(), soft)).toBeLessThanOrEqual(24);
  });

  it('CMYK JPEG without a profile is not inverted', async () => {
    const bytes = await encoder(scene).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    const photo = await openPhoto(folder.write('cmyk-untagged.jpg', bytes));
    expect(photo.info.conversions).toEqual(['CMYK without a profile converted to sRGB']);
    const pixels = await photo.pixels();
    expect(Math.min(...pixelAt(pixels, 8, 8))).toBeGreaterThan(230);
    const [red, green, blue] = pixelAt(pixels, 24, 18);
    expect(red).toBeGreaterThan(Math.max(green, blue) + 80);
  });

  it.each([8, 16])('%i-bit Lab TIFF becomes sRGB', async (bits) => {
    // CIELab (D50) of sRGB's red, green and blue primaries, of mid grey and of white.
    const lab = [[54.29, 80.81, 69.89], [87.82, -79.27, 80.99], [29.57, 68.3, -112.03], [53.59, 0, 0], [100, 0, 0]];
    const meant = [[255, 0, 0], [0, 255, 0], [0, 0, 255], [128, 128, 128], [255, 255, 255]];
    const bytes = Buffer.alloc(15 * (bits / 8));
    lab.flat().forEach((value, index) => {
      const isLightness = index % 3 === 0;
      if (bits === 8 && isLightness) bytes.writeUInt8(Math.round(value * 2.55), index);
      else if (bits === 8) bytes.writeInt8(Math.round(value), index);
      else if (isLightness) bytes.writeUInt16LE(Math.round(value * 655.35), index * 2);
      else bytes.writeInt16LE(Math.round(value * 256), index * 2);
    });
    const tiff = buildTiff([{
      entries: rgbEntries(5, 1, bits, 8), data: { offsetTag: 0x0111, lengthTag: 0x0117, bytes },
    }]);
    const photo = await openPhoto(folder.write('lab.tif', tiff));
    expect(photo.info).toMatchObject({ format: 'tiff', width: 5, height: 1 });
    expect(photo.info.conversions.at(-1)).toBe('Lab converted to sRGB');
    const { data } = await photo.pixels();
    const tolerance = bits === 8 ? 24 : 1;
    data.forEach((value, index) => {
      expect(Math.abs(value - meant.flat()[index])).toBeLessThanOrEqual(tolerance);
    });
  });

  it('grey is expanded to RGB', async () => {
    const data = Uint8Array.of(0, 64, 128, 255);
    const bytes = await sharp(data, { raw: { width: 4, height: 1, channels: 1 } })
      .toColourspace('b-w').png().toBuffer();
    const photo = await openPhoto(folder.write('grey.png', bytes));
    expect(photo.info.conversions).toEqual(['grey expanded to RGB']);
    expect([...(await photo.pixels()).data]).toEqual([0, 0, 0, 64, 64, 64, 128, 128, 128, 255, 255, 255]);
  });

  it.each([8, 16])('%i-bit grey with a grey profile is converted through it', async (bits) => {
    const level = bits === 8 ? 128 : 0x8000;
    const values = Array.from({ length: 64 }, () => level);
    const tiff = buildTiff([{
      entries: [
        [0x0100, 4, [8]], [0x0101, 4, [8]], [0x0102, 3, [bits]], [0x0103, 3, [1]], [0x0106, 3, [1]],
        [0x0115, 3, [1]], [0x0116, 4, [8]], [0x8773, 1, [...linearGreyProfile()]],
      ],
      data: {
        offsetTag: 0x0111, lengthTag: 0x0117,
        bytes: bits === 8 ? Uint8Array.from(values) : new Uint8Array(Uint16Array.from(values).buffer),
      },
    }]);
    const photo = await openPhoto(folder.write(`grey-${bits}.tif`, tiff));
    expect(photo.info.icc).toBeUndefined();
    expect(photo.info.conversions).toContain('grey converted to sRGB through its embedded profile');
    // Half of the light is 188 in sRGB.
    for (const value of pixelAt(await photo.pixels(), 3, 3)) expect(Math.abs(value - 188)).toBeLessThanOrEqual(2);
  });

  it('refuses more channels than colour and alpha', async () => {
    const tiff = buildTiff([{
      entries: [
        [0x0100, 4, [1]], [0x0101, 4, [1]], [0x0102, 3, [8, 8, 8, 8, 8, 8]], [0x0103, 3, [1]], [0x0106, 3, [2]],
        [0x0115, 3, [6]], [0x0116, 4, [1]], [0x0152, 3, [0, 0, 0]],
      ],
      data: { offsetTag: 0x0111, lengthTag: 0x0117, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6) },
    }]);
    await expect(openPhoto(folder.write('six.tif', tiff))).rejects.toMatchObject({ code: 'image-unsupported' });
  });
});

describe('alpha', () => {
  it('pixels are composited over mid grey, rgba keeps colour and alpha', async () => {
    const data = Uint8Array.of(200, 0, 0, 255, 200, 0, 0, 0, 0, 0, 0, 128, 255, 255, 255, 255);
    const bytes = await sharp(data, { raw: { width: 4, height: 1, channels: 4 } }).png().toBuffer();
    const photo = await openPhoto(folder.write('alpha.png', bytes));
    expect(photo.info.hasAlpha).toBe(true);
    const expected = [200, 0, 0, 128, 128, 128, 64, 64, 64, 255, 255, 255];
    (await photo.pixels()).data.forEach((value, index) => {
      expect(Math.abs(value - expected[index])).toBeLessThanOrEqual(1);
    });
    expect([...(await photo.rgba()).data]).toEqual([...data]);
  });

  it('grey with alpha', async () => {
    const data = Uint8Array.of(200, 255, 200, 0);
    const bytes = await sharp(data, { raw: { width: 2, height: 1, channels: 2 } })
      .toColourspace('b-w').png().toBuffer();
    const photo = await openPhoto(folder.write('grey-alpha.png', bytes));
    expect(photo.info.conversions).toEqual(['grey expanded to RGB']);
    expect([...(await photo.pixels()).data]).toEqual([200, 200, 200, 128, 128, 128]);
    expect([...(await photo.rgba()).data]).toEqual([200, 200, 200, 255, 200, 200, 200, 0]);
  });

  it('rgba of an opaque file is opaque', async () => {
    const photo = await openPhoto(folder.write('opaque.png', await encoder(scene).png().toBuffer()));
    const image = await photo.rgba();
    expect([image.channels, image.width, image.height]).toEqual([4, 64, 48]);
    expect(pixelAt(image, 20, 20)).toEqual([...pixelAt(scene, 20, 20), 255]);
    expect(pixelAt(image, 60, 40)).toEqual([...pixelAt(scene, 60, 40), 255]);
  });
});

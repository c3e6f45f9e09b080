import { initializeCanvas, readPsd } from 'ag-psd';
import type { Layer, PixelData, Psd } from 'ag-psd';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { encodePsd } from '../../src/export/psd.ts';
import type { ExportLayer, ExportPhoto } from '../../src/export/types.ts';
import { alphaAt, displayP3, EMPTY, noisePhoto, softDisc } from './fixtures.ts';

/** What ag-psd asks of a browser when it reads is here only memory. */
type BrowserCanvas = Parameters<typeof initializeCanvas>;
const createImageData = (width: number, height: number): PixelData => ({
  width, height, data: new Uint8ClampedArray(width * height * 4),
});
initializeCanvas(() => { throw new Error('no canvas is needed'); }, createImageData as BrowserCanvas[1]);

const photo = noisePhoto(120, 90);
const layers: ExportLayer[] = [
  { name: 'кружка 1 & <b>', alpha: softDisc(40, 40, 15) },
  { name: '杯 2', alpha: softDisc(80, 45, 20) },
];

async function roundTrip(...args: Parameters<typeof encodePsd>): Promise<Psd> {
  return readPsd(await encodePsd(...args), {
    useImageData: true, useRawThumbnail: true, throwForMissingFeatures: false, strict: true,
  });
}

/** Colours of a layer, row by row, against the photo's at the same place. */
function expectPhotoPixels(source: ExportPhoto, image: PixelData | undefined, left: number, top: number): void {
  expect(image).toBeDefined();
  const { width, height, data } = image!;
  const { pixels } = source;
  const expected: number[] = [];
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) {
      const at = (y * pixels.width + x) * pixels.channels;
      expected.push(...pixels.data.subarray(at, at + 3), pixels.channels === 4 ? pixels.data[at + 3] : 255);
    }
  }
  expect(Buffer.from(data as Uint8Array).equals(Buffer.from(expected))).toBe(true);
}

function expectMask(layer: Layer, source: ExportLayer): void {
  const { left = 0, top = 0, defaultColor, imageData } = layer.mask!;
  expect(defaultColor).toBe(0);
  const { width, height, data } = imageData!;
  for (let y = 0; y < photo.pixels.height; y++) {
    for (let x = 0; x < photo.pixels.width; x++) {
      const inside = x >= left && y >= top && x < left + width && y < top + height;
      const found = inside ? data[((y - top) * width + x - left) * 4] : 0;
      if (found !== alphaAt(source.alpha, x, y)) expect.fail(`mask differs at ${x},${y}`);
    }
  }
}

describe('encodePsd', () => {
  it('puts the photo below and the objects, masked, into a group named after the phrase', async () => {
    const psd = await roundTrip(photo, layers, 'the two mugs');
    expect([psd.width, psd.height, psd.bitsPerChannel, psd.channels]).toEqual([120, 90, 8, 3]);
    const [background, group] = psd.children!;
    expect(psd.children).toHaveLength(2);
    expect(background.name).toBe('Background');
    expect(background.protected).toMatchObject({ transparency: true, position: true });
    expect(background.mask).toBeUndefined();
    expectPhotoPixels(photo, background.imageData, 0, 0);
    expect(group.name).toBe('the two mugs');
    // ag-psd lists from the bottom up: the first object lies on top.
    expect(group.children!.map(({ name }) => name)).toEqual(['杯 2', 'кружка 1 & <b>']);
    for (const [index, layer] of group.children!.toReversed().entries()) {
      expectPhotoPixels(photo, layer.imageData, layer.left!, layer.top!);
      expectMask(layer, layers[index]);
    }
  });

  it('needs no group for one object', async () => {
    const psd = await roundTrip(photo, layers.slice(0, 1), 'the mug');
    expect(psd.children!.map(({ name }) => name)).toEqual(['Background', 'кружка 1 & <b>']);
    expect(psd.children![1].children).toBeUndefined();
  });

  it('carries a composite and a thumbnail of the photo', async () => {
    const psd = await roundTrip(photo, layers, 'mugs');
    expectPhotoPixels(photo, psd.imageData, 0, 0);
    expect(psd.imageResources!.versionInfo!.hasRealMergedData).toBe(true);
    const thumbnail = psd.imageResources!.thumbnailRaw!;
    const metadata = await sharp(thumbnail.data).metadata();
    expect([metadata.format, metadata.width, metadata.height]).toEqual(['jpeg', 120, 90]);
    expect([thumbnail.width, thumbnail.height]).toEqual([120, 90]);
  });

  it('embeds the profile without touching the pixels', async () => {
    const icc = await displayP3();
    for (const profile of [icc, icc.subarray(0, icc.length - 1)]) {
      const bytes = Buffer.from(await encodePsd({ ...photo, icc: profile }, layers, 'mugs'));
      const at = bytes.indexOf(Buffer.from('8BIM\x04\x0f\0\0', 'latin1'));
      expect(bytes.readUInt32BE(at + 8)).toBe(profile.length);
      expect(bytes.subarray(at + 12, at + 12 + profile.length).equals(profile)).toBe(true);
      const psd = readPsd(bytes, { useImageData: true, useRawThumbnail: true });
      expectPhotoPixels(photo, psd.imageData, 0, 0);
      expect(psd.children![1].children).toHaveLength(2);
    }
  });

  it('keeps the transparency of a photo that has some', async () => {
    const source = noisePhoto(60, 60, 4);
    const psd = await roundTrip(source, [{ name: 'disc', alpha: softDisc(30, 30, 10) }], 'disc');
    expect(psd.channels).toBe(4);
    const [background, object] = psd.children!;
    expectPhotoPixels(source, background.imageData, 0, 0);
    expectPhotoPixels(source, object.imageData, object.left!, object.top!);
  });

  it('lists an erased object as an empty layer', async () => {
    const psd = await roundTrip(photo, [{ name: 'gone', alpha: EMPTY }, layers[0]], 'mugs');
    const gone = psd.children![1].children!.find(({ name }) => name === 'gone');
    expect([gone?.left, gone?.right, gone?.imageData]).toEqual([0, 0, undefined]);
  });

  it('says that PNG is the way out beyond 30,000 pixels a side', async () => {
    const wide: ExportPhoto = { pixels: { width: 30_001, height: 1, channels: 3, data: new Uint8Array(90_003) } };
    const error: unknown = await encodePsd(wide, [], 'x').catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'too-large-for-format' });
    expect((error as UserError).message).toMatch(/30001x1.*PNG/);
  });

  it('refuses what may exceed 2 GB before it allocates anything', async () => {
    const huge: ExportPhoto = { pixels: { width: 30_000, height: 12_000, channels: 3, data: new Uint8Array(0) } };
    await expect(encodePsd(huge, [], 'x')).rejects.toMatchObject({ code: 'too-large-for-format' });
  });

  it('refuses a mask that does not lie on the photo', async () => {
    await expect(encodePsd(noisePhoto(20, 20), layers, 'mugs')).rejects.toThrow(RangeError);
  });
});

import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { encodeCutOut, encodePng } from '../../src/export/png.ts';
import type { ExportPhoto } from '../../src/export/types.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { alphaAt, displayP3, EMPTY, noisePhoto, softDisc } from './fixtures.ts';

const disc = softDisc(40, 30, 12);

/** Pixels of a PNG file as they are stored. */
async function decode(png: Uint8Array): Promise<{ width: number; height: number; channels: number; data: Buffer }> {
  const { data, info } = await sharp(png, { ignoreIcc: true }).raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, channels: info.channels, data };
}

/** What a cut-out must hold at a pixel of the photo. */
function expectedRgba({ pixels }: ExportPhoto, tile: AlphaTile, x: number, y: number): number[] {
  const at = (y * pixels.width + x) * pixels.channels;
  const own = pixels.channels === 4 ? pixels.data[at + 3] : 255;
  const alpha = Math.round((own * alphaAt(tile, x, y)) / 255);
  return alpha === 0 ? [0, 0, 0, 0] : [pixels.data[at], pixels.data[at + 1], pixels.data[at + 2], alpha];
}

async function expectCutOut(photo: ExportPhoto, png: Uint8Array, left: number, top: number): Promise<void> {
  const { width, height, channels, data } = await decode(png);
  expect(channels).toBe(4);
  const expected: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) expected.push(...expectedRgba(photo, disc, left + x, top + y));
  }
  expect(data.equals(Buffer.from(expected))).toBe(true);
}

describe('encodeCutOut', () => {
  it.each([3, 4] as const)('crops to what is visible, with the photo\'s own values (%i channels)', async (channels) => {
    const photo = noisePhoto(100, 70, channels);
    const png = await encodeCutOut(photo, disc);
    const { width, height } = await decode(png);
    // The soft edge ends where alpha rounds to 0: 15 pixels from the centre.
    expect([width, height]).toEqual([31, 31]);
    await expectCutOut(photo, png, 25, 15);
  });

  it('keeps place and size on the full canvas', async () => {
    const photo = noisePhoto(100, 70);
    const png = await encodeCutOut(photo, disc, { fullCanvas: true });
    const { width, height } = await decode(png);
    expect([width, height]).toEqual([100, 70]);
    await expectCutOut(photo, png, 0, 0);
  });

  it('embeds the profile byte for byte and converts nothing', async () => {
    const icc = await displayP3();
    const photo = { ...noisePhoto(100, 70), icc };
    const png = await encodeCutOut(photo, disc, { fullCanvas: true });
    const metadata = await sharp(png).metadata();
    expect(metadata.icc?.equals(Buffer.from(icc))).toBe(true);
    await expectCutOut(photo, png, 0, 0);
  });

  it('writes no profile where the photo has none', async () => {
    const metadata = await sharp(await encodeCutOut(noisePhoto(100, 70), disc)).metadata();
    expect(metadata.icc).toBeUndefined();
  });

  it('is transparent for an erased object', async () => {
    const photo = noisePhoto(10, 8);
    const cropped = await decode(await encodeCutOut(photo, EMPTY));
    expect([cropped.width, cropped.height, ...cropped.data]).toEqual([1, 1, 0, 0, 0, 0]);
    const full = await decode(await encodeCutOut(photo, EMPTY, { fullCanvas: true }));
    expect([full.width, full.height]).toEqual([10, 8]);
    expect(full.data.every((value) => value === 0)).toBe(true);
  });

  it('refuses a mask that does not lie on the photo', async () => {
    const photo = noisePhoto(30, 30);
    await expect(encodeCutOut(photo, disc)).rejects.toThrow(RangeError);
    await expect(encodeCutOut(photo, { ...EMPTY, data: new Uint8Array(1) })).rejects.toThrow(RangeError);
    await expect(encodeCutOut(photo, { ...EMPTY, x: 0.5 })).rejects.toThrow(RangeError);
  });
});

describe('encodePng', () => {
  it('is a file that a strict reader takes, checksums included', async () => {
    const { pixels } = noisePhoto(20, 10);
    const png = await encodePng(pixels.data, 20, 10, 3, await displayP3());
    const data = await sharp(png, { failOn: 'warning', ignoreIcc: true }).raw().toBuffer();
    expect(data.equals(Buffer.from(pixels.data))).toBe(true);
  });
});

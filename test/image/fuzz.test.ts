import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { openPhoto } from '../../src/image/photo.ts';
import { buildTiff, encoder, quarters, temporaryFolder } from './scenes.ts';

const folder = temporaryFolder();
const scene = quarters(40, 30);
const jpeg = await encoder(scene).withIccProfile('p3').withMetadata({ orientation: 6 }).jpeg().toBuffer();

const files: Readonly<Record<string, Buffer>> = {
  jpeg,
  'progressive-jpeg': await encoder(scene).jpeg({ progressive: true }).toBuffer(),
  png: await encoder(scene).withIccProfile('p3').png().toBuffer(),
  webp: await encoder(scene).webp().toBuffer(),
  'lossless-webp': await encoder(scene).webp({ lossless: true }).toBuffer(),
  tiff: await encoder(scene).tiff({ compression: 'lzw' }).toBuffer(),
  avif: await encoder(scene).avif({ effort: 0 }).toBuffer(),
  gif: await encoder(scene).gif().toBuffer(),
  heic: readFileSync(join(import.meta.dirname, 'fixtures', 'plain.heic')),
  'ten-bit-heic': readFileSync(join(import.meta.dirname, 'fixtures', 'ten-bit.heic')),
  dng: buildTiff([{
    entries: [[0x0112, 3, [6]], [0xc612, 1, [1, 4, 0, 0]]],
    subDirectories: [{ entries: [[0x0103, 3, [7]]], data: { offsetTag: 0x0111, lengthTag: 0x0117, bytes: jpeg } }],
  }]),
};

/** Positions are drawn as fractions. Few flips a file, or nearly every file would fail at its first check. */
const position = fc.double({ min: 0, max: 1, noNaN: true });
const damage = fc.record({
  flips: fc.array(fc.tuple(position, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 3 }),
  keep: fc.option(position, { nil: undefined, freq: 3 }),
});

function damaged(bytes: Buffer, { flips, keep }: { flips: [number, number][]; keep: number | undefined }): Buffer {
  const copy = Buffer.from(bytes);
  for (const [where, mask] of flips) {
    const at = Math.min(copy.length - 1, Math.floor(where * copy.length));
    copy[at] = copy[at] ^ mask;
  }
  return keep === undefined ? copy : copy.subarray(0, Math.floor(keep * copy.length));
}

async function openAll(path: string): Promise<'ok' | UserError> {
  try {
    const photo = await openPhoto(path, { maxPixels: 4e6 });
    const { width, height } = photo.info;
    const image = await photo.pixels();
    expect([image.width, image.height, image.data.length]).toEqual([width, height, width * height * 3]);
    await photo.pixels({ maxSide: 16 });
    expect((await photo.rgba()).data).toHaveLength(width * height * 4);
    return 'ok';
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

describe('openPhoto: damaged files of every format', () => {
  it.each(Object.entries(files))('%s: pixels or a UserError, nothing else', async (name, bytes) => {
    expect(await openAll(folder.write(name, bytes))).toBe('ok');
    await fc.assert(fc.asyncProperty(damage, async (how) => {
      const outcome = await openAll(folder.write(`${name}-damaged`, damaged(bytes, how)));
      if (outcome !== 'ok') expect(outcome.message).not.toContain('\n');
    }), { numRuns: Number(process.env['FUZZ_RUNS'] ?? 60), timeout: 20_000 });
  });
});

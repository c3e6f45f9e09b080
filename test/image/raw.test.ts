import { describe, expect, it } from 'vitest';
import { openPhoto } from '../../src/image/photo.ts';
import { readTiffDirectories } from '../../src/image/tiff-directory.ts';
import { buildTiff, encoder, largestDifference, pixelAt, quarters, temporaryFolder, userError } from './scenes.ts';
import type { TestDirectory } from './scenes.ts';

const folder = temporaryFolder();
const scene = quarters(128, 96);
const options = { quality: 95, chromaSubsampling: '4:4:4' };

/** 128 x 96 scene as the camera's preview, and a 32 x 24 thumbnail. */
const preview = await encoder(scene).jpeg(options).toBuffer();
const thumbnail = await encoder(quarters(32, 24)).jpeg(options).toBuffer();

/** Sensor data of four photosites, which no decoder here may take for a picture. */
const sensor: TestDirectory = {
  entries: [[0x0100, 4, [2]], [0x0101, 4, [2]], [0x0102, 3, [16]], [0x0103, 3, [1]], [0x0106, 3, [32803]]],
  data: { offsetTag: 0x0111, lengthTag: 0x0117, bytes: new Uint8Array(8) },
};

function dng(orientation: number, previews: readonly Buffer[]): Buffer {
  return buildTiff([{
    entries: [[0x0112, 3, [orientation]], [0xc612, 1, [1, 4, 0, 0]]],
    subDirectories: [sensor, ...previews.map((bytes): TestDirectory => ({
      entries: [[0x0103, 3, [7]]],
      data: { offsetTag: 0x0111, lengthTag: 0x0117, bytes },
    }))],
  }]);
}

describe('openPhoto: RAW files', () => {
  it('uses the largest JPEG preview of a DNG and says so', async () => {
    const photo = await openPhoto(folder.write('photo.dng', dng(1, [thumbnail, preview, thumbnail])));
    expect(photo.info).toMatchObject({
      width: 128, height: 96, format: 'raw-preview',
      conversions: ['RAW file: its embedded JPEG preview (128 x 96) is used'],
    });
    expect(largestDifference(await photo.pixels(), scene)).toBeLessThanOrEqual(12);
  });

  it('turns the preview by the orientation of the RAW file', async () => {
    const photo = await openPhoto(folder.write('turned.dng', dng(6, [preview])));
    expect(photo.info).toMatchObject({ width: 96, height: 128 });
    const image = await photo.pixels();
    expect([image.width, image.height]).toEqual([96, 128]);
    // A quarter turn clockwise: the red quarter goes to the top right, blue to the top left.
    expect(pixelAt(image, 60, 50)[0]).toBeGreaterThan(180);
    expect(pixelAt(image, 10, 10)[2]).toBeGreaterThan(180);
    expect(pixelAt(image, 96 - 15, 15).every((value) => value > 220)).toBe(true);
    const reduced = await photo.pixels({ maxSide: 64 });
    expect([reduced.width, reduced.height]).toEqual([48, 64]);
    expect(pixelAt(reduced, 30, 25)[0]).toBeGreaterThan(180);
  });

  it('does not turn the preview twice when its own EXIF repeats the orientation', async () => {
    const tagged = await encoder(scene).jpeg(options).withMetadata({ orientation: 6 }).toBuffer();
    const photo = await openPhoto(folder.write('twice.dng', dng(6, [tagged])));
    expect(photo.info).toMatchObject({ width: 96, height: 128 });
    expect(pixelAt(await photo.pixels(), 60, 50)[0]).toBeGreaterThan(180);
  });

  it('knows RAW files whose first directory is not the sensor, by content', async () => {
    const nef = buildTiff([{ entries: [[0x0106, 3, [2]]], subDirectories: [sensor, {
      entries: [[0x0103, 3, [6]]], data: { offsetTag: 0x0201, lengthTag: 0x0202, bytes: preview },
    }] }]);
    expect((await openPhoto(folder.write('photo.tif', nef))).info.format).toBe('raw-preview');
  });

  it.each([
    ['RAF', 'FUJIFILMCCD-RAW 0201'], ['ORF', 'IIRO\x08\0\0\0'], ['RW2', 'IIU\0\x08\0\0\0'],
    ['CR3', '\0\0\0\x18ftypcrx \0\0\0\x01crx isom'],
  ])('finds the preview of a file that begins as %s', async (name, start) => {
    const file = Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(100), preview, Buffer.alloc(50, 0xff)]);
    const photo = await openPhoto(folder.write(`photo.${name}`, file));
    expect(photo.info).toMatchObject({ width: 128, height: 96, format: 'raw-preview' });
    expect(largestDifference(await photo.pixels(), scene)).toBeLessThanOrEqual(12);
  });

  it('takes the orientation of a CR3 from its EXIF box', async () => {
    const exif = buildTiff([{ entries: [[0x0112, 3, [8]]] }]);
    const start = Buffer.from('\0\0\0\x18ftypcrx \0\0\0\x01crx isom\0\0\0\x40CMT1', 'latin1');
    const photo = await openPhoto(folder.write('photo.cr3', Buffer.concat([start, exif, preview])));
    expect(photo.info).toMatchObject({ width: 96, height: 128 });
  });

  it('does not take lossless JPEG sensor data for a preview', async () => {
    const lossless = Buffer.from(preview);
    lossless[lossless.indexOf(Buffer.from([0xff, 0xc0])) + 1] = 0xc3;
    const photo = await openPhoto(folder.write('lossless.dng', dng(1, [lossless, thumbnail])));
    expect(photo.info).toMatchObject({ width: 32, height: 24 });
  });

  it('without a preview: says to export a JPEG or TIFF', async () => {
    const error = await userError(openPhoto(folder.write('bare.dng', dng(1, []))), 'image-unsupported');
    expect(error.message).toContain('export it as JPEG or TIFF');
  });

  it('a preview that is cut short fails', async () => {
    const file = Buffer.concat([Buffer.from('FUJIFILMCCD-RAW 0201'), preview.subarray(0, preview.length - 200)]);
    const photo = await openPhoto(folder.write('cut.raf', file));
    await userError(photo.pixels(), 'image-damaged');
  });
});

describe('readTiffDirectories', () => {
  it('reads chain and sub-directories, the main one first', () => {
    const file = buildTiff([
      { entries: [[0x0112, 3, [6]]], subDirectories: [sensor] },
      { entries: [[0x0102, 3, [8, 8, 8]]] },
    ]);
    const directories = readTiffDirectories(file);
    expect(directories[0].get(0x0112)).toEqual([6]);
    expect(directories.slice(1).map((directory) => directory.get(0x0102))).toEqual([[16], [8, 8, 8]]);
  });

  it('stops at loops, and at offsets and counts beyond the end', () => {
    const loop = buildTiff([{ entries: [[0x0112, 3, [1]]] }]);
    const start = loop.readUInt32LE(4);
    loop.writeUInt32LE(start, start + 2 + 12);
    expect(readTiffDirectories(loop)).toHaveLength(1);
    loop.writeUInt16LE(0xffff, start);
    expect(readTiffDirectories(loop)).toEqual([]);
    loop.writeUInt32LE(0xfffffff0, 4);
    expect(readTiffDirectories(loop)).toEqual([]);
    expect(readTiffDirectories(loop.subarray(0, 5))).toEqual([]);
    const outside = buildTiff([{ entries: [[0x0102, 3, [8, 8, 8]]] }]);
    outside.writeUInt32LE(0xffffff00, outside.readUInt32LE(4) + 2 + 8);
    expect(readTiffDirectories(outside)[0].get(0x0102)).toEqual([]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { sharp } from '../../src/image/sharp.ts';
import { UserError } from '../../src/errors.ts';
import type { UserErrorCode } from '../../src/errors.ts';
import type { PixelImage } from '../../src/image/types.ts';

/** A temporary folder that is removed after the tests of the file. */
export function temporaryFolder(): { readonly path: string; write(name: string, bytes: Uint8Array | string): string } {
  const path = mkdtempSync(join(tmpdir(), 'phraselift-image-'));
  afterAll(() => { rmSync(path, { recursive: true, force: true }); });
  return {
    path,
    write(name, bytes) {
      const file = join(path, name);
      writeFileSync(file, bytes);
      return file;
    },
  };
}

type Color = readonly [number, number, number];

/** Red, green, blue and yellow quarters, row by row, and a white square near the top left: no symmetry. */
export function quarters(width = 64, height = 48): PixelImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) data.set(quarterColor(x / width, y / height), (y * width + x) * 3);
  }
  return { width, height, channels: 3, data };
}

function quarterColor(x: number, y: number): Color {
  if (x >= 1 / 16 && x < 3 / 16 && y >= 1 / 12 && y < 3 / 12) return [255, 255, 255];
  if (y < 0.5) return x < 0.5 ? [220, 30, 30] : [30, 200, 30];
  return x < 0.5 ? [30, 30, 220] : [220, 210, 30];
}

/** Stored pixels that `orientation` turns into the upright scene, from the definition of EXIF 2.32, table 6. */
export function storedFor(upright: PixelImage, orientation: number): PixelImage {
  const swaps = orientation >= 5;
  const width = swaps ? upright.height : upright.width;
  const height = swaps ? upright.width : upright.height;
  const right = width - 1;
  const bottom = height - 1;
  // Where the upright point (x, y) lies in the stored picture.
  const places: Readonly<Record<number, (x: number, y: number) => [number, number]>> = {
    1: (x, y) => [x, y],
    2: (x, y) => [right - x, y],
    3: (x, y) => [right - x, bottom - y],
    4: (x, y) => [x, bottom - y],
    5: (x, y) => [y, x],
    6: (x, y) => [y, bottom - x],
    7: (x, y) => [right - y, bottom - x],
    8: (x, y) => [right - y, x],
  };
  const data = new Uint8Array(upright.data.length);
  for (let y = 0; y < upright.height; y += 1) {
    for (let x = 0; x < upright.width; x += 1) {
      const [storedX, storedY] = places[orientation](x, y);
      data.set(pixelAt(upright, x, y), (storedY * width + storedX) * 3);
    }
  }
  return { width, height, channels: 3, data };
}

/** sharp with the pixels of an image as its input. */
export function encoder(image: PixelImage) {
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: image.channels } });
}

/** Largest difference of any channel of any pixel. */
export function largestDifference(a: PixelImage, b: PixelImage): number {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) return Infinity;
  let largest = 0;
  for (let index = 0; index < a.data.length; index += 1) {
    largest = Math.max(largest, Math.abs(a.data[index] - b.data[index]));
  }
  return largest;
}

export function pixelAt(image: PixelImage, x: number, y: number): number[] {
  const start = (y * image.width + x) * image.channels;
  return [...image.data.subarray(start, start + image.channels)];
}

/** Awaits a UserError and returns it; fails on success and on any other error. */
export async function userError(work: Promise<unknown>, code: UserErrorCode): Promise<UserError> {
  const outcome = await work.then(() => new Error('expected a UserError, got a result'), (error: unknown) => error);
  if (!(outcome instanceof UserError)) throw outcome;
  if (outcome.code !== code) throw new Error(`expected ${code}, got ${outcome.code}: ${outcome.message}`);
  if (outcome.message.includes('\n')) throw new Error(`more than one line: ${outcome.message}`);
  return outcome;
}

const TYPE_SIZES: Readonly<Record<number, number>> = { 1: 1, 3: 2, 4: 4 };

/** One directory of a TIFF file under test: numeric entries, strips or previews, sub-directories. */
export interface TestDirectory {
  /** [tag, type (1 byte, 3 short, 4 long), values] */
  readonly entries: readonly (readonly [number, number, readonly number[]])[];
  /** Bytes whose offset and length go into the two tags. */
  readonly data?: { readonly offsetTag: number; readonly lengthTag: number; readonly bytes: Uint8Array };
  readonly subDirectories?: readonly TestDirectory[];
}

/** Writes a little-endian TIFF structure with the directories as its chain. */
export function buildTiff(directories: readonly TestDirectory[]): Buffer {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
  let length = 8;
  const append = (bytes: Uint8Array): number => {
    const padded = Buffer.concat([bytes, Buffer.alloc(bytes.length % 2)]);
    parts.push(padded);
    length += padded.length;
    return length - padded.length;
  };
  const packed = (type: number, values: readonly number[]): Buffer => {
    const size = TYPE_SIZES[type];
    const bytes = Buffer.alloc(values.length * size);
    values.forEach((value, index) => bytes.writeUIntLE(value, index * size, size));
    return bytes;
  };
  const writeDirectory = (directory: TestDirectory, next: number): number => {
    const entries = [...directory.entries];
    const { data, subDirectories } = directory;
    if (data) entries.push([data.offsetTag, 4, [append(data.bytes)]], [data.lengthTag, 4, [data.bytes.length]]);
    if (subDirectories) entries.push([0x014a, 4, subDirectories.map((sub) => writeDirectory(sub, 0))]);
    entries.sort((a, b) => a[0] - b[0]);
    const table = Buffer.alloc(2 + entries.length * 12 + 4);
    table.writeUInt16LE(entries.length, 0);
    entries.forEach(([tag, type, values], index) => {
      const at = 2 + index * 12;
      const bytes = packed(type, values);
      table.writeUInt16LE(tag, at);
      table.writeUInt16LE(type, at + 2);
      table.writeUInt32LE(values.length, at + 4);
      if (bytes.length <= 4) bytes.copy(table, at + 8);
      else table.writeUInt32LE(append(bytes), at + 8);
    });
    table.writeUInt32LE(next, table.length - 4);
    return append(table);
  };
  let first = 0;
  for (const directory of [...directories].reverse()) first = writeDirectory(directory, first);
  const file = Buffer.concat(parts);
  file.writeUInt32LE(first, 4);
  return file;
}

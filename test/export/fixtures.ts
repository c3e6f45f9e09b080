import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach } from 'vitest';
import type { ExportPhoto } from '../../src/export/types.ts';
import type { AlphaTile } from '../../src/mask/types.ts';

/** A photo whose every pixel is different from its neighbours, so that a shift or a conversion shows. */
export function noisePhoto(width: number, height: number, channels: 3 | 4 = 3): ExportPhoto {
  const data = new Uint8Array(width * height * channels);
  let block = createHash('sha256').update(`${width}x${height}x${channels}`).digest();
  for (let at = 0; at < data.length; at += block.length) {
    data.set(block.subarray(0, Math.min(block.length, data.length - at)), at);
    block = createHash('sha256').update(block).digest();
  }
  return { pixels: { width, height, channels, data } };
}

/** A disc with an edge that goes from 255 to 0 over `softness` pixels, in a tile with a rim of zeros. */
export function softDisc(centerX: number, centerY: number, radius: number, softness = 4): AlphaTile {
  const reach = radius + softness;
  const side = 2 * reach + 1;
  const data = new Uint8Array(side * side);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const outside = Math.hypot(x - reach, y - reach) - radius;
      data[y * side + x] = Math.round(255 * Math.min(1, Math.max(0, 1 - outside / softness)));
    }
  }
  return { x: centerX - reach, y: centerY - reach, width: side, height: side, data };
}

export const EMPTY: AlphaTile = { x: 3, y: 2, width: 2, height: 1, data: new Uint8Array(2) };

/** Alpha of a tile at a pixel of the photo; 0 outside the tile. */
export function alphaAt(tile: AlphaTile, x: number, y: number): number {
  const inside = x >= tile.x && y >= tile.y && x < tile.x + tile.width && y < tile.y + tile.height;
  return inside ? tile.data[(y - tile.y) * tile.width + x - tile.x] : 0;
}

/** A real profile that is not sRGB: the one of Display P3 that libvips carries. */
export async function displayP3(): Promise<Uint8Array> {
  const blank = { create: { width: 1, height: 1, channels: 3 as const, background: 'white' } };
  const { icc } = await sharp(await sharp(blank).withIccProfile('p3').png().toBuffer()).metadata();
  if (!icc) throw new Error('libvips attached no profile');
  return icc;
}

const folders: string[] = [];

afterEach(async () => {
  await Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
});

/** An empty folder that is removed after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'phraselift-export-'));
  folders.push(folder);
  return folder;
}

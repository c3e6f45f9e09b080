/**
 * Refining and exporting 20 objects of a 12 MP photo: what a phrase costs after the model has answered. Each object is
 * an ellipse on the model's mask grid over a box of 1,000 x 1,000 pixels. Run: node bench/export.ts
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { writeExports, type ExportJob } from '../src/export/exports.ts';
import { openPhoto } from '../src/image/photo.ts';
import { refineTile } from '../src/mask/refine.ts';
import { encodeTileRle } from '../src/mask/rle.ts';
import type { AlphaTile, Box } from '../src/mask/types.ts';
import { upsampleLogits } from '../src/mask/upsample.ts';
import { MASK_SIDE } from '../src/model/types.ts';
import { machine, peakMemory, printTable, time } from './lib.ts';

const [WIDTH, HEIGHT, OBJECTS, SIDE] = [4000, 3000, 20, 1000];
const folder = mkdtempSync(join(tmpdir(), 'phraselift-bench-'));

function ellipse(): Float32Array {
  return Float32Array.from({ length: MASK_SIDE * MASK_SIDE }, (_, cell) => {
    const [x, y] = [(cell % MASK_SIDE) + 0.5, Math.floor(cell / MASK_SIDE) + 0.5];
    return 8 * (1 - Math.hypot(x - MASK_SIDE / 2, y - MASK_SIDE / 2) / (0.4 * MASK_SIDE));
  });
}

/** Boxes on a grid of five by four, each as large as a mask's box. */
function boxes(): Box[] {
  return Array.from({ length: OBJECTS }, (_, i) => [
    ((i % 5) * (WIDTH - SIDE)) / 4,
    (Math.floor(i / 5) * (HEIGHT - SIDE)) / 3,
    SIDE,
    SIDE,
  ]);
}

try {
  const path = join(folder, 'photo.jpg');
  await sharp(resolve(import.meta.dirname, '../assets/samples/breakfast.jpg'))
    .resize(WIDTH, HEIGHT, { fit: 'cover' })
    .jpeg({ quality: 90 })
    .toFile(path);
  const photo = await openPhoto(path);
  const pixels = await photo.pixels();
  const logits = ellipse();
  let coarse: AlphaTile[] = [];
  let refined: AlphaTile[] = [];
  const rows: [string, number][] = [];
  const measure = async (name: string, action: () => Promise<unknown>) => rows.push([name, await time(action)]);
  await measure('upsample 20 masks', () => {
    coarse = boxes().map((box) => upsampleLogits(logits, box, WIDTH, HEIGHT));
    return Promise.resolve();
  });
  await measure('refine 20 masks against the photo', () => {
    refined = coarse.map((tile) => refineTile(tile, pixels));
    return Promise.resolve();
  });
  await measure('encode 20 masks as RLE', () => Promise.resolve(refined.map((tile) => encodeTileRle(tile, WIDTH, HEIGHT))));
  const rgba = await photo.rgba();
  const base: ExportJob = {
    phrase: 'twenty objects',
    layers: refined.map((alpha) => ({ label: 'cup', score: 0.9, alpha })),
    folder: join(folder, 'out'),
    psd: false,
    coco: false,
    overlay: false,
    force: true,
  };
  const write = (job: Partial<ExportJob>) => writeExports({ pixels: rgba, info: photo.info }, { ...base, ...job });
  await measure('write 20 PNG, cropped', () => write({ png: 'cropped' }));
  await measure('write 20 PNG, full canvas', () => write({ png: 'full-canvas' }));
  await measure('write PSD', () => write({ psd: true }));
  await measure('write COCO JSON', () => write({ coco: true }));
  await measure('write overlay', () => write({ overlay: true }));
  const refine = rows[1][1];
  console.log(`${machine()}; ${OBJECTS} objects of ${SIDE} x ${SIDE} on ${WIDTH} x ${HEIGHT}; one run\n`);
  printTable(['', 'ms', 'against refining'], rows.map(([name, ms]) => [name, ms.toFixed(0), `${(ms / refine).toFixed(2)} x`]));
  const memory = peakMemory(process.pid);
  if (memory !== undefined) console.log(`\nPeak memory of this process: ${memory.toFixed(0)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';

const samples = resolve(import.meta.dirname, '../../assets/samples');
export const scenes = ['breakfast', 'desk', 'fruit', 'kitchen', 'shelf'] as const;

/** Small variants of a scene: other files, of the same content or nearly. */
const variants: readonly ((photo: Sharp) => Sharp)[] = [
  (photo) => photo,
  (photo) => photo.flop(),
  (photo) => photo.modulate({ brightness: 1.2 }),
  (photo) => photo.modulate({ brightness: 0.8 }),
];

/** Makes a folder of the sample scenes and variants of them, some a level deeper, and one file that is no photo. */
export async function makeSearchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'phraselift-search-'));
  await mkdir(join(folder, 'more'));
  for (const scene of scenes) {
    for (const [i, variant] of variants.entries()) {
      const photo = variant(sharp(join(samples, `${scene}.jpg`)).resize(480));
      await photo.jpeg({ quality: 85 }).toFile(join(folder, i < 2 ? '' : 'more', `${scene}-${i}.jpg`));
    }
  }
  await writeFile(join(folder, 'notes.jpg'), 'this is no photo');
  return folder;
}

/** Fills a folder with photos that differ in every pixel: none is known from another. */
export async function makeManyPhotos(folder: string, count: number): Promise<void> {
  await mkdir(folder, { recursive: true });
  const pixels = await Promise.all(scenes.map((scene) =>
    sharp(join(samples, `${scene}.jpg`)).resize(320, 240, { fit: 'cover' }).raw().toBuffer({ resolveWithObject: true })));
  for (let i = 0; i < count; i++) {
    const { data, info: { width, height, channels } } = pixels[i % pixels.length];
    await sharp(data, { raw: { width, height, channels } })
      .modulate({ brightness: 0.7 + (i / count) * 0.6, hue: (i * 7) % 40 })
      .jpeg({ quality: 80 })
      .toFile(join(folder, `photo-${String(i).padStart(5, '0')}.jpg`));
  }
}

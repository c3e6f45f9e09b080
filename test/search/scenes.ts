import { mkdirSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import sharp from 'sharp';

const samples = resolve(import.meta.dirname, '../../assets/samples');

/** Variants of the rendered scenes: small, and each of different content. @returns their paths, by name */
export async function writeScenes(folder: string, count: number): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  const scenes = readdirSync(samples).filter((name) => name.endsWith('.jpg')).sort();
  const paths: string[] = [];
  for (let i = 0; i < count; i++) {
    const path = join(folder, `scene-${String(i).padStart(3, '0')}.jpg`);
    await sharp(join(samples, scenes[i % scenes.length]))
      .resize(640, 427)
      .flop(Math.floor(i / scenes.length) % 2 === 1)
      .modulate({ brightness: 0.85 + 0.03 * Math.floor(i / scenes.length) })
      .jpeg()
      .toFile(path);
    paths.push(path);
  }
  return paths;
}

import { readdir, readFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { z } from 'zod';
import { ApiError, type Sample } from './contract.ts';

const sceneSchema = z.object({
  image: z.string().regex(/^[\w.-]+$/),
  title: z.string().optional(),
  phrases: z.array(z.object({ phrase: z.string() })),
});

/** Its name is part of an address. */
const SCENE_FILE = /^[\w-]{1,100}\.json$/;

const TYPES: Readonly<Record<string, string>> = { '.jpg': 'image/jpeg', '.png': 'image/png', '.webp': 'image/webp' };

interface Scene {
  readonly sample: Sample;
  readonly path: string;
}

/** The scenes that come with the application. */
export class Samples {
  readonly #scenes: ReadonlyMap<string, Scene>;

  private constructor(scenes: ReadonlyMap<string, Scene>) {
    this.#scenes = scenes;
  }

  /** @param folder its absence means that there are none */
  static async open(folder: string): Promise<Samples> {
    const scenes = new Map<string, Scene>();
    const files = (await readdir(folder).catch(() => [])).filter((file) => SCENE_FILE.test(file)).sort();
    for (const file of files) {
      const scene = sceneSchema.parse(JSON.parse(await readFile(join(folder, file), 'utf8')));
      const name = file.slice(0, -'.json'.length);
      const title = scene.title ?? titleOf(name);
      const phrases = scene.phrases.map(({ phrase }) => phrase);
      scenes.set(name, { path: join(folder, scene.image), sample: { name, title, phrases, url: `/samples/${name}` } });
    }
    return new Samples(scenes);
  }

  get list(): Sample[] {
    return [...this.#scenes.values()].map(({ sample }) => sample);
  }

  /** @throws ApiError `file-missing` */
  path(name: string): string {
    const scene = this.#scenes.get(name);
    if (scene === undefined) throw new ApiError('file-missing', `there is no sample "${name}"`);
    return scene.path;
  }

  /** The name of the sample whose picture has this file name; undefined if there is none. */
  named(fileName: string): string | undefined {
    return [...this.#scenes.values()].find(({ path }) => basename(path) === fileName)?.sample.name;
  }

  /** @throws ApiError `file-missing` */
  async picture(name: string): Promise<{ readonly bytes: Uint8Array; readonly type: string }> {
    const path = this.path(name);
    return { bytes: await readFile(path), type: TYPES[extname(path)] ?? 'application/octet-stream' };
  }
}

/** "fruit-bowl" as "Fruit bowl". */
function titleOf(name: string): string {
  const words = name.replace(/[-_]+/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

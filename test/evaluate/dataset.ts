import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Rle } from '../../src/mask/types.ts';

export const sampleFolder = resolve(import.meta.dirname, '../../assets/samples');

interface SceneObject {
  readonly id: number;
  readonly label: string;
  readonly name: string;
  readonly box: readonly number[];
  readonly mask: Rle;
}

/** A sample scene's objects in gRefCOCO's format, with sentences of the test's own. */
export interface Dataset {
  readonly folder: string;
  readonly grefs: string;
  readonly instances: string;
  /** Answers that are right in every pixel, by sentence. */
  readonly perfect: readonly { sent_id: number; verdict: string; targetProbability: number; instances: unknown[]; candidates: unknown[] }[];
  remove(): Promise<void>;
}

/** Sentences about the breakfast scene: the labels that they mean (none: a no-target sentence). */
const SENTENCES = [
  { sent: 'all the donuts', labels: ['donut'] },
  { sent: 'the cups and the bananas', labels: ['cup', 'banana'] },
  { sent: 'the elephant', labels: [] },
] as const;

export async function makeDataset(): Promise<Dataset> {
  const folder = await mkdtemp(join(tmpdir(), 'phraselift-grefs-'));
  const scene = JSON.parse(await readFile(join(sampleFolder, 'breakfast.json'), 'utf8')) as {
    readonly width: number; readonly height: number; readonly objects: readonly SceneObject[];
  };
  const meant = SENTENCES.map(({ labels }) => scene.objects.filter(({ label }) => (labels as readonly string[]).includes(label)));
  const grefs = join(folder, 'grefs(unc).json');
  const instances = join(folder, 'instances.json');
  await writeFile(grefs, JSON.stringify(SENTENCES.map(({ sent }, index) => ({
    ref_id: index + 1, image_id: 5, split: 'val', no_target: meant[index].length === 0,
    ann_id: meant[index].length === 0 ? [-1] : meant[index].map(({ id }) => id),
    sentences: [{ sent_id: 10 + index, raw: sent, sent, tokens: sent.split(' ') }],
  }))));
  await writeFile(instances, JSON.stringify({
    images: [{ id: 5, file_name: 'breakfast.jpg', width: scene.width, height: scene.height }],
    annotations: scene.objects.map(({ id, box, mask }) => ({ id, image_id: 5, category_id: 1, bbox: box, iscrowd: 0, segmentation: mask })),
    categories: [{ id: 1, name: 'thing' }],
  }));
  const perfect = meant.map((objects, index) => ({
    sent_id: 10 + index,
    verdict: objects.length === 0 ? 'none' : 'found',
    targetProbability: objects.length === 0 ? 0.01 : 0.99,
    instances: objects.map(({ box, mask }) => ({ score: 0.95, box, mask })),
    candidates: [],
  }));
  return { folder, grefs, instances, perfect, remove: () => rm(folder, { recursive: true, force: true }) };
}

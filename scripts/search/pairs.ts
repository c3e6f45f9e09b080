import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from '../../src/model/language/parse.ts';
import type { PhotoReader } from '../../src/search/reader.ts';
import type { PhotoAnswer } from '../../src/search/types.ts';
import { readRefs, type Ref } from '../language/refs.ts';

/**
 * What is known of a phrase on a photo. `own`: the phrase was written for this photo. `absent`: the photo holds no object
 * of the target's classes. `other`: it holds some, and nobody has said whether the phrase means one of them.
 */
export type PairKind = 'own' | 'absent' | 'other';

export interface Pair {
  readonly ref: Ref;
  readonly kind: PairKind;
  readonly hasTarget: boolean;
  readonly answer: PhotoAnswer;
}

interface Photo {
  readonly id: number;
  readonly name: string;
  /** Category ids of its annotations. */
  readonly classes: ReadonlySet<number>;
}

interface Instances {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly { readonly id: number; readonly image_id: number; readonly category_id: number }[];
}

export interface Material {
  readonly refs: readonly Ref[];
  readonly photos: readonly Photo[];
  /** Category by annotation. */
  readonly categories: ReadonlyMap<number, number>;
}

/** @param wanted the phrases that count; the photos are those that they were written for */
export async function readMaterial(refsPath: string, instancesPath: string, wanted: (ref: Ref) => boolean): Promise<Material> {
  const refs = (await readRefs(refsPath)).filter(wanted);
  const { images, annotations } = JSON.parse(await readFile(instancesPath, 'utf8')) as Instances;
  const ids = new Set(refs.map(({ image_id }) => image_id));
  const classes = new Map<number, Set<number>>();
  for (const { image_id, category_id } of annotations) {
    if (!classes.has(image_id)) classes.set(image_id, new Set());
    classes.get(image_id)!.add(category_id);
  }
  return {
    refs: refs.filter(({ image_id }) => images.some(({ id }) => id === image_id)),
    photos: images.filter(({ id }) => ids.has(id)).map(({ id, file_name: name }) => ({ id, name, classes: classes.get(id) ?? new Set() })),
    categories: new Map(annotations.map(({ id, category_id }) => [id, category_id])),
  };
}

/**
 * Holds phrases against their own photo and against others.
 * @param others how many other photos a phrase is held against, spread evenly; all of them if left out
 */
export async function* pairsOf(material: Material, images: string, reader: PhotoReader, others = Infinity): AsyncGenerator<Pair> {
  const { refs, photos, categories } = material;
  for (const [place, photo] of photos.entries()) {
    const asked = refs.filter((ref, index) => ref.image_id === photo.id || isSampled(place, index, photos.length, others));
    const { answers } = await reader.look(join(images, photo.name), asked.map(({ phrase }) => parse(phrase)));
    for (const [index, ref] of asked.entries()) {
      yield { ref, answer: answers[index], ...labelOf(ref, photo, categories) };
    }
  }
}

function labelOf(ref: Ref, photo: Photo, categories: ReadonlyMap<number, number>): Pick<Pair, 'kind' | 'hasTarget'> {
  if (ref.image_id === photo.id) return { kind: 'own', hasTarget: ref.ann_ids.length > 0 };
  const targets = ref.ann_ids.map((id) => categories.get(id));
  // A phrase without a target tells of no classes: nothing is known of it on other photos.
  const absent = targets.length > 0 && targets.every((target) => target !== undefined && !photo.classes.has(target));
  return { kind: absent ? 'absent' : 'other', hasTarget: false };
}

/** The same photos for a phrase in every run. */
function isSampled(place: number, index: number, count: number, others: number): boolean {
  return others >= count || (place * 7919 + index * 104_729) % count < others;
}

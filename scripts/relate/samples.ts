/**
 * Writes what the relation head learns from: for every photo some variants of its regions, and for every phrase on
 * each of them the words, the lexicon's matches and the parser's readings, exactly as the program computes them.
 *
 *   samples.ts --refs PHRASES.json --instances COCO.json --encodings DUMP --out DIR [--variants N] [--seed N]
 *
 * Leaves in DIR: `photos.jsonl` with `photos.bin` (overlaps with the annotations, masks on a coarse grid),
 * `scenes.jsonl` with `scenes.bin`, `phrases.jsonl` with `phrases.bin`, and the lexicon's words. Offsets count float32 values (bytes in
 * `photos.bin`).
 */
import { createWriteStream } from 'node:fs';
import type { WriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Scene } from '../../src/model/language/ground/scene.ts';
import { exclusionParts } from '../../src/model/language/exclusion.ts';
import { VOCABULARY } from '../../src/model/language/lexicon.ts';
import { parse } from '../../src/model/language/parse.ts';
import { readings } from '../../src/model/lite/readings.ts';
import { regionFeatures } from '../../src/model/lite/regionFeatures.ts';
import { matches, wordsOf } from '../../src/model/lite/wordFeatures.ts';
import type { PhotoEncoding } from '../../src/model/types.ts';
import { randomFrom } from '../../src/random.ts';
import { readEncodings } from '../language/encodings.ts';
import { boxIou } from '../language/metrics.ts';
import { readCanvases, readRefs } from '../language/refs.ts';
import type { Canvas, Ref } from '../language/refs.ts';
import { mirroredPhrase, variantOf } from './variants.ts';
import type { Variant } from './variants.ts';

const { values } = parseArgs({
  options: {
    refs: { type: 'string' },
    instances: { type: 'string' },
    encodings: { type: 'string' },
    out: { type: 'string' },
    variants: { type: 'string', default: '1' },
    seed: { type: 'string', default: '0' },
  },
});

function required(name: 'refs' | 'instances' | 'encodings' | 'out'): string {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
}

/** A binary file and the list of what lies where in it. */
class Store {
  readonly #data: WriteStream;
  readonly #index: WriteStream;
  #at = 0;

  constructor(folder: string, name: string) {
    this.#data = createWriteStream(join(folder, `${name}.bin`));
    this.#index = createWriteStream(join(folder, `${name}.jsonl`));
  }

  /** @returns where it was put, in values. */
  put(array: Float32Array | Uint8Array): number {
    const at = this.#at;
    this.#data.write(new Uint8Array(array.buffer, array.byteOffset, array.byteLength).slice());
    this.#at += array.length;
    return at;
  }

  line(content: unknown): void {
    this.#index.write(`${JSON.stringify(content)}\n`);
  }

  async close(): Promise<void> {
    await Promise.all([this.#data, this.#index].map((stream) => finished(stream.end())));
  }
}

function maskIou(a: Uint8Array, b: Uint8Array): number {
  let shared = 0;
  let union = 0;
  for (let cell = 0; cell < a.length; cell += 1) {
    shared += a[cell] & b[cell];
    union += a[cell] | b[cell];
  }
  return union === 0 ? 0 : shared / union;
}

function packed(mask: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(mask.length / 8));
  mask.forEach((value, cell) => {
    bytes[cell >> 3] |= value << (cell & 7);
  });
  return bytes;
}

function writePhoto(store: Store, photo: number, canvas: Canvas): void {
  const targets = [...canvas.targets];
  const { regions } = canvas.encoding;
  store.line({
    photo,
    regions: regions.length,
    cells: canvas.masks[0]?.length ?? 0,
    annotations: targets.map(([id]) => id),
    maskIou: regions.map((_, index) =>
      targets.map(([, { mask }]) => Number(maskIou(canvas.masks[index], mask).toFixed(4))),
    ),
    boxIou: regions.map(({ box }) => targets.map(([, target]) => Number(boxIou(box, target.box).toFixed(4)))),
    masks: canvas.masks.map((mask) => store.put(packed(mask))),
    targets: targets.map(([, { mask }]) => store.put(packed(mask))),
  });
}

/** Regions whose masks share more than a third of the smaller one: the same object, or a part of it. */
function sameThings(canvas: Canvas): number[][] {
  const { masks } = canvas;
  const areas = masks.map((mask) => mask.reduce((total, value) => total + value, 0));
  return masks.map((mask, index) =>
    masks.flatMap((other, at) => {
      let shared = 0;
      for (let cell = 0; cell < mask.length; cell += 1) shared += mask[cell] & other[cell];
      return at === index || shared > 0.35 * Math.max(1, Math.min(areas[index], areas[at])) ? [at] : [];
    }),
  );
}

function writeScene(store: Store, photo: number, number: number, variant: Variant): void {
  const { encoding, mirrored, kept } = variant;
  const scene = new Scene(encoding.regions, encoding.width, encoding.height);
  const { regions, pairs } = regionFeatures(encoding, scene);
  const pooled = Float32Array.from(encoding.regions.flatMap(({ features }) => [...features]));
  store.line({
    photo,
    variant: number,
    mirrored,
    kept,
    regions: store.put(regions),
    pairs: store.put(pairs),
    pooled: store.put(pooled),
  });
}

function writePhrase(store: Store, ref: Ref, number: number, { encoding, mirrored }: Variant): void {
  const phrase = mirrored ? mirroredPhrase(ref.phrase) : ref.phrase;
  const parts = exclusionParts(phrase);
  store.line({
    ref: ref.ref_id,
    photo: ref.image_id,
    variant: number,
    ...inputsOf(store, phrase, encoding),
    parts: (parts === undefined ? [] : [parts.from, parts.minus]).map((part) => inputsOf(store, part, encoding)),
  });
}

function inputsOf(store: Store, phrase: string, encoding: PhotoEncoding) {
  const words = wordsOf(phrase);
  const { votes, phrase: said, whole } = readings(parse(phrase), encoding);
  return {
    words: words.tokens.map(({ text }) => text),
    chosen: whole.chosen,
    evidence: whole.evidence,
    roles: store.put(words.roles),
    match: store.put(matches(words, encoding.regions)),
    votes: store.put(votes),
    said: store.put(said),
  };
}

const folder = required('out');
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'lexicon.json'), JSON.stringify([...VOCABULARY]));
const refs = Map.groupBy(await readRefs(required('refs')), ({ image_id: id }) => id);
const encodings = await readEncodings(required('encodings'));
for (const id of [...encodings.keys()]) if (!refs.has(id)) encodings.delete(id);
const canvases = await readCanvases(required('instances'), encodings);
const stores = { photos: new Store(folder, 'photos'), scenes: new Store(folder, 'scenes'), phrases: new Store(folder, 'phrases') };
for (const [photo, phrases] of refs) {
  const canvas = canvases.get(photo);
  if (canvas === undefined) continue;
  writePhoto(stores.photos, photo, canvas);
  const same = sameThings(canvas);
  const random = randomFrom(Number(values.seed) * 1_000_003 + photo);
  for (let number = 0; number < Number(values.variants); number += 1) {
    const variant = variantOf(canvas.encoding, number, (region) => same[region], random);
    writeScene(stores.scenes, photo, number, variant);
    for (const ref of phrases) writePhrase(stores.phrases, ref, number, variant);
    // Let the streams write before more is queued.
    await new Promise(setImmediate);
  }
}
await Promise.all(Object.values(stores).map((store) => store.close()));

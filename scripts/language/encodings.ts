import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LOGIT_STEP } from '../../src/model/types.ts';
import type { ModelRef, PhotoEncoding, Region } from '../../src/model/types.ts';
import type { Box } from '../../src/mask/types.ts';

/** A region as it lies in the dump: number arrays in base64, mask logits as signed bytes in steps of LOGIT_STEP. */
interface StoredRegion {
  readonly box: Box;
  readonly maskBox: Box;
  readonly score: number;
  readonly area: number;
  readonly maskScore: number;
  readonly classes: string;
  readonly colors: string;
  readonly maskLogits: string;
  readonly features: string;
}

interface StoredEncoding {
  readonly model: ModelRef;
  readonly width: number;
  readonly height: number;
  readonly regions: readonly StoredRegion[];
}

const base64 = (values: ArrayBufferView): string =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');

function floats(text: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  return new Float32Array(bytes.buffer);
}

function stored(region: Region): StoredRegion {
  const { box, maskBox, score, area, maskScore } = region;
  const logits = Int8Array.from(region.maskLogits, (logit) =>
    Math.round(Math.min(Math.max(logit, -7.9), 7.9) / LOGIT_STEP),
  );
  return {
    box,
    maskBox,
    score,
    area,
    maskScore,
    classes: base64(region.classes),
    colors: base64(region.colors),
    maskLogits: base64(logits),
    features: base64(region.features),
  };
}

function restored(region: StoredRegion): Region {
  const logits = new Int8Array(Buffer.from(region.maskLogits, 'base64'));
  return {
    ...region,
    classes: floats(region.classes),
    colors: floats(region.colors),
    maskLogits: Float32Array.from(logits, (step) => step * LOGIT_STEP),
    features: floats(region.features),
  };
}

/** Writes one photo's encoding as `<image id>.json`. */
export async function writeEncoding(folder: string, imageId: number, encoding: PhotoEncoding): Promise<void> {
  await mkdir(folder, { recursive: true });
  const { model, width, height } = encoding;
  const content: StoredEncoding = { model, width, height, regions: encoding.regions.map(stored) };
  await writeFile(join(folder, `${imageId}.json`), JSON.stringify(content));
}

/** All encodings of a folder that {@link writeEncoding} filled, by image id. */
export async function readEncodings(folder: string): Promise<Map<number, PhotoEncoding>> {
  const encodings = new Map<number, PhotoEncoding>();
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.json')) continue;
    const content = JSON.parse(await readFile(join(folder, name), 'utf8')) as StoredEncoding;
    encodings.set(Number(name.slice(0, -'.json'.length)), { ...content, regions: content.regions.map(restored) });
  }
  return encodings;
}

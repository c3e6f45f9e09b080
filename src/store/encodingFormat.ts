import { crc32, deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import type { Box } from '../mask/types.ts';
import {
  CLASS_COUNT, COLOR_BANDS, COLOR_NAMES, LOGIT_STEP, MASK_SIDE, type PhotoEncoding, type Region,
} from '../model/types.ts';
import { halvesToFloats, toHalf } from './float16.ts';

const FORMAT = 2;
const MASK_CELLS = MASK_SIDE * MASK_SIDE;
const COLORS = COLOR_BANDS.length * COLOR_NAMES.length;
/** box, maskBox, score, area, maskScore */
const GEOMETRY = 4 + 4 + 3;
/** No encoding of this program is larger; a damaged entry must not be able to fill the memory. */
const MAX_REGIONS = 1000;

/** Of zlib's output. */
const LEAST_CHUNK = 1024;

const headerSchema = z.object({
  format: z.literal(FORMAT),
  model: z.object({ id: z.string(), version: z.string() }),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  regions: z.number().int().min(0).max(MAX_REGIONS),
  features: z.number().int().min(0).max(65536),
  crc: z.number().int(),
});

/** A PhotoEncoding as bytes for the store, in two parts: most phrases need no mask, and masks are most of the bytes. */
export interface PackedEncoding {
  /** A JSON header line; then float32 geometry; then classes, colours and features as float16. */
  readonly facts: Uint8Array;
  /**
   * Mask logits a byte each (lossless, since the model keeps them in steps of LOGIT_STEP), as differences from what their
   * neighbours let expect, deflated.
   */
  readonly masks: Uint8Array;
}

export function packEncoding(encoding: PhotoEncoding): PackedEncoding {
  const { regions, model, width, height } = encoding;
  const features = regions[0]?.features.length ?? 0;
  const geometry = new Float32Array(regions.length * GEOMETRY);
  const perRegion = CLASS_COUNT + COLORS + features;
  const halves = new Uint16Array(regions.length * perRegion);
  const residuals = new Int8Array(regions.length * MASK_CELLS);
  regions.forEach((region, i) => {
    const { box, maskBox, score, area, maskScore } = region;
    geometry.set([...box, ...maskBox, score, area, maskScore], i * GEOMETRY);
    putHalves(region.classes, halves, i * perRegion);
    putHalves(region.colors, halves, i * perRegion + CLASS_COUNT);
    putHalves(region.features, halves, i * perRegion + CLASS_COUNT + COLORS);
    predict(region.maskLogits, residuals.subarray(i * MASK_CELLS, (i + 1) * MASK_CELLS));
  });
  const body = Buffer.concat([Buffer.from(geometry.buffer), Buffer.from(halves.buffer)]);
  const header = { format: FORMAT, model, width, height, regions: regions.length, features, crc: crc32(body) };
  return {
    facts: Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]),
    masks: deflateSync(residuals, { level: 1 }),
  };
}

/**
 * @param masks read when a mask is first asked for
 * @param onDamage told if the masks then turn out to be damaged, before that is thrown
 * @throws Error if the bytes are not what `packEncoding` wrote; for those of the masks when they are first read
 */
export function unpackEncoding(facts: Uint8Array, masks: () => Uint8Array, onDamage?: () => void): PhotoEncoding {
  const bytes = Buffer.from(facts.buffer, facts.byteOffset, facts.byteLength);
  const end = bytes.indexOf(0x0a);
  const header = headerSchema.parse(JSON.parse(bytes.toString('utf8', 0, end)));
  const { model, width, height, regions, features, crc } = header;
  const perRegion = CLASS_COUNT + COLORS + features;
  const geometryBytes = regions * GEOMETRY * Float32Array.BYTES_PER_ELEMENT;
  // Copied, because a view of numbers must start at a multiple of their size.
  const body = new Uint8Array(bytes.subarray(end + 1));
  if (body.length !== geometryBytes + regions * perRegion * Uint16Array.BYTES_PER_ELEMENT) throw new Error('encoding has a wrong length');
  if (crc32(body) !== crc) throw new Error('encoding is damaged');
  const geometry = new Float32Array(body.buffer, 0, regions * GEOMETRY);
  const halves = new Uint16Array(body.buffer, geometryBytes);
  const logits = new StoredMasks(regions, masks, onDamage);
  return {
    model,
    width,
    height,
    regions: Array.from({ length: regions }, (_, i) => new StoredRegion(
      geometry.subarray(i * GEOMETRY, (i + 1) * GEOMETRY), halves.subarray(i * perRegion, (i + 1) * perRegion), logits, i,
    )),
  };
}

/**
 * An encoding as it will come out of the store, so that a phrase gets the same answer the first time and later.
 * @returns it and its bytes
 */
export function asStored(encoding: PhotoEncoding): { readonly stored: PhotoEncoding; readonly packed: PackedEncoding } {
  const packed = packEncoding(encoding);
  return { packed, stored: unpackEncoding(packed.facts, () => packed.masks) };
}

/** A region whose mask and features, most of its bytes, are unpacked when they are first needed. */
class StoredRegion implements Region {
  readonly box: Box;
  readonly maskBox: Box;
  readonly score: number;
  readonly area: number;
  readonly maskScore: number;
  readonly classes: Float32Array;
  readonly colors: Float32Array;
  readonly #halves: Uint16Array;
  readonly #masks: StoredMasks;
  readonly #index: number;
  #features: Float32Array | undefined;

  constructor(geometry: Float32Array, halves: Uint16Array, masks: StoredMasks, index: number) {
    this.box = boxOf(geometry, 0);
    this.maskBox = boxOf(geometry, 4);
    this.score = geometry[8];
    this.area = geometry[9];
    this.maskScore = geometry[10];
    const facts = halvesToFloats(halves.subarray(0, CLASS_COUNT + COLORS));
    this.classes = facts.subarray(0, CLASS_COUNT);
    this.colors = facts.subarray(CLASS_COUNT);
    this.#halves = halves;
    this.#masks = masks;
    this.#index = index;
  }

  get features(): Float32Array {
    this.#features ??= halvesToFloats(this.#halves.subarray(CLASS_COUNT + COLORS));
    return this.#features;
  }

  get maskLogits(): Float32Array {
    return this.#masks.at(this.#index);
  }
}

class StoredMasks {
  readonly #regions: number;
  readonly #read: () => Uint8Array;
  readonly #logits: (Float32Array | undefined)[] = [];
  readonly #onDamage: (() => void) | undefined;
  #residuals: Int8Array | undefined;

  constructor(regions: number, read: () => Uint8Array, onDamage: (() => void) | undefined) {
    this.#regions = regions;
    this.#read = read;
    this.#onDamage = onDamage;
  }

  at(index: number): Float32Array {
    const known = this.#logits[index];
    if (known !== undefined) return known;
    try {
      this.#residuals ??= this.#inflate();
    } catch (error) {
      this.#onDamage?.();
      throw error;
    }
    const logits = restore(this.#residuals.subarray(index * MASK_CELLS, (index + 1) * MASK_CELLS));
    this.#logits[index] = logits;
    return logits;
  }

  #inflate(): Int8Array {
    const length = this.#regions * MASK_CELLS;
    const bytes = inflateSync(this.#read(), { maxOutputLength: MAX_REGIONS * MASK_CELLS, chunkSize: Math.max(length, LEAST_CHUNK) });
    if (bytes.length !== length) throw new Error('masks have a wrong length');
    return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  }
}

function putHalves(values: Float32Array, into: Uint16Array, at: number): void {
  for (let i = 0; i < values.length; i++) into[at + i] = toHalf(values[i]);
}

/** Differences from what is expected, modulo 256, so that they fit a byte. */
function predict(logits: Float32Array, into: Int8Array): void {
  above.fill(0);
  for (let at = 0; at < MASK_CELLS;) {
    let left = 0;
    let corner = 0;
    for (let column = 0; column < MASK_SIDE; column++, at++) {
      const step = Math.round(logits[at] / LOGIT_STEP);
      into[at] = step - expected(left, above[column], corner);
      corner = above[column];
      above[column] = step;
      left = step;
    }
  }
}

function restore(residuals: Int8Array): Float32Array {
  const logits = new Float32Array(MASK_CELLS);
  above.fill(0);
  for (let at = 0; at < MASK_CELLS;) {
    let left = 0;
    let corner = 0;
    for (let column = 0; column < MASK_SIDE; column++, at++) {
      const was = above[column];
      above[column] = residuals[at] + expected(left, was, corner);
      corner = was;
      left = above[column];
      logits[at] = left * LOGIT_STEP;
    }
  }
  return logits;
}

/** The row of steps above the one under way. */
const above = new Int8Array(MASK_SIDE);

/** The median edge detector of JPEG-LS (ITU-T T.87, section A.4): left, above, or their plane. Beyond the edges all is 0. */
function expected(left: number, over: number, corner: number): number {
  const low = left < over ? left : over;
  const high = left < over ? over : left;
  if (corner >= high) return low;
  return corner <= low ? high : left + over - corner;
}

function boxOf(values: Float32Array, at: number): Box {
  return [values[at], values[at + 1], values[at + 2], values[at + 3]];
}

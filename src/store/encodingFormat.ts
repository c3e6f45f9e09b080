import { deflateSync, inflateSync } from 'node:zlib';
import { z } from 'zod';
import type { Box } from '../mask/types.ts';
import {
  CLASS_COUNT, COLOR_BANDS, COLOR_NAMES, LOGIT_STEP, MASK_SIDE, type PhotoEncoding, type Region,
} from '../model/types.ts';

const FORMAT = 1;
const MASK_CELLS = MASK_SIDE * MASK_SIDE;
const COLORS = COLOR_BANDS.length * COLOR_NAMES.length;
/** box, maskBox, score, area, maskScore */
const GEOMETRY = 4 + 4 + 3;
/** No encoding of this program is larger; a damaged entry must not be able to fill the memory. */
const MAX_BYTES = 64 * 1024 * 1024;

const headerSchema = z.object({
  format: z.literal(FORMAT),
  model: z.object({ id: z.string(), version: z.string() }),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  regions: z.number().int().min(0).max(1000),
  features: z.number().int().min(0).max(65536),
});

/**
 * A PhotoEncoding as bytes for the store: a JSON header line, then all float32 parts, then the mask logits a byte each
 * (lossless, since the model keeps them in steps of LOGIT_STEP), deflated.
 */
export function packEncoding(encoding: PhotoEncoding): Uint8Array {
  const { regions, model, width, height } = encoding;
  const features = regions[0]?.features.length ?? 0;
  const header = JSON.stringify({ format: FORMAT, model, width, height, regions: regions.length, features });
  const perRegion = GEOMETRY + CLASS_COUNT + COLORS + features;
  const floats = new Float32Array(regions.length * perRegion);
  const logits = new Int8Array(regions.length * MASK_CELLS);
  regions.forEach((region, i) => {
    const { box, maskBox, score, area, maskScore } = region;
    floats.set([...box, ...maskBox, score, area, maskScore], i * perRegion);
    floats.set(region.classes, i * perRegion + GEOMETRY);
    floats.set(region.colors, i * perRegion + GEOMETRY + CLASS_COUNT);
    floats.set(region.features, i * perRegion + GEOMETRY + CLASS_COUNT + COLORS);
    logits.set(region.maskLogits.map((value) => value / LOGIT_STEP), i * MASK_CELLS);
  });
  const body = Buffer.concat([Buffer.from(floats.buffer), Buffer.from(logits.buffer)]);
  return deflateSync(Buffer.concat([Buffer.from(`${header}\n`), body]), { level: 1 });
}

/** @throws Error if the bytes are not what `packEncoding` wrote. */
export function unpackEncoding(bytes: Uint8Array): PhotoEncoding {
  const plain = inflateSync(bytes, { maxOutputLength: MAX_BYTES });
  const end = plain.indexOf(0x0a);
  const { model, width, height, regions, features } = headerSchema.parse(JSON.parse(plain.toString('utf8', 0, end)));
  const perRegion = GEOMETRY + CLASS_COUNT + COLORS + features;
  const floatBytes = regions * perRegion * Float32Array.BYTES_PER_ELEMENT;
  // Copied, because a float view must start at a multiple of four.
  const body = Uint8Array.from(plain.subarray(end + 1));
  if (body.length !== floatBytes + regions * MASK_CELLS) throw new Error('encoding has a wrong length');
  const floats = new Float32Array(body.buffer, 0, regions * perRegion);
  const logits = new Int8Array(body.buffer, floatBytes);
  const regionAt = (i: number): Region => {
    const values = floats.subarray(i * perRegion, (i + 1) * perRegion);
    const classesEnd = GEOMETRY + CLASS_COUNT;
    return {
      box: boxOf(values, 0),
      maskBox: boxOf(values, 4),
      score: values[8],
      area: values[9],
      maskScore: values[10],
      classes: values.subarray(GEOMETRY, classesEnd),
      colors: values.subarray(classesEnd, classesEnd + COLORS),
      features: values.subarray(classesEnd + COLORS),
      maskLogits: Float32Array.from(logits.subarray(i * MASK_CELLS, (i + 1) * MASK_CELLS), (value) => value * LOGIT_STEP),
    };
  };
  return { model, width, height, regions: Array.from({ length: regions }, (_, i) => regionAt(i)) };
}

function boxOf(values: Float32Array, at: number): Box {
  return [values[at], values[at + 1], values[at + 2], values[at + 3]];
}

import { z } from 'zod';
import { countsToString, parseCounts } from '../mask/rle-counts.ts';
import type { AlphaTile } from '../mask/types.ts';
import { fromBase64, toBase64 } from './base64.ts';

const OPAQUE = 255;

/** Positions may lie outside the photo, sizes may not exceed what masks may have. */
const positionSchema = z.number().int().min(-(2 ** 20)).max(2 ** 20);
const sideSchema = z.number().int().min(0).max(2 ** 20);

/** A soft mask as it is in memory. */
export const alphaTileSchema = z
  .object({
    x: positionSchema,
    y: positionSchema,
    width: sideSchema,
    height: sideSchema,
    data: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  })
  .refine(({ width, height, data }) => data.length === width * height, 'the alpha has a wrong length');

/**
 * A soft mask as text. Most of a mask is all or nothing, so two sets of runs say where it is above 0 and where it is
 * 255; only the pixels of the soft border in between have values, one byte each. Runs are COCO's strings, but along the
 * rows, so that the pixels are read once and in their own order.
 */
export const storedAlphaSchema = z.object({
  x: positionSchema,
  y: positionSchema,
  width: sideSchema,
  height: sideSchema,
  /** Runs of the pixels of alpha 1 to 255. */
  any: z.string(),
  /** Runs of the pixels of alpha 255. */
  full: z.string(),
  /** Base64 of the others among the first, by rows. */
  border: z.string(),
});
export type StoredAlpha = z.infer<typeof storedAlphaSchema>;

/** Reads `StoredAlpha` on the way in and writes it on the way out. */
export const alphaTileCodec = z.codec(storedAlphaSchema, alphaTileSchema, {
  decode: (stored, context) => {
    try {
      return decodeAlpha(stored);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      context.issues.push({ code: 'custom', message: error.message, input: stored });
      return z.NEVER;
    }
  },
  encode: encodeAlpha,
});

const storedForms = new WeakMap<Uint8Array, StoredAlpha>();

/**
 * Reads a soft mask that will be written again, as what a phrase has found goes to the journal: its text is kept for that
 * as long as its pixels, which nobody may change, are there.
 * @throws RangeError as `decodeAlpha`
 */
export function decodeAlphaKeepingText(stored: StoredAlpha): AlphaTile {
  const alpha = decodeAlpha(stored);
  storedForms.set(alpha.data, stored);
  return alpha;
}

/** Writes a soft mask as text. */
export function encodeAlpha(alpha: AlphaTile): StoredAlpha {
  const { x, y, width, height, data } = alpha;
  const kept = storedForms.get(data);
  if (kept?.x === x && kept.y === y && kept.width === width && kept.height === height) return kept;
  // Both begin with a run of pixels outside, which may be empty.
  const any = [0];
  const full = [0];
  const border = new Uint8Array(data.length);
  let borderLength = 0;
  for (let at = 0; at < data.length;) {
    const start = at;
    const alpha = data[at];
    if (alpha === 0 || alpha === OPAQUE) {
      while (at < data.length && data[at] === alpha) at++;
    } else {
      while (at < data.length && data[at] > 0 && data[at] < OPAQUE) border[borderLength++] = data[at++];
    }
    appendRun(any, alpha > 0, at - start);
    appendRun(full, alpha === OPAQUE, at - start);
  }
  return {
    x, y, width, height,
    any: countsToString(any), full: countsToString(full), border: toBase64(border.subarray(0, borderLength)),
  };
}

/** Adds pixels to the last run, or as a run of their own if they are not on the side that it is on. */
function appendRun(runs: number[], isInside: boolean, length: number): void {
  if (isInside === (runs.length % 2 === 0)) runs[runs.length - 1] += length;
  else runs.push(length);
}

/**
 * Reads a soft mask that `encodeAlpha` wrote.
 * @throws RangeError, saying what is wrong, if the text does not describe a mask of its size
 */
export function decodeAlpha(stored: StoredAlpha): AlphaTile {
  const { x, y, width, height } = stored;
  if (width === 0 || height === 0) return { x, y, width, height, data: new Uint8Array(0) };
  // By rows, the pixels are those of the image turned over, whose columns COCO's runs go down.
  const size = [width, height] as const;
  const any = parseCounts({ size, counts: stored.any });
  const full = parseCounts({ size, counts: stored.full });
  const border = fromBase64(stored.border);
  const data = new Uint8Array(width * height);
  fillRuns(data, full, OPAQUE);
  let next = 0;
  for (let run = 0, start = 0; run < any.length; start += any[run], run++) {
    for (let i = start; run % 2 === 1 && i < start + any[run]; i++) {
      if (data[i] === 0) data[i] = border[next++];
    }
  }
  const pixels = insidePixels(any) - insidePixels(full);
  if (next !== border.length || pixels !== next || border.some((alpha) => alpha === 0 || alpha === OPAQUE)) {
    throw new RangeError(`mask has ${border.length} values for the ${next} pixels of its border`);
  }
  return { x, y, width, height, data };
}

function fillRuns(data: Uint8Array, runs: Uint32Array, value: number): void {
  for (let run = 0, start = 0; run < runs.length; start += runs[run], run++) {
    if (run % 2 === 1) data.fill(value, start, start + runs[run]);
  }
}

function insidePixels(runs: Uint32Array): number {
  return runs.reduce((sum, length, run) => (run % 2 === 1 ? sum + length : sum), 0);
}

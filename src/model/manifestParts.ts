/** What the manifests of all kinds of packs are made of. */
import { z } from 'zod';

/** The newest manifest format that this program reads. */
export const MANIFEST_FORMAT = 1;

const tensor = z.object({ type: z.string(), shape: z.array(z.union([z.number(), z.string()])) });

export const graphSchema = z.object({
  file: z.string(),
  inputs: z.record(z.string(), tensor),
  outputs: z.record(z.string(), tensor),
});

const probability = z.number().min(0).max(1);

/** P(target) = sigmoid(slope * logit(evidence) + intercept). */
const calibration = z.object({ slope: z.number(), intercept: z.number(), fittedOn: z.string() });

export const thresholdsSchema = z.object({
  /** Object score from which a region counts as a target. */
  object: probability,
  /** Calibrated target probability below which the answer is `none`, and from which it is `found`. */
  none: probability,
  found: probability,
  calibration,
  /** The same for a folder, where nearly every photo has no target. */
  folder: z.object({
    none: probability,
    found: probability,
    /** P(target) = sigmoid(slope * logit(evidence) + detection * logit(score of the surest target's region) + intercept). */
    calibration: calibration.extend({ detection: z.number() }),
  }).optional(),
});
export type PackThresholds = z.infer<typeof thresholdsSchema>;

export const PACK_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
export const idSchema = z.string().regex(PACK_ID);
export const licenceSchema = z.object({ weights: z.string(), notice: z.string() });
export const filesSchema = z.array(
  z.object({ path: z.string(), bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
);

import { z } from 'zod';
import { filesSchema, graphSchema, idSchema, licenceSchema, MANIFEST_FORMAT, thresholdsSchema } from '../manifestParts.ts';

const stored = z.object({
  file: z.string(),
  type: z.enum(['float32', 'int64']),
  shape: z.array(z.number().int().positive()),
});

const storedOutputs = z.object({ words: stored, mask_logits: stored, minimap: stored, no_target: stored });

/** One precision of the model: the same tensors, rounded differently on the disk. */
const variantSchema = z.object({
  text: graphSchema,
  /**
   * The same graph in three forms: with ONNX's GridSample, with gathers where a provider has none that works, and with
   * DeformConv, twice as fast on the CPU.
   */
  image: z.object({ deform_conv: graphSchema.optional(), grid_sample: graphSchema, gather: graphSchema }),
});

/** A checkpoint of ReLA as `training/rela` imports it. */
export const relaManifestSchema = z.object({
  format: z.literal(MANIFEST_FORMAT),
  id: idSchema,
  version: z.string().min(1).max(64),
  kind: z.literal('rela'),
  name: z.string(),
  licence: licenceSchema,
  files: filesSchema,
  input: z.object({
    /** Side of the square that photos are squashed to. */
    size: z.number().int().positive(),
    mean: z.tuple([z.number(), z.number(), z.number()]),
    std: z.tuple([z.number(), z.number(), z.number()]),
    /** Token ids that the text graph takes. */
    tokens: z.number().int().min(3),
    /** WordPiece vocabulary, a token a line. */
    vocabulary: z.string(),
  }),
  variants: z.object({ float32: variantSchema.optional(), float16: variantSchema.optional() })
    .refine(({ float32, float16 }) => float32 !== undefined || float16 !== undefined, 'holds no graphs'),
  outputs: z.object({
    mask: z.object({ tensor: z.string(), targetChannel: z.union([z.literal(0), z.literal(1)]) }),
    minimap: z.object({ tensor: z.string(), side: z.number().int().positive(), targetClass: z.union([z.literal(0), z.literal(1)]) }),
    noTarget: z.object({ tensor: z.string(), noTargetClass: z.union([z.literal(0), z.literal(1)]) }),
  }),
  /** Inputs of both graphs and what the CPU makes of them, as raw little-endian files. */
  selfTest: z.object({
    inputs: z.object({ image: stored, input_ids: stored, attention_mask: stored }),
    outputs: z.object({ float32: storedOutputs.optional(), float16: storedOutputs.optional() }),
  }),
  thresholds: thresholdsSchema,
  measured: z.record(z.string(), z.unknown()).optional(),
});
export type RelaManifest = z.infer<typeof relaManifestSchema>;
export type RelaVariant = z.infer<typeof variantSchema>;
export type Precision = keyof RelaManifest['variants'];
export type StoredTensor = z.infer<typeof stored>;

/** What an export is made of. Pure, as all of the contract. */
import { z } from 'zod';
import { storedAlphaSchema } from '../../document/alphaCodec.ts';
import { blendModeSchema, effectsSchema, nameSchema, transformSchema } from '../../document/settings.ts';
import { shareSchema } from './primitives.ts';

/** Most layers of one export; PSD files end at 8,000. */
export const MAX_EXPORT_LAYERS = 8000;

/** Characters of a file's description, IPTC's limit of a caption. */
export const MAX_DESCRIPTION = 2000;

export const exportLayerSchema = z.object({
  name: nameSchema,
  /** Names of the groups that the layer is in, outermost first. Neighbours with the same names share the group. */
  groups: z.array(nameSchema).max(10),
  alpha: storedAlphaSchema,
  opacity: shareSchema,
  blendMode: blendModeSchema,
  visible: z.boolean(),
  /** Where the layer is shown, and its effects; left out where it is as the photo has it. */
  transform: transformSchema.optional(),
  effects: effectsSchema.optional(),
  /** Class, phrase and score of the layer's origin, where it has one: COCO keeps them. */
  label: z.string().max(4096).optional(),
  phrase: z.string().max(4096).optional(),
  score: shareSchema.optional(),
});
export type ExportLayer = z.infer<typeof exportLayerSchema>;

/** `png-layers` is one file a visible layer; `psd` and `coco` keep hidden layers; the others are one flat picture. */
export const exportFormats = ['png-layers', 'png', 'jpeg', 'webp', 'avif', 'psd', 'coco'] as const;

export const exportOptionsSchema = z.object({
  /** png-layers: each cropped to its object (default), or on the photo's whole canvas. */
  canvas: z.enum(['cropped', 'full']).optional(),
  /** Flat pictures: the photo beneath the layers (default), or the layers alone; JPEG then shows white between them. */
  background: z.enum(['photo', 'transparent']).optional(),
  /** JPEG, WebP and AVIF: 1..100, 90 unless set. */
  quality: z.number().int().min(1).max(100).optional(),
  /** Flat pictures: all of the photo's metadata, its copyright and author alone, or none (default). */
  metadata: z.enum(['keep', 'copyright', 'strip']).optional(),
  /** Flat pictures: written as the file's description (XMP dc:description, IPTC's Description). */
  description: z.string().trim().min(1).max(MAX_DESCRIPTION).optional(),
});

/** What layers look like: filled holes, previews of exports, layers as files. Pure, as all of the contract. */
import { z } from 'zod';
import { storedAlphaSchema } from '../../document/alphaCodec.ts';
import { exportFormats, exportLayerSchema, exportOptionsSchema, MAX_EXPORT_LAYERS } from './export.ts';
import { idSchema, nothing, requestId } from './primitives.ts';

const whole = z.number().int();

/** A picture to be laid over a rectangle of the photo. The address is good once. Relative, same-origin. */
const patchSchema = z.object({ x: whole, y: whole, width: whole, height: whole, url: z.string() });

export const appearanceMethods = {
  /** The photo without an object: what fills the hole, grown by `margin` pixels, that its mask would leave. */
  'photo.fill': {
    params: z.object({ photo: idSchema, alpha: storedAlphaSchema, margin: z.number().min(0).max(1000), requestId }),
    result: patchSchema,
  },
  /** What an export would give, without writing anything. */
  'export.preview': {
    params: z.object({
      photo: idSchema,
      format: z.enum(exportFormats),
      options: exportOptionsSchema,
      layers: z.array(exportLayerSchema).max(MAX_EXPORT_LAYERS),
      requestId,
    }),
    result: z.object({
      /** Number of files, and their bytes together. */
      files: whole.nonnegative(),
      bytes: whole.nonnegative(),
      /** Whether the bytes are a guess, from parts of the picture. */
      isEstimate: z.boolean(),
      /** A small picture of it, in the format's own quality. Good once. Relative, same-origin. */
      url: z.string(),
      notes: z.array(z.string()),
    }),
  },
  /** Drags a layer out of the window as a PNG file (Electron), while the mouse button is held. */
  'layer.drag': { params: z.object({ photo: idSchema, layer: exportLayerSchema, requestId }), result: nothing },
} as const;

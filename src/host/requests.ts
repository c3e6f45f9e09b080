/** What the host process is asked. Checked on arrival: the host is the one that is fed hostile files. */
import { z } from 'zod';
import { MAX_PHRASE_LENGTH } from '../api/contract.ts';

const alphaTile = z
  .object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int().nonnegative(),
    height: z.number().int().nonnegative(),
    data: z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes'),
  })
  .refine(({ width, height, data }) => data.length === width * height, 'alpha data has a wrong length');

/** Puts the objects that a phrase means on a photo into masks. */
export const selectParams = z.object({
  path: z.string().min(1),
  phrase: z.string().min(1).max(MAX_PHRASE_LENGTH),
  /** Object score from which an instance counts; the pack's own if left out. */
  threshold: z.number().min(0).max(1).optional(),
  /** Whether mask edges follow the photo (slower) or only the model's grid. */
  refine: z.boolean().optional(),
});
export type SelectParams = z.infer<typeof selectParams>;

const exportLayer = z.object({ label: z.string(), score: z.number(), alpha: alphaTile });

/** Writes cut-outs, a PSD, COCO JSON and a picture of what was found next to each other into one folder. */
export const exportParams = z.object({
  path: z.string().min(1),
  phrase: z.string().min(1).max(MAX_PHRASE_LENGTH),
  layers: z.array(exportLayer).max(1000),
  verdict: z.enum(['found', 'none', 'unsure']),
  folder: z.string().min(1),
  png: z.enum(['cropped', 'full-canvas']).optional(),
  psd: z.boolean(),
  coco: z.boolean(),
  overlay: z.boolean(),
  /** Whether files that exist already are replaced. */
  force: z.boolean(),
});
export type ExportParams = z.infer<typeof exportParams>;

/** What the process that owns the model is told when it starts. */
export const hostInit = z.object({
  model: z.string(),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml']),
  /** Intra-op threads; 0 lets ONNX Runtime choose. */
  threads: z.number().int().min(0).max(256),
  modelFolders: z.array(z.string()),
  cacheFolder: z.string(),
  maxPixels: z.number().int().positive(),
});
export type HostInit = z.infer<typeof hostInit>;

/** Requests to the host by name. */
export const hostRequest = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('select'), params: selectParams }),
  z.object({ kind: z.literal('export'), params: exportParams }),
  z.object({ kind: z.literal('devices') }),
]);
export type HostRequest = z.infer<typeof hostRequest>;

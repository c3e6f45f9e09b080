import { z } from 'zod';
import { DEVICES } from '../model/deviceNames.ts';

/** What the process that owns the model is told when it starts. */
export const hostInit = z.object({
  model: z.string(),
  device: z.enum(['auto', ...DEVICES]),
  /** Intra-op threads; 0 lets ONNX Runtime choose. */
  threads: z.number().int().min(0).max(256),
  modelFolders: z.array(z.string()),
  cacheFolder: z.string(),
  maxPixels: z.number().int().positive(),
  /** The device on which the process before this one died of a request: it is not chosen again. */
  crashed: z.enum(DEVICES).optional(),
});
export type HostInit = z.infer<typeof hostInit>;

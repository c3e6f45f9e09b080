/** Settings and devices. Pure, as all of the contract. */
import { z } from 'zod';

export const settingsSchema = z.object({
  theme: z.enum(['system', 'light', 'dark']),
  /** BCP 47; `system` follows the operating system or the browser. */
  language: z.string().max(35),
  model: z.string().max(64),
  device: z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'tensorrt', 'dml', 'coreml']),
  /** CPU threads of the model; 0 takes all cores. */
  threads: z.number().int().min(0).max(256),
  /** Remapped keys by action. */
  shortcuts: z.record(z.string().max(100), z.string().max(100)),
});
export type Settings = z.infer<typeof settingsSchema>;

export const deviceReportSchema = z.object({
  device: z.string(),
  usable: z.boolean(),
  /** Whether this program's makers could try the device at all; the others rest on the self-test alone. */
  verified: z.boolean(),
  reason: z.string().optional(),
  selfTest: z.object({ passed: z.boolean(), difference: z.number(), maskIou: z.number() }).optional(),
  milliseconds: z.number().optional(),
});

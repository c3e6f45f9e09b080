/** Installed models. Pure, as all of the contract. */
import { z } from 'zod';

export const modelSchema = z.object({
  /** What `settings.set` takes as `model`. */
  id: z.string(),
  /** For people, in English. */
  name: z.string(),
  /** `lite` is the embedded kind, `rela` the paper's model; `unknown` if the pack cannot be read. */
  kind: z.enum(['lite', 'rela', 'unknown']),
  version: z.string(),
  /** The weights' licence in a few words. */
  licence: z.string(),
  /** The licence's text, or the notice that names it, as Markdown. */
  notice: z.string(),
  /** Size on the disk. */
  bytes: z.number().int().nonnegative(),
  /** Whether it came with the program and cannot be removed. */
  shipped: z.boolean(),
  /** Why it cannot be used, in one English line; a model with one is shown but not offered. */
  problem: z.string().optional(),
});
export type Model = z.infer<typeof modelSchema>;

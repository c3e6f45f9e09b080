/** An open photo. Pure, as all of the contract. */
import { z } from 'zod';
import { idSchema, pathSchema } from './primitives.ts';

export const photoSchema = z.object({
  id: idSchema,
  /** File name, for display. */
  name: z.string(),
  /** Where the file lies; absent for an uploaded one, whose place is no business of the user's. */
  path: z.string().optional(),
  /** Upright size in pixels. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  contentHash: z.string(),
  format: z.string(),
  /** What decoding changed, in plain words. */
  conversions: z.array(z.string()),
  hasAlpha: z.boolean(),
  /** Whole resolution, in a form that every browser shows, with the photo's colour profile. Relative, same-origin. */
  url: z.string(),
  /** The same with a long side of at most 2048 pixels. */
  previewUrl: z.string(),
});
export type Photo = z.infer<typeof photoSchema>;

/** How a photo can be opened. */
export const photoSourceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sample'), name: z.string().max(200) }),
  /** Refused unless the user named it: on the command line, in a dialog, by a drop, earlier, or below a root. */
  z.object({ kind: z.literal('path'), path: pathSchema }),
]);

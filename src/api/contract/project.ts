/** Project files. Pure, as all of the contract. */
import { z } from 'zod';
import { storedAlphaSchema } from '../../document/alphaCodec.ts';
import { manifestSchema, maskNameSchema } from '../../document/project.ts';
import { photoSchema, photoSourceSchema } from './photo.ts';
import { idSchema, nothing, pathSchema, requestId } from './primitives.ts';

export const PROJECT_EXTENSION = '.phraselift';

/** Whether a file of this name is taken for a project. */
export function isProjectName(name: string): boolean {
  return name.toLowerCase().endsWith(PROJECT_EXTENSION);
}

/** Masks by their entries' names, each as if it lay at the origin: their places are in the manifest. */
const masksSchema = z.record(maskNameSchema, storedAlphaSchema);

/** A project that was opened, with its photo where that was found. */
const projectFileSchema = z.object({
  /** Name of the project for `project.save`, `project.photo` and `project.close`. */
  project: idSchema,
  /** File name, for display. */
  name: z.string(),
  /** Where the file lies; absent for an uploaded one. */
  path: z.string().optional(),
  manifest: manifestSchema,
  masks: masksSchema,
  /** Null if neither the photo nor a copy of it was found, or the photo has another content now. */
  photo: photoSchema.nullable(),
  /** How `photo` can be opened again; null for the copy in the project, and for an uploaded one. */
  source: photoSourceSchema.nullable(),
  /** What is wrong with the photo that the project names; not null with a `photo` if the copy stands in for it. */
  problem: z.enum(['missing', 'changed']).nullable(),
});
export type ProjectFile = z.infer<typeof projectFileSchema>;

const savedSchema = z.object({
  project: idSchema,
  name: z.string(),
  bytes: z.number().int().nonnegative(),
  /** Where it was written (Electron). */
  path: z.string().optional(),
  /** Where it can be downloaded, once (browser). Relative, same-origin. */
  url: z.string().optional(),
});

export const projectMethods = {
  /** Opens a project file; the document that is open stays. Paths as in `photo.open`. */
  'project.open': { params: z.object({ path: pathSchema, requestId }), result: projectFileSchema },
  /** Opens the photo that the project names although its content has changed: the user said so. */
  'project.photo': { params: z.object({ project: idSchema }), result: photoSchema },
  /**
   * Writes a project file: over the one that `project` names, or where the user says (Electron, or as a download); null
   * if he does not. What was there stays until all of the new file is written.
   */
  'project.save': {
    params: z.object({
      photo: idSchema,
      /** Absent for a document that was not saved yet, and to save it as another file. */
      project: idSchema.optional(),
      /** File name to begin with, the photo's own unless set. */
      name: z.string().max(255).optional(),
      /** Whether the file gets a copy of the photo. */
      withPhoto: z.boolean(),
      manifest: manifestSchema,
      masks: masksSchema,
      requestId,
    }),
    result: savedSchema.nullable(),
  },
  'project.close': { params: z.object({ project: idSchema }), result: nothing },
} as const satisfies Record<string, { params: z.ZodType; result: z.ZodType }>;

import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { z } from 'zod';
import { UserError } from '../errors.ts';
import type { Box } from '../mask/types.ts';

const polygon = z.array(z.number());
const runs = z.object({
  size: z.tuple([z.number().int(), z.number().int()]),
  counts: z.union([z.string(), z.array(z.number().int())]),
});

const annotationSchema = z.object({
  id: z.number().int(),
  image_id: z.number().int(),
  category_id: z.number().int().optional(),
  bbox: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  iscrowd: z.union([z.number(), z.boolean()]).optional(),
  segmentation: z.union([z.array(polygon), runs]),
});
export type Annotation = z.infer<typeof annotationSchema>;

const instancesSchema = z.object({
  images: z.array(z.object({
    id: z.number().int(), file_name: z.string(), width: z.number().int().positive(), height: z.number().int().positive(),
  })),
  annotations: z.array(annotationSchema),
});

export type Instances = z.infer<typeof instancesSchema>;

/** @throws UserError `file-unreadable`, or `bad-argument` that says which record is wrong */
export async function readInstances(path: string): Promise<Instances> {
  return readJson(path, instancesSchema, 'a COCO instances file');
}

/** Old refs carry one bare annotation id, new ones a list; -1 is "no target". */
const idList = z.union([z.number().int(), z.array(z.number().int())]);

const refsSchema = z.array(z.object({
  ref_id: z.number().int(),
  image_id: z.number().int(),
  split: z.string(),
  ann_id: idList,
  file_name: z.string().optional(),
  sentences: z.array(z.object({ sent_id: z.number().int(), raw: z.string().optional(), sent: z.string() })),
}));

/** One sentence about one image: what every metric counts. */
export interface Sample {
  readonly sentId: number;
  readonly refId: number;
  readonly phrase: string;
  readonly image: { readonly id: number; readonly fileName: string; readonly width: number; readonly height: number };
  /** None for a no-target sentence. Crowds are left out, as the reference code does. */
  readonly targets: readonly Annotation[];
  /** Boxes of the targets. */
  readonly boxes: readonly Box[];
}

/**
 * The sentences of one split of gRefCOCO's own files.
 * @param grefs `grefs(unc).json`
 * @param instances `instances.json`, COCO style
 * @throws UserError `file-unreadable` or `bad-argument` that says which record is wrong, or which splits there are
 */
export async function readSamples(grefs: string, instances: string, split: string): Promise<readonly Sample[]> {
  const refs = await readJson(grefs, refsSchema, 'gRefCOCO refs');
  const { images, annotations } = await readInstances(instances);
  const imageById = new Map(images.map((image) => [image.id, image]));
  const annotationById = new Map(annotations.map((annotation) => [annotation.id, annotation]));
  const wanted = refs.filter((ref) => ref.split === split);
  if (wanted.length === 0) {
    const splits = [...new Set(refs.map((ref) => ref.split))].sort().join(', ') || 'none';
    throw new UserError('bad-argument', `${grefs}: has no split "${split}" (it has: ${splits})`);
  }
  return wanted.flatMap((ref) => {
    const image = imageById.get(ref.image_id);
    if (image === undefined) throw new UserError('bad-argument', `${instances}: lacks image ${ref.image_id} of ref ${ref.ref_id}`);
    const targets = targetIds(ref.ann_id).map((id) => {
      const annotation = annotationById.get(id);
      if (annotation === undefined) throw new UserError('bad-argument', `${instances}: lacks annotation ${id} of ref ${ref.ref_id}`);
      return annotation;
    }).filter(({ iscrowd = 0 }) => Number(iscrowd) === 0);
    const { id, width, height } = image;
    return ref.sentences.map(({ sent_id, raw, sent }) => ({
      sentId: sent_id,
      refId: ref.ref_id,
      // ReLA reads the sentence as it was typed; `sent` is lower case without punctuation.
      phrase: raw ?? sent,
      image: { id, fileName: ref.file_name === undefined ? image.file_name : withoutAnnotationId(ref.file_name), width, height },
      targets,
      boxes: targets.map(({ bbox }) => bbox),
    }));
  });
}

function targetIds(ids: z.infer<typeof idList>): number[] {
  return (Array.isArray(ids) ? ids : [ids]).filter((id) => id !== -1);
}

/** `COCO_train2014_000000581857_16.jpg` names the file and an annotation of RefCOCO. */
function withoutAnnotationId(fileName: string): string {
  const extension = extname(fileName);
  const parts = basename(fileName, extension).split('_');
  return parts.length === 4 ? parts.slice(0, 3).join('_') + extension : fileName;
}

async function readJson<T>(path: string, schema: z.ZodType<T>, what: string): Promise<T> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new UserError('file-unreadable', `${path}: cannot be read (${error instanceof Error && 'code' in error ? String(error.code) : 'unknown'})`);
  });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new UserError('bad-argument', `${path}: is not valid JSON`);
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError('bad-argument', `${path}: is not ${what} (${issue.path.join('.')}: ${issue.message})`);
}

import type { Box, Rle } from '../mask/types.ts';
import { rleArea } from '../mask/rle.ts';
import { COCO_CATEGORY_IDS, FIRST_OTHER_ID } from './coco-categories.ts';
import type { CocoCategory, CocoDataset, CocoImage } from './coco.ts';

/** A photo of a folder and what one phrase means on it. */
export interface DatasetPhoto {
  readonly fileName: string;
  readonly width: number;
  readonly height: number;
  /** Empty: the photo has no target. */
  readonly objects: readonly { readonly label: string; readonly score: number; readonly box: Box; readonly mask: Rle }[];
}

/** A COCO instances dataset without the polygons that a single photo's has. */
export interface FolderDataset extends Omit<CocoDataset, 'annotations'> {
  readonly annotations: readonly Omit<CocoDataset['annotations'][number], 'polygons' | 'polygon_holes'>[];
}

/** A record of gRefCOCO's `grefs` file (Liu et al., "GRES", CVPR 2023; the released files). */
export interface GrefRecord {
  readonly ref_id: number;
  readonly image_id: number;
  readonly file_name: string;
  readonly split: string;
  /** Ids of the annotations that the phrase means; [-1] where there is none. */
  readonly ann_id: readonly number[];
  readonly category_id: readonly number[];
  readonly no_target: boolean;
  readonly sent_ids: readonly number[];
  readonly sentences: readonly { readonly sent_id: number; readonly sent: string; readonly raw: string; readonly tokens: readonly string[] }[];
}

const NO_TARGET = [-1];

/**
 * The answers to one phrase on many photos as COCO instances and as gRefCOCO's refs on them.
 * @param split what the refs' `split` says
 */
export function folderDatasets(
  photos: readonly DatasetPhoto[], phrase: string, split: string, date = new Date(),
): { readonly instances: FolderDataset; readonly refs: readonly GrefRecord[] } {
  const images: CocoImage[] = [];
  const annotations: FolderDataset['annotations'][number][] = [];
  const refs: GrefRecord[] = [];
  const ids = new Map<string, number>();
  for (const [index, { fileName, width, height, objects }] of photos.entries()) {
    const image_id = index + 1;
    images.push({ id: image_id, file_name: fileName, width, height });
    const own = objects.map(({ label, score, box, mask }) => ({
      id: 0, image_id, category_id: categoryId(label, ids), segmentation: mask, iscrowd: 0 as const, area: rleArea(mask), bbox: box, phrase, score,
    }));
    own.forEach((annotation) => annotations.push({ ...annotation, id: annotations.length + 1 }));
    const last = annotations.length;
    const tokens = phrase.toLowerCase().split(/[^\p{L}\p{N}']+/u).filter(Boolean);
    refs.push({
      ref_id: image_id, image_id, file_name: fileName, split,
      ann_id: own.length === 0 ? NO_TARGET : own.map((_, position) => last - own.length + position + 1),
      category_id: own.length === 0 ? NO_TARGET : own.map(({ category_id }) => category_id),
      no_target: own.length === 0,
      sent_ids: [image_id],
      sentences: [{ sent_id: image_id, sent: tokens.join(' '), raw: phrase, tokens }],
    });
  }
  const categories: CocoCategory[] = Array.from(ids, ([name, id]) => ({ id, name })).sort((a, b) => a.id - b.id);
  const info = { description: `Phraselift: ${phrase}`, version: '1.0', date_created: date.toISOString() };
  return { instances: { info, images, categories, annotations }, refs };
}

/** COCO's own id, or the next one above COCO's. */
function categoryId(label: string, ids: Map<string, number>): number {
  const known = ids.get(label);
  if (known !== undefined) return known;
  const others = [...ids.values()].filter((id) => id >= FIRST_OTHER_ID).length;
  const id = COCO_CATEGORY_IDS.get(label) ?? FIRST_OTHER_ID + others;
  ids.set(label, id);
  return id;
}

import { readFile } from 'node:fs/promises';
import { rasterizeRings } from '../../src/mask/rasterize.ts';
import { cropTile, uniteTiles } from '../../src/mask/alpha.ts';
import { decodeRleTile, rleFromCounts } from '../../src/mask/rle.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { readRefs } from '../language/refs.ts';

/** A distinct set of annotated objects of a photo, and the phrases that people wrote for it. */
export interface TargetSet {
  readonly image: string;
  readonly imageId: number;
  readonly annotations: readonly number[];
  readonly masks: readonly AlphaTile[];
  readonly references: readonly string[];
}

interface Annotation {
  readonly id: number;
  readonly image_id: number;
  readonly segmentation: readonly (readonly number[])[] | { readonly counts: readonly number[] };
}

interface Image {
  readonly id: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The target sets of a file of phrases, in its order.
 * @param manners whose phrases count as references where the file tells manners apart
 */
export async function readTargetSets(
  refsPath: string, instancesPath: string, manners: ReadonlySet<string>,
): Promise<TargetSet[]> {
  const refs = (await readRefs(refsPath))
    .filter(({ ann_ids: ids, manner }) => ids.length > 0 && (manner === undefined || manners.has(manner)));
  const content = JSON.parse(await readFile(instancesPath, 'utf8')) as { images: Image[]; annotations: Annotation[] };
  const images = new Map(content.images.map((image) => [image.id, image]));
  const annotations = new Map(content.annotations.map((annotation) => [annotation.id, annotation]));
  const bySet = Map.groupBy(refs, ({ image_id: id, ann_ids: ids }) => `${id}:${[...ids].sort((a, b) => a - b).join()}`);
  return [...bySet.values()].map((group) => {
    const [{ image, image_id: imageId, ann_ids: ids }] = group;
    const { width, height } = images.get(imageId)!;
    return {
      image,
      imageId,
      annotations: ids,
      masks: ids.map((id) => maskOf(annotations.get(id)!, width, height)),
      references: [...new Set(group.map(({ phrase }) => phrase))],
    };
  });
}

function maskOf({ segmentation }: Annotation, width: number, height: number): AlphaTile {
  if ('counts' in segmentation) return decodeRleTile(rleFromCounts(segmentation.counts, width, height));
  // Pieces of one object are united, as pycocotools does; within one ring the even-odd rule holds.
  return uniteTiles(segmentation.map((ring) => {
    const { data } = rasterizeRings([ring], width, height);
    return cropTile({ x: 0, y: 0, width, height, data: data.map((value) => value * 255) });
  }));
}

import { readInstances } from '../../src/evaluate/grefcoco.ts';
import { annotationRle } from '../../src/evaluate/truth.ts';
import { decodeRleTile } from '../../src/mask/rle.ts';
import type { AlphaTile } from '../../src/mask/types.ts';
import { isHeldOut, readRefs } from '../language/refs.ts';

/** A distinct set of annotated objects of a photo, and the phrases that people wrote for it. */
export interface TargetSet {
  readonly image: string;
  readonly imageId: number;
  readonly annotations: readonly number[];
  readonly masks: readonly AlphaTile[];
  readonly references: readonly string[];
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
  const content = await readInstances(instancesPath);
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
      masks: ids.map((id) => decodeRleTile(annotationRle(annotations.get(id)!, width, height))),
      references: [...new Set(group.map(({ phrase }) => phrase))],
    };
  });
}

/** The target sets of the training photos' parts; `all` for files that are not split. */
export function inPart(sets: readonly TargetSet[], part: string): TargetSet[] {
  return sets.filter(({ imageId }) => part === 'all' || isHeldOut(imageId) === (part === 'held-out'));
}

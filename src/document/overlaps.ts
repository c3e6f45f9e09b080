import { boxArea, intersectBoxes } from '../mask/boxes.ts';
import type { AlphaTile } from '../mask/types.ts';
import { tiledMaskIou } from './maskOperations.ts';
import type { LayerId } from './settings.ts';
import { insideArea, insideBox, maskFromAlpha } from './tiledMask.ts';
import type { TiledMask } from './tiledMask.ts';
import { walkLayers } from './tree.ts';
import type { Document } from './types.ts';

/** Two masks of this IoU or more are of the same object. */
export const DUPLICATE_IOU = 0.9;

export interface Duplicate {
  readonly id: LayerId;
  /** At least the threshold, to 1. */
  readonly iou: number;
}

/**
 * The layer that a new result duplicates: that with the largest IoU (of the pixels inside), the topmost of equal ones.
 * Masks are compared where they were lifted from the photo, so a layer that was moved is still found.
 * @param alpha of the result, in pixels of the photo
 * @returns null if no layer reaches the threshold
 */
export function findDuplicate(document: Document, alpha: AlphaTile, threshold = DUPLICATE_IOU): Duplicate | null {
  const mask = maskFromAlpha(alpha, document.photo.width, document.photo.height);
  let best: Duplicate | null = null;
  for (const { layer } of walkLayers(document.layers)) {
    if (layer.kind !== 'object' || largestPossibleIou(mask, layer.mask) < (best?.iou ?? threshold)) continue;
    const iou = tiledMaskIou(mask, layer.mask);
    if (iou > 0 && iou >= (best?.iou ?? threshold)) best = { id: layer.id, iou };
  }
  return best;
}

/** A bound of the IoU from areas and boxes alone: what is common fits into the common part of the boxes. */
function largestPossibleIou(a: TiledMask, b: TiledMask): number {
  const [smaller, larger] = [insideArea(a), insideArea(b)].sort((x, y) => x - y);
  const common = Math.min(smaller, boxArea(intersectBoxes(insideBox(a), insideBox(b))));
  return larger === 0 ? 0 : common / (smaller + larger - common);
}

import { uniteBoxes } from '../../src/mask/boxes.ts';
import type { Box } from '../../src/mask/types.ts';
import { changedTilesBox } from '../../src/document/tiledMask.ts';
import { transformedBox } from '../../src/document/transform.ts';
import { walkLayers } from '../../src/document/tree.ts';
import type { Document, Layer } from '../../src/document/types.ts';

/**
 * The part of the photo, in its pixels, that looks different after an edit of masks alone.
 * @returns null if more than masks has changed, and the part is not known to be small
 */
export function changedArea(before: Document, after: Document): Box | null {
  if (before.solo !== after.solo) return null;
  const earlier = [...walkLayers(before.layers)];
  const later = [...walkLayers(after.layers)];
  if (earlier.length !== later.length) return null;
  let area: Box = [0, 0, 0, 0];
  for (const [i, { layer, ancestors }] of later.entries()) {
    const known = earlier[i];
    if (known.layer === layer) continue;
    if (known.ancestors.length !== ancestors.length || !differsByMask(known.layer, layer)) return null;
    if (known.layer.kind !== 'object' || layer.kind !== 'object') continue;
    // A shadow or a blur reaches beyond the mask.
    if (layer.effects.length > 0) return null;
    area = uniteBoxes(area, transformedBox(changedTilesBox(known.layer.mask, layer.mask), layer.transform));
  }
  return area;
}

/** Whether two states of a layer are the same but for its mask, or for the layers within it. */
function differsByMask(before: Layer, after: Layer): boolean {
  return Object.entries(after).every(([key, value]) => key === 'mask' || key === 'children' || before[key as keyof Layer] === value);
}

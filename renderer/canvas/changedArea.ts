import type { Box } from '../../src/mask/types.ts';
import { changedTilesBox } from '../../src/document/tiledMask.ts';
import type { LayerId } from '../../src/document/settings.ts';
import { transformedBox } from '../../src/document/transform.ts';
import { walkLayers } from '../../src/document/tree.ts';
import type { Document, Layer } from '../../src/document/types.ts';

/**
 * The parts of the photo, in its pixels, that look different after an edit of masks alone, by the layers edited.
 * @returns null if more than masks has changed, and the parts are not known to be small
 */
export function changedAreas(before: Document, after: Document): Map<LayerId, Box> | null {
  if (before.solo !== after.solo) return null;
  const earlier = [...walkLayers(before.layers)];
  const later = [...walkLayers(after.layers)];
  if (earlier.length !== later.length) return null;
  const areas = new Map<LayerId, Box>();
  for (const [i, { layer, ancestors }] of later.entries()) {
    const known = earlier[i];
    if (known.layer === layer) continue;
    if (known.ancestors.length !== ancestors.length || !differsByMask(known.layer, layer)) return null;
    if (known.layer.kind !== 'object' || layer.kind !== 'object') continue;
    // A shadow or a blur reaches beyond the mask.
    if (layer.effects.length > 0) return null;
    areas.set(layer.id, transformedBox(changedTilesBox(known.layer.mask, layer.mask), layer.transform));
  }
  return areas;
}

/** Whether two states of a layer are the same but for its mask, or for the layers within it. */
function differsByMask(before: Layer, after: Layer): boolean {
  return Object.entries(after).every(([key, value]) => key === 'mask' || key === 'children' || before[key as keyof Layer] === value);
}

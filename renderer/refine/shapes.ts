import { fillRings } from '../../src/document/maskOperations.ts';
import { alphaFromMask, emptyMask } from '../../src/document/tiledMask.ts';
import { invertMatrix, mapPoint, transformMatrix } from '../../src/document/transform.ts';
import type { ObjectLayer } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import { activeObject } from '../phrase/commit.ts';
import { newId } from '../state/ids.ts';
import { reportText } from '../state/notices.ts';
import { activePhoto, execute } from '../state/photos.ts';
import { useView } from '../state/view.ts';
import type { ShapeMode } from './modes.ts';

/**
 * Combines a shape with the mask of the selected layer, or makes a layer of it where none is selected.
 * @param ring `[x1, y1, x2, y2, ...]` in pixels of the photo as they are shown
 */
export function combineShape(ring: readonly number[], mode: ShapeMode): void {
  const open = activePhoto();
  if (open === null) return;
  const layer = activeObject(open.document);
  const { feather } = useView.getState().shape;
  if (mode === 'new' || (layer === null && mode === 'union')) {
    addShape(ring, feather);
  } else if (layer === null) {
    reportText('tool.needsLayer');
  } else {
    execute({ kind: 'fillShape', id: layer.id, rings: [ontoMask(ring, layer)], mode, feather });
  }
}

/** A moved layer's mask lies elsewhere than it is shown. */
function ontoMask(ring: readonly number[], layer: ObjectLayer): number[] {
  const matrix = invertMatrix(transformMatrix(layer.transform));
  const mapped: number[] = [];
  for (let i = 0; i < ring.length; i += 2) mapped.push(...mapPoint(matrix, ring[i], ring[i + 1]));
  return mapped;
}

function addShape(ring: readonly number[], feather: number): void {
  const open = activePhoto();
  if (open === null) return;
  const { photo, document } = open;
  const mask = alphaFromMask(fillRings(emptyMask(photo.width, photo.height), [ring], 'union', feather));
  if (mask.data.length === 0) return;
  const name = t('refine.shapeName', { number: document.layers.length + 1 });
  execute({
    kind: 'addLayers', layers: [{ id: newId(), name, mask, origin: null }], group: null, parent: null,
    index: document.layers.length,
  });
}

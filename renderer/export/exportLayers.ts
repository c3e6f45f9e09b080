import type { ExportLayer } from '../../src/api/contract.ts';
import { encodeAlpha } from '../../src/document/alphaCodec.ts';
import { isShown, objectsAmong, walkLayers } from '../../src/document/tree.ts';
import { alphaFromMask } from '../../src/document/tiledMask.ts';
import type { Document } from '../../src/document/types.ts';

/** The document as the service exports it: its objects, the lowest first, each with the names of its groups. */
export function exportLayers(document: Document, isSelectedOnly: boolean): ExportLayer[] {
  const selected = new Set(objectsAmong(document, document.active).map(({ id }) => id));
  const layers: ExportLayer[] = [];
  for (const { layer, ancestors } of walkLayers(document.layers)) {
    if (layer.kind !== 'object' || (isSelectedOnly && !selected.has(layer.id))) continue;
    layers.push({
      name: layer.name,
      groups: ancestors.map(({ name }) => name),
      alpha: encodeAlpha(alphaFromMask(layer.mask)),
      // Groups are exported as mere folders: what they dim, their layers show.
      opacity: ancestors.reduce((opacity, group) => opacity * group.opacity, layer.opacity),
      blendMode: layer.blendMode,
      visible: isShown(document, layer.id),
      transform: layer.transform,
      ...(layer.effects.length === 0 ? {} : { effects: [...layer.effects] }),
      ...(layer.origin === null ? {} : {
        label: layer.origin.label, phrase: layer.origin.phrase, score: layer.origin.score,
      }),
    });
  }
  return layers;
}

import type { ExportLayer } from '../../src/api/contract.ts';
import { encodeAlpha } from '../../src/document/alphaCodec.ts';
import { isShown, objectsAmong, walkLayers } from '../../src/document/tree.ts';
import { alphaFromMask, maskBox } from '../../src/document/tiledMask.ts';
import { areSameTransforms, identityTransform } from '../../src/document/transform.ts';
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
      ...(layer.origin === null ? {} : {
        label: layer.origin.label, phrase: layer.origin.phrase, score: layer.origin.score,
      }),
    });
  }
  return layers;
}

/** Number of layers that look different from what the service exports: it knows masks, but no transforms or effects. */
export function unappliedLayers(document: Document): number {
  return [...walkLayers(document.layers)].filter(({ layer }) =>
    layer.kind === 'object' && isShown(document, layer.id)
    && (layer.effects.length > 0
      || !areSameTransforms(layer.transform, identityTransform(layer.mask), maskBox(layer.mask))),
  ).length;
}

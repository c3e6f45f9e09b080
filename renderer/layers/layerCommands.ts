import type { Command } from '../../src/document/commands.ts';
import { DEFAULT_MIN_PART_AREA, partsOf } from '../../src/document/parts.ts';
import type { LayerId, MaskOperation, Transform } from '../../src/document/settings.ts';
import { identityTransform, withPivot } from '../../src/document/transform.ts';
import { maskBox } from '../../src/document/tiledMask.ts';
import { layerOf, locate, objectsAmong, outermost, walkLayers } from '../../src/document/tree.ts';
import type { Document, Layer, ObjectLayer } from '../../src/document/types.ts';
import { t } from '../i18n/text.ts';
import { newId } from '../state/ids.ts';

/*
 * The commands behind the actions on layers. Each takes the document and gives the command to run on the layers that are
 * selected, or null if there is nothing to do.
 */

export type Make = (document: Document) => Command | null;

/** The layers that are selected, in the order of painting. */
export function selectedLayers(document: Document): readonly Layer[] {
  return outermost(document, document.active).map(({ layer }) => layer);
}

/** The objects among the selected layers and within the selected groups. */
export function selectedObjects(document: Document): readonly ObjectLayer[] {
  return objectsAmong(document, document.active);
}

/** `make` with the selected layers, if there are any. */
function onSelected(make: (ids: LayerId[], document: Document) => Command | null): Make {
  return (document) => (document.active.length === 0 ? null : make([...document.active], document));
}

export const selectAll: Make = ({ layers }) => ({ kind: 'activate', ids: layers.map(({ id }) => id) });
export const selectNone: Make = ({ active }) => (active.length === 0 ? null : { kind: 'activate', ids: [] });

export const remove = onSelected((ids) => ({ kind: 'remove', ids }));

export const group = onSelected((ids, document) => {
  const groups = [...walkLayers(document.layers)].filter(({ layer }) => layer.kind === 'group');
  return { kind: 'group', ids, group: { id: newId(), name: t('layers.groupName', { number: groups.length + 1 }) } };
});

export const ungroup: Make = (document) => {
  const ids = selectedLayers(document).filter(({ kind }) => kind === 'group').map(({ id }) => id);
  return ids.length === 0 ? null : { kind: 'ungroup', ids };
};

export const merge: Make = (document) => {
  const objects = selectedObjects(document);
  if (objects.length < 2) return null;
  const selected = selectedLayers(document);
  const { name } = selected.length === 1 ? selected[0] : objects[objects.length - 1];
  return { kind: 'merge', ids: [...document.active], into: { id: newId(), name } };
};

export const split: Make = (document) => {
  const [layer, ...others] = selectedLayers(document);
  if (layer?.kind !== 'object' || others.length > 0) return null;
  const parts = partsOf(layer.mask).map((_part, i) => ({
    id: newId(), name: t('layers.partName', { name: layer.name, number: i + 1 }),
  }));
  return parts.length < 2 ? null : { kind: 'splitIntoParts', id: layer.id, parts, minArea: DEFAULT_MIN_PART_AREA };
};

export const duplicate: Make = (document) => {
  const selected = selectedLayers(document);
  if (selected.length === 0) return null;
  const copies = selected.flatMap((top) =>
    [...walkLayers([top])].map(({ layer }) => ({
      from: layer.id, id: newId(), name: layer.id === top.id ? t('layers.copyName', { name: layer.name }) : layer.name,
    })),
  );
  return { kind: 'duplicate', copies };
};

export const toggleVisible = onSelected((ids, document) => ({
  kind: 'setVisible', ids, visible: !ids.every((id) => layerOf(document, id).visible),
}));

export const toggleLocked = onSelected((ids, document) => ({
  kind: 'setLocked', ids, locked: !ids.every((id) => layerOf(document, id).locked),
}));

export const toggleSolo: Make = ({ active, solo }) => {
  if (solo.length > 0) return { kind: 'solo', ids: [] };
  return active.length === 0 ? null : { kind: 'solo', ids: [...active] };
};

/** The children of a group, or the outermost layers. */
function siblingsOf(document: Document, parent: LayerId | null): readonly Layer[] {
  if (parent === null) return document.layers;
  const layer = layerOf(document, parent);
  return layer.kind === 'group' ? layer.children : [];
}

/** One place up or down; a layer at the end of its group leaves the group. */
export function reorder(direction: 1 | -1): Make {
  return (document) => {
    const selected = outermost(document, document.active);
    if (selected.length === 0) return null;
    const lead = direction === 1 ? selected[selected.length - 1] : selected[0];
    const moved = new Set(selected.map(({ layer }) => layer.id));
    const parent = lead.ancestors.at(-1)?.id ?? null;
    const siblings = siblingsOf(document, parent);
    const others = siblings.filter(({ id }) => !moved.has(id));
    const below = siblings.slice(0, siblings.indexOf(lead.layer)).filter(({ id }) => !moved.has(id)).length;
    const index = below + direction;
    if (index >= 0 && index <= others.length) return { kind: 'move', ids: [...moved], parent, index };
    return parent === null ? null : leaveGroup(document, parent, [...moved], direction);
  };
}

function leaveGroup(document: Document, groupId: LayerId, ids: LayerId[], direction: 1 | -1): Command {
  const { layer, ancestors } = locate(document, groupId);
  const parent = ancestors.at(-1)?.id ?? null;
  const place = siblingsOf(document, parent).filter(({ id }) => !ids.includes(id)).indexOf(layer);
  return { kind: 'move', ids, parent, index: direction === 1 ? place + 1 : place };
}

/** To the top (1) or the bottom (-1) of the group that the layers are in. */
export function reorderToEnd(direction: 1 | -1): Make {
  return (document) => {
    const selected = outermost(document, document.active);
    if (selected.length === 0) return null;
    const ids = selected.map(({ layer }) => layer.id);
    const parent = selected[0].ancestors.at(-1)?.id ?? null;
    const others = siblingsOf(document, parent).filter(({ id }) => !ids.includes(id));
    return { kind: 'move', ids, parent, index: direction === 1 ? others.length : 0 };
  };
}

/** Changes how the selected objects are placed. */
function transform(change: (transform: Transform, layer: ObjectLayer) => Transform): Make {
  return (document) => {
    const items = selectedObjects(document).map((layer) => ({ id: layer.id, transform: change(layer.transform, layer) }));
    return items.length === 0 ? null : { kind: 'setTransform', items };
  };
}

/** About the middle of what the layer shows. */
function aboutItsMiddle(layer: ObjectLayer): Transform {
  const [x, y, width, height] = maskBox(layer.mask);
  return withPivot(layer.transform, x + width / 2, y + height / 2);
}

export const flipX = transform((_transform, layer) => {
  const about = aboutItsMiddle(layer);
  return { ...about, flipX: !about.flipX, rotation: -about.rotation };
});

export const flipY = transform((_transform, layer) => {
  const about = aboutItsMiddle(layer);
  return { ...about, flipY: !about.flipY, rotation: -about.rotation };
});

export const resetTransform = transform((_transform, layer) => identityTransform(layer.mask));

/** Moves the selected objects by pixels of the photo. */
export function nudge(dx: number, dy: number): Make {
  return transform((before) => ({ ...before, x: before.x + dx, y: before.y + dy }));
}

/** Grows, shrinks, softens or inverts the masks of the selected objects. */
export function operateOnMask(operation: MaskOperation): Make {
  return (document) => {
    const ids = selectedObjects(document).map(({ id }) => id);
    return ids.length === 0 ? null : { kind: 'maskOperation', ids, operation };
  };
}

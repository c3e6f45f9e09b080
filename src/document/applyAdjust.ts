import type { CommandOf } from './commands.ts';
import { DocumentError } from './errors.ts';
import type { LayerId } from './settings.ts';
import { assertUnlocked, locate, objectOf, outermost, replaceLayers } from './tree.ts';
import type { Document, Layer, ObjectLayer } from './types.ts';

/** Changes settings of layers that exist. */
function change(document: Document, ids: readonly LayerId[], settings: (layer: Layer) => Layer): Document {
  outermost(document, ids);
  return { ...document, layers: replaceLayers(document.layers, new Set(ids), settings) };
}

/** As `change`, refusing locked layers. */
function changeUnlocked(document: Document, ids: readonly LayerId[], settings: (layer: Layer) => Layer): Document {
  for (const id of ids) assertUnlocked(locate(document, id));
  return change(document, ids, settings);
}

/** Changes objects that are not locked. @throws DocumentError `unknown-layer`, `not-an-object` or `locked` */
export function changeObjects(
  document: Document, ids: readonly LayerId[], settings: (layer: ObjectLayer) => ObjectLayer,
): Document {
  for (const id of ids) {
    objectOf(document, id);
    assertUnlocked(locate(document, id));
  }
  return change(document, ids, (layer) => (layer.kind === 'object' ? settings(layer) : layer));
}

export function relinkPhoto(document: Document, { path, contentHash }: CommandOf<'relinkPhoto'>): Document {
  return { ...document, photo: { ...document.photo, path, contentHash } };
}

export function rename(document: Document, { id, name }: CommandOf<'rename'>): Document {
  return change(document, [id], (layer) => ({ ...layer, name }));
}

/** @throws DocumentError `unknown-layer`, or `duplicate-id` if a layer is named twice */
export function nameLayers(document: Document, { items }: CommandOf<'nameLayers'>): Document {
  const names = new Map(items.map(({ id, name }) => [id, name]));
  if (names.size < items.length) throw new DocumentError('duplicate-id', 'A layer is to be named twice.');
  return change(document, [...names.keys()], (layer) => ({ ...layer, name: names.get(layer.id)! }));
}

export function setVisible(document: Document, { ids, visible }: CommandOf<'setVisible'>): Document {
  return change(document, ids, (layer) => ({ ...layer, visible }));
}

export function setLocked(document: Document, { ids, locked }: CommandOf<'setLocked'>): Document {
  return change(document, ids, (layer) => ({ ...layer, locked }));
}

export function solo(document: Document, { ids }: CommandOf<'solo'>): Document {
  outermost(document, ids);
  return { ...document, solo: ids };
}

export function activate(document: Document, { ids }: CommandOf<'activate'>): Document {
  outermost(document, ids);
  return { ...document, active: ids };
}

export function setOpacity(document: Document, { ids, opacity }: CommandOf<'setOpacity'>): Document {
  return changeUnlocked(document, ids, (layer) => ({ ...layer, opacity }));
}

export function setBlendMode(document: Document, { ids, blendMode }: CommandOf<'setBlendMode'>): Document {
  if (blendMode === 'pass through') for (const { layer } of ids.map((id) => locate(document, id))) assertGroup(layer);
  return changeUnlocked(document, ids, (layer) => ({ ...layer, blendMode }));
}

function assertGroup(layer: Layer): void {
  if (layer.kind === 'group') return;
  throw new DocumentError('not-a-group', `"${layer.name}" is not a group, and only groups pass through.`, layer.id);
}

export function setTransform(document: Document, { items }: CommandOf<'setTransform'>): Document {
  const transforms = new Map(items.map(({ id, transform }) => [id, transform]));
  if (transforms.size < items.length) throw new DocumentError('duplicate-id', 'A layer is to be moved twice.');
  return changeObjects(document, [...transforms.keys()], (layer) => (
    { ...layer, transform: transforms.get(layer.id)! }
  ));
}

export function setEffects(document: Document, { ids, effects }: CommandOf<'setEffects'>): Document {
  return changeObjects(document, ids, (layer) => ({ ...layer, effects }));
}

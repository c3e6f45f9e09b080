import { compositeTiles } from '../mask/alpha.ts';
import type { CommandOf } from './commands.ts';
import { DocumentError } from './errors.ts';
import { partsOf } from './parts.ts';
import type { LayerId } from './settings.ts';
import { isOpaque, mapTiles, maskBox, maskOfAlpha, photoBox, tileAlpha } from './tiledMask.ts';
import type { TiledMask } from './tiledMask.ts';
import { areSameTransforms, identityTransform } from './transform.ts';
import {
  assertAllUnlocked, assertSound, assertUnlocked, groupOf, insertLayers, locate, objectOf, objectsAmong, outermost,
  substitute, walkLayers, withoutLayers,
} from './tree.ts';
import type { Located } from './tree.ts';
import type { Document, GroupLayer, Layer, ObjectLayer } from './types.ts';

/** The document with other layers; `active` and `solo` lose what is no longer there. */
function withLayers(document: Document, layers: readonly Layer[], active: readonly LayerId[]): Document {
  assertSound(layers);
  const known = new Set([...walkLayers(layers)].map(({ layer }) => layer.id));
  const solo = document.solo.every((id) => known.has(id)) ? document.solo : document.solo.filter((id) => known.has(id));
  return { ...document, layers, solo, active: active.filter((id) => known.has(id)) };
}

/** Refuses if something may not be put there. @throws DocumentError `unknown-layer`, `not-a-group` or `locked` */
function assertOpen(document: Document, parent: LayerId | null): void {
  if (parent === null) return;
  groupOf(document, parent);
  assertUnlocked(locate(document, parent));
}

function newGroup({ id, name }: { id: LayerId; name: string }, children: readonly Layer[]): GroupLayer {
  return { kind: 'group', id, name, visible: true, locked: false, opacity: 1, blendMode: 'pass through', children };
}

export function addLayers(document: Document, command: CommandOf<'addLayers'>): Document {
  const { width, height } = document.photo;
  assertOpen(document, command.parent);
  const objects = command.layers.map(({ id, name, mask: alpha, origin }): ObjectLayer => {
    const mask = maskOfAlpha(alpha, width, height);
    return {
      kind: 'object', id, name, visible: true, locked: false, opacity: 1, blendMode: 'normal',
      mask, transform: identityTransform(mask), effects: [], origin,
    };
  });
  const added = command.group === null ? objects : [newGroup(command.group, objects)];
  const layers = insertLayers(document.layers, command.parent, command.index, added);
  return withLayers(document, layers, added.map(({ id }) => id));
}

export function remove(document: Document, { ids }: CommandOf<'remove'>): Document {
  outermost(document, ids).forEach(assertAllUnlocked);
  return withLayers(document, withoutLayers(document.layers, new Set(ids)), document.active);
}

export function move(document: Document, { ids, parent, index }: CommandOf<'move'>): Document {
  const moved = outermost(document, ids);
  moved.forEach(assertAllUnlocked);
  assertOpen(document, parent);
  if (parent !== null) assertNoCycle(moved, locate(document, parent));
  const layers = withoutLayers(document.layers, idsOf(moved));
  return withLayers(document, insertLayers(layers, parent, index, moved.map(({ layer }) => layer)), document.active);
}

function idsOf(located: readonly Located[]): Set<LayerId> {
  return new Set(located.map(({ layer }) => layer.id));
}

function assertNoCycle(moved: readonly Located[], target: Located): void {
  const ids = idsOf(moved);
  const group = [...target.ancestors, target.layer].find(({ id }) => ids.has(id));
  if (group) throw new DocumentError('cycle', `"${group.name}" cannot be moved into itself.`, group.id);
}

export function group(document: Document, { ids, group: named }: CommandOf<'group'>): Document {
  const members = outermost(document, ids);
  members.forEach(assertAllUnlocked);
  const top = members[members.length - 1].layer;
  const gathered = newGroup(named, members.map(({ layer }) => layer));
  const others = idsOf(members);
  others.delete(top.id);
  const layers = substitute(withoutLayers(document.layers, others), top.id, [gathered]);
  return withLayers(document, layers, [named.id]);
}

export function ungroup(document: Document, { ids }: CommandOf<'ungroup'>): Document {
  let layers = document.layers;
  const freed: LayerId[] = [];
  for (const located of outermost(document, ids)) {
    assertAllUnlocked(located);
    const { children } = groupOf(document, located.layer.id);
    freed.push(...children.map(({ id }) => id));
    layers = substitute(layers, located.layer.id, children);
  }
  return withLayers(document, layers, freed);
}

/**
 * The merged layer keeps the settings of the lowest object. Masks are painted one over the other, so that the seam
 * between neighbours closes as it did on screen.
 */
export function merge(document: Document, { ids, into }: CommandOf<'merge'>): Document {
  const members = outermost(document, ids);
  members.forEach(assertAllUnlocked);
  const objects = objectsAmong(document, ids);
  if (objects.length < 2) throw new DocumentError('nothing-to-do', 'Merging takes two layers or more.');
  const [lowest, ...others] = objects;
  const moved = others.find(({ transform, mask }) => !areSameTransforms(lowest.transform, transform, maskBox(mask)));
  if (moved) {
    throw new DocumentError(
      'transforms-differ', `"${moved.name}" and "${lowest.name}" are moved differently: group them instead.`, moved.id,
    );
  }
  const mask = others.reduce((below, { mask: above }) => paintOver(below, above), lowest.mask);
  const top = members[members.length - 1].layer;
  const replaced = idsOf(members);
  replaced.delete(top.id);
  const merged: ObjectLayer = { ...lowest, ...into, mask };
  return withLayers(document, substitute(withoutLayers(document.layers, replaced), top.id, [merged]), [into.id]);
}

function paintOver(below: TiledMask, above: TiledMask): TiledMask {
  return mapTiles(below, photoBox(below), (tile, _place, index) => {
    const upper = above.tiles[index];
    if (tile === null || upper === null) return tile ?? upper;
    return isOpaque(tile) ? tile : compositeTiles([tileAlpha(below, index), tileAlpha(above, index)]).data;
  });
}

export function splitIntoParts(document: Document, { id, parts, minArea }: CommandOf<'splitIntoParts'>): Document {
  assertAllUnlocked(locate(document, id));
  const layer = objectOf(document, id);
  const masks = partsOf(layer.mask, minArea);
  if (masks.length < 2) throw new DocumentError('nothing-to-do', `"${layer.name}" is all of one part.`, id);
  if (masks.length !== parts.length) {
    throw new DocumentError('stale', `"${layer.name}" has ${masks.length} parts, not ${parts.length}.`, id);
  }
  // The largest part comes last in painting order, so that the list shows it first.
  const pieces = masks.map((mask, i): ObjectLayer => ({ ...layer, ...parts[i], mask })).reverse();
  return withLayers(document, substitute(document.layers, id, pieces), parts.map((part) => part.id));
}

export function duplicate(document: Document, { copies }: CommandOf<'duplicate'>): Document {
  const names = new Map(copies.map(({ from, id, name }) => [from, { id, name }]));
  if (names.size < copies.length) throw new DocumentError('duplicate-id', 'A layer is to be copied twice.');
  const originals = outermost(document, copies.map(({ from }) => from));
  let layers = document.layers;
  for (const { layer, ancestors } of originals) {
    const parent = ancestors.at(-1);
    assertOpen(document, parent?.id ?? null);
    layers = substitute(layers, layer.id, [layer, copyOf(layer, names)]);
  }
  return withLayers(document, layers, originals.map(({ layer }) => names.get(layer.id)!.id));
}

function copyOf(layer: Layer, names: ReadonlyMap<LayerId, { id: LayerId; name: string }>): Layer {
  const named = names.get(layer.id);
  if (!named) throw new DocumentError('invalid', `The copy of "${layer.name}" has no id.`, layer.id);
  // The copy of a locked layer can be worked on.
  const copy = { ...layer, ...named, locked: false };
  return copy.kind === 'group' ? { ...copy, children: copy.children.map((child) => copyOf(child, names)) } : copy;
}

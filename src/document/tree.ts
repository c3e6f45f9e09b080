import { DocumentError } from './errors.ts';
import { MAX_DEPTH, MAX_LAYERS } from './settings.ts';
import type { LayerId } from './settings.ts';
import type { Document, GroupLayer, Layer, ObjectLayer } from './types.ts';

/** A layer and the groups around it, outermost first. */
export interface Located {
  readonly layer: Layer;
  readonly ancestors: readonly GroupLayer[];
}

/** All layers in the order of painting, a group before what it holds. */
export function* walkLayers(layers: readonly Layer[], ancestors: readonly GroupLayer[] = []): Generator<Located> {
  for (const layer of layers) {
    yield { layer, ancestors };
    if (layer.kind === 'group') yield* walkLayers(layer.children, [...ancestors, layer]);
  }
}

/** The layer and the groups around it. @throws DocumentError `unknown-layer` if there is none of this id */
export function locate(document: Document, id: LayerId): Located {
  for (const located of walkLayers(document.layers)) if (located.layer.id === id) return located;
  throw new DocumentError('unknown-layer', `No layer has the id ${id}.`, id);
}

/** The layer. @throws DocumentError `unknown-layer` if there is none of this id */
export function layerOf(document: Document, id: LayerId): Layer {
  return locate(document, id).layer;
}

/** The object layer. @throws DocumentError `unknown-layer`, or `not-an-object` if it is a group */
export function objectOf(document: Document, id: LayerId): ObjectLayer {
  const layer = layerOf(document, id);
  if (layer.kind !== 'object') throw new DocumentError('not-an-object', `"${layer.name}" is a group.`, id);
  return layer;
}

/** The group. @throws DocumentError `unknown-layer`, or `not-a-group` if it is an object */
export function groupOf(document: Document, id: LayerId): GroupLayer {
  const layer = layerOf(document, id);
  if (layer.kind !== 'group') throw new DocumentError('not-a-group', `"${layer.name}" is not a group.`, id);
  return layer;
}

/** Objects among the layers and within the groups of these ids, in the order of painting. */
export function objectsAmong(document: Document, ids: readonly LayerId[]): ObjectLayer[] {
  const wanted = new Set(ids);
  const objects: ObjectLayer[] = [];
  for (const { layer, ancestors } of walkLayers(document.layers)) {
    if (layer.kind === 'object' && [...ancestors, layer].some(({ id }) => wanted.has(id))) objects.push(layer);
  }
  return objects;
}

/**
 * The layers of these ids without those within others of them, in the order of painting.
 * @throws DocumentError `unknown-layer`
 */
export function outermost(document: Document, ids: readonly LayerId[]): Located[] {
  const wanted = new Set(ids);
  const found = [...walkLayers(document.layers)].filter(({ layer }) => wanted.has(layer.id));
  if (found.length < wanted.size) {
    const known = new Set(found.map(({ layer }) => layer.id));
    const missing = ids.find((id) => !known.has(id))!;
    throw new DocumentError('unknown-layer', `No layer has the id ${missing}.`, missing);
  }
  return found.filter(({ ancestors }) => !ancestors.some(({ id }) => wanted.has(id)));
}

/** Whether the layer is shown: by its own visibility and that of the groups around it, or by solo. */
export function isShown(document: Document, id: LayerId): boolean {
  const { layer, ancestors } = locate(document, id);
  if (document.solo.length === 0) return [...ancestors, layer].every(({ visible }) => visible);
  const solo = new Set(document.solo);
  const family = [...ancestors.map((group) => group.id), ...[...walkLayers([layer])].map((each) => each.layer.id)];
  return family.some((each) => solo.has(each));
}

/** Whether the layer or a group around it is locked. @throws DocumentError `unknown-layer` */
export function isLocked(document: Document, id: LayerId): boolean {
  return lockAround(locate(document, id)) !== undefined;
}

function lockAround({ layer, ancestors }: Located): Layer | undefined {
  return [...ancestors, layer].find(({ locked }) => locked);
}

/** Refuses if the layer or a group around it is locked. @throws DocumentError `locked` */
export function assertUnlocked(located: Located): void {
  refuseLocked(lockAround(located));
}

/** Refuses if the layer, a group around it or a layer within it is locked. @throws DocumentError `locked` */
export function assertAllUnlocked(located: Located): void {
  assertUnlocked(located);
  for (const { layer } of walkLayers([located.layer])) if (layer.locked) refuseLocked(layer);
}

function refuseLocked(locked: Layer | undefined): void {
  if (locked) throw new DocumentError('locked', `"${locked.name}" is locked: unlock it first.`, locked.id);
}

/** The layers with those of these ids replaced; shares all others. */
export function replaceLayers(
  layers: readonly Layer[], ids: ReadonlySet<LayerId>, replace: (layer: Layer) => Layer,
): readonly Layer[] {
  return mapShared(layers, (layer) => {
    const inner = withChildren(layer, (children) => replaceLayers(children, ids, replace));
    return ids.has(layer.id) ? replace(inner) : inner;
  });
}

/** The layers without those of these ids. */
export function withoutLayers(layers: readonly Layer[], ids: ReadonlySet<LayerId>): readonly Layer[] {
  return replaceChildren(layers, (children) => {
    const kept = children.filter(({ id }) => !ids.has(id));
    return kept.length === children.length ? children : kept;
  });
}

/** The layers with each list of siblings, innermost first, replaced by what `replace` makes of it. */
function replaceChildren(
  layers: readonly Layer[], replace: (children: readonly Layer[]) => readonly Layer[],
): readonly Layer[] {
  return replace(mapShared(layers, (layer) => withChildren(layer, (children) => replaceChildren(children, replace))));
}

function withChildren(layer: Layer, change: (children: readonly Layer[]) => readonly Layer[]): Layer {
  if (layer.kind !== 'group') return layer;
  const children = change(layer.children);
  return children === layer.children ? layer : { ...layer, children };
}

function mapShared(layers: readonly Layer[], change: (layer: Layer) => Layer): readonly Layer[] {
  const changed = layers.map(change);
  return changed.every((layer, i) => layer === layers[i]) ? layers : changed;
}

/**
 * The layers with `added` from position `index` on in a group (null: outermost). An index beyond the end means the end.
 */
export function insertLayers(
  layers: readonly Layer[], parent: LayerId | null, index: number, added: readonly Layer[],
): readonly Layer[] {
  if (parent === null) return [...layers.slice(0, index), ...added, ...layers.slice(index)];
  return replaceLayers(layers, new Set([parent]), (group) =>
    group.kind === 'group' ? { ...group, children: insertLayers(group.children, null, index, added) } : group,
  );
}

/** The layers with that of `id` replaced by others, in its place. */
export function substitute(layers: readonly Layer[], id: LayerId, others: readonly Layer[]): readonly Layer[] {
  return replaceChildren(layers, (children) =>
    children.some((layer) => layer.id === id)
      ? children.flatMap((layer) => (layer.id === id ? others : [layer]))
      : children,
  );
}

/** Refuses a document that a command has made too large. @throws DocumentError `too-many` or `duplicate-id` */
export function assertSound(layers: readonly Layer[]): void {
  const ids = new Set<LayerId>();
  for (const { layer, ancestors } of walkLayers(layers)) {
    if (ids.has(layer.id)) throw new DocumentError('duplicate-id', `Two layers have the id ${layer.id}.`, layer.id);
    ids.add(layer.id);
    if (ids.size > MAX_LAYERS) throw new DocumentError('too-many', `A document holds at most ${MAX_LAYERS} layers.`);
    if (ancestors.length >= MAX_DEPTH && layer.kind === 'group') {
      throw new DocumentError('too-many', `Groups within groups end at ${MAX_DEPTH}.`, layer.id);
    }
  }
}

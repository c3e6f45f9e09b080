import { compositeTiles } from '../mask/alpha.ts';
import { uniteBoxes } from '../mask/boxes.ts';
import type { AlphaTile, Box } from '../mask/types.ts';
import type { CommandOf } from './commands.ts';
import { partsOf } from './parts.ts';
import type { LayerId } from './settings.ts';
import { alphaFromMask, changedTilesBox, hashMask } from './tiledMask.ts';
import type { TiledMask } from './tiledMask.ts';
import { objectOf, outermost, walkLayers } from './tree.ts';
import type { Document } from './types.ts';

/** One object that a phrase has found, as src/model answers. */
export interface FoundObject {
  readonly label: string;
  readonly score: number;
  readonly box: Box;
  readonly alpha: AlphaTile;
}

export interface SelectionOptions {
  /** One layer of all objects instead of a group of one each. */
  readonly combined: boolean;
  /** Gives an id that is not taken; commands carry ids so that they can be replayed. */
  readonly newId: () => LayerId;
}

/**
 * The command that makes layers of what a phrase has found, on top of all others: a group named after the phrase with a
 * layer an object, the first object on top, or one layer named after the phrase.
 * @param found at least one object
 */
export function addFoundObjects(
  document: Document, phrase: string, found: readonly FoundObject[], { combined, newId }: SelectionOptions,
): CommandOf<'addLayers'> {
  const place = { kind: 'addLayers', parent: null, index: document.layers.length } as const;
  if (combined || found.length === 1) {
    const [first] = found;
    const origin = {
      phrase,
      label: found.every(({ label }) => label === first.label) ? first.label : '',
      score: Math.min(...found.map(({ score }) => score)),
      box: found.map(({ box }) => box).reduce(uniteBoxes),
    };
    const mask = compositeTiles(found.map(({ alpha }) => alpha));
    return { ...place, group: null, layers: [{ id: newId(), name: phrase, mask, origin }] };
  }
  const layers = found.map(({ label, score, box, alpha }, i) => (
    { id: newId(), name: `${phrase} ${i + 1}`, mask: alpha, origin: { phrase, label, score, box } }
  ));
  return { ...place, group: { id: newId(), name: phrase }, layers: layers.reverse() };
}

/** The command that replaces a layer's mask by one that was made from it, such as with refined edges. */
export function replaceMask(id: LayerId, before: TiledMask, after: TiledMask): CommandOf<'setMask'> {
  return { kind: 'setMask', id, before: hashMask(before), patch: alphaFromMask(after, changedTilesBox(before, after)) };
}

/**
 * The command that splits a layer into its connected parts, which it names after the layer.
 * @param minArea fewer pixels are a speck, not a part
 * @returns null if the layer is all of one part
 * @throws DocumentError `unknown-layer` or `not-an-object`
 */
export function splitLayer(
  document: Document, id: LayerId, minArea: number, newId: () => LayerId,
): CommandOf<'splitIntoParts'> | null {
  const { name, mask } = objectOf(document, id);
  const count = partsOf(mask, minArea).length;
  if (count < 2) return null;
  const parts = Array.from({ length: count }, (_, i) => ({ id: newId(), name: `${name} ${i + 1}` }));
  return { kind: 'splitIntoParts', id, parts, minArea };
}

/**
 * The command that copies layers and groups.
 * @param nameOf name of the copy of a layer
 * @throws DocumentError `unknown-layer`
 */
export function copyLayers(
  document: Document, ids: readonly LayerId[], nameOf: (name: string) => string, newId: () => LayerId,
): CommandOf<'duplicate'> {
  const copies = outermost(document, ids).flatMap(({ layer }) =>
    [...walkLayers([layer])].map(({ layer: each }) => (
      { from: each.id, id: newId(), name: each === layer ? nameOf(each.name) : each.name }
    )),
  );
  return { kind: 'duplicate', copies };
}

import type { Command } from '../../src/document/commands.ts';
import type { LayerId } from '../../src/document/settings.ts';
import { locate, outermost } from '../../src/document/tree.ts';
import type { Document, Layer } from '../../src/document/types.ts';

/** What the list's order and rows depend on; what else a row shows it follows by itself. */
export interface ListedLayer {
  readonly id: LayerId;
  readonly name: string;
  readonly visible: boolean;
  /** Null for what is no group. */
  readonly children: readonly ListedLayer[] | null;
}

/**
 * The layers as the list shows them: the topmost first.
 * @param earlier what was listed before: what has not changed of it is the same object, so that it is not drawn anew
 */
export function asListed(layers: readonly Layer[], earlier: readonly ListedLayer[] = []): readonly ListedLayer[] {
  const before = new Map(earlier.map((each) => [each.id, each]));
  const listed = layers.toReversed().map((layer): ListedLayer => {
    const { id, name, visible } = layer;
    const known = before.get(id);
    const children = layer.kind === 'group' ? asListed(layer.children, known?.children ?? []) : null;
    const isSame = known?.name === name && known.visible === visible && known.children === children;
    return isSame ? known : { id, name, visible, children };
  });
  return listed.length === earlier.length && listed.every((each, i) => each === earlier[i]) ? earlier : listed;
}

export interface DropPlace {
  readonly key: LayerId;
  readonly position: 'before' | 'after' | 'on';
}

/** The command that puts layers where they were dropped in the list; null if they are there already or cannot be. */
export function moveTo(document: Document, ids: readonly LayerId[], { key, position }: DropPlace): Command | null {
  const target = locate(document, key);
  const moved = outermost(document, ids).map(({ layer }) => layer.id);
  const family = [key, ...target.ancestors.map(({ id }) => id)];
  if (moved.some((id) => family.includes(id))) return null;
  if (position === 'on') {
    if (target.layer.kind !== 'group') return null;
    const rest = target.layer.children.filter(({ id }) => !moved.includes(id));
    return { kind: 'move', ids: moved, parent: key, index: rest.length };
  }
  const parent = target.ancestors.at(-1);
  const rest = (parent?.children ?? document.layers).filter(({ id }) => !moved.includes(id));
  const place = rest.indexOf(target.layer);
  // What is listed before another layer is painted after it.
  return { kind: 'move', ids: moved, parent: parent?.id ?? null, index: position === 'before' ? place + 1 : place };
}

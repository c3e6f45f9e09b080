import type { Command } from '../../src/document/commands.ts';
import type { LayerId } from '../../src/document/settings.ts';
import { locate, outermost } from '../../src/document/tree.ts';
import type { Document, Layer } from '../../src/document/types.ts';

/** The layers of a level as the list shows them: the topmost first. */
export function asListed(layers: readonly Layer[]): readonly Layer[] {
  return layers.toReversed();
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

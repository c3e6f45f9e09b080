import { create } from 'zustand';
import { actionIds, definitionOf } from './definitions.ts';
import type { ActionId, Shortcut } from './definitions.ts';

/** The user's own keys by action, as the settings keep them: shortcuts with spaces between them, empty for none. */
export type Remapped = Readonly<Record<string, string>>;

export const useKeymap = create<{ readonly remapped: Remapped }>(() => ({ remapped: {} }));

/** The shortcuts of an action: the user's, or else those that it comes with. The first is shown. */
export function shortcutsOf(id: ActionId, { remapped } = useKeymap.getState()): readonly Shortcut[] {
  return Object.hasOwn(remapped, id) ? readShortcuts(remapped[id]) : definitionOf(id).shortcuts ?? [];
}

/** Whether an action has other keys than it comes with. */
export function isRemapped(id: ActionId, { remapped } = useKeymap.getState()): boolean {
  return Object.hasOwn(remapped, id);
}

/** What of the settings' text are shortcuts; the file may have been edited by hand. */
function readShortcuts(text: string): Shortcut[] {
  return text.split(' ').filter((each) => /^(Mod\+)?(Alt\+)?(Shift\+)?([^\s]|[A-Z][A-Za-z0-9]+)$/.test(each));
}

/** The other action that has a shortcut; null if none has. */
export function ownerOf(shortcut: Shortcut, except: ActionId): ActionId | null {
  return actionIds.find((id) => id !== except && shortcutsOf(id).includes(shortcut)) ?? null;
}

/**
 * The keymap after an action is given a shortcut in place of all that it had; whoever had it loses it.
 * @param shortcut null leaves the action without any
 */
export function remap(remapped: Remapped, id: ActionId, shortcut: Shortcut | null): Remapped {
  if (shortcut === null) return compact({ ...remapped, [id]: '' });
  const owner = ownerOf(shortcut, id);
  const left = owner === null ? {} : { [owner]: shortcutsOf(owner, { remapped }).filter((each) => each !== shortcut).join(' ') };
  return compact({ ...remapped, ...left, [id]: shortcut });
}

/**
 * The keymap after an action has got back what it came with; whoever has one of these keys loses it.
 */
export function reset(remapped: Remapped, id: ActionId): Remapped {
  const given = definitionOf(id).shortcuts ?? [];
  const others = actionIds.filter((other) => other !== id && shortcutsOf(other, { remapped }).some((each) => given.includes(each)));
  const taken = others.map((other) => [other, shortcutsOf(other, { remapped }).filter((each) => !given.includes(each)).join(' ')]);
  return compact({ ...remapped, ...Object.fromEntries(taken) as Remapped, [id]: given.join(' ') });
}

/** Without what is as it came: a later version may come with better keys. */
function compact(remapped: Remapped): Remapped {
  return Object.fromEntries(Object.entries(remapped).filter(([id, text]) =>
    !actionIds.some((each) => each === id && (definitionOf(each).shortcuts ?? []).join(' ') === text)));
}

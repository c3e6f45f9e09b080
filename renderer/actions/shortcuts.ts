import { actionIds, definitionOf } from './definitions.ts';
import type { ActionId, Shortcut } from './definitions.ts';

/** What is read of a keyboard event. */
export interface KeyPress {
  readonly key: string;
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

/** Keys that are matched by their place, with what the place is called in shortcuts. */
const places: Readonly<Partial<Record<string, string>>> = {
  BracketLeft: '[', BracketRight: ']', Backquote: '`', Backslash: '\\',
  Digit0: '0', Digit1: '1', Numpad0: '0', Numpad1: '1', NumpadAdd: '+', NumpadSubtract: '-',
};

export function isMac(): boolean {
  return typeof navigator !== 'undefined' && navigator.platform.startsWith('Mac');
}

/** Whether a key press is that of a shortcut. */
export function matches(shortcut: Shortcut, press: KeyPress, onMac = isMac()): boolean {
  const parts = splitShortcut(shortcut);
  const key = parts[parts.length - 1];
  const wants = (modifier: string) => parts.slice(0, -1).includes(modifier);
  const mod = onMac ? press.metaKey : press.ctrlKey;
  const other = onMac ? press.ctrlKey : press.metaKey;
  if (mod !== wants('Mod') || other || press.altKey !== wants('Alt')) return false;
  const place = places[press.code];
  if (place !== undefined && key === place) return press.shiftKey === wants('Shift');
  if (press.key.toLowerCase() !== key.toLowerCase()) return false;
  // Signs such as `?` are typed with Shift on some layouts and without it on others.
  const isSign = key.length === 1 && !/[a-z]/i.test(key);
  return isSign && !wants('Shift') ? true : press.shiftKey === wants('Shift');
}

/** `Mod++` ends in the key `+`. */
function splitShortcut(shortcut: Shortcut): string[] {
  if (shortcut === '+') return ['+'];
  return shortcut.endsWith('++') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+');
}

/** The action of a key press; null if it has none. */
export function actionOf(press: KeyPress, onMac = isMac()): ActionId | null {
  return actionIds.find((id) => definitionOf(id).shortcuts?.some((shortcut) => matches(shortcut, press, onMac))) ?? null;
}

const macSigns: Readonly<Partial<Record<string, string>>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥', Enter: '↩', Delete: '⌦' };
const otherSigns: Readonly<Partial<Record<string, string>>> = { Mod: 'Ctrl', Escape: 'Esc', Delete: 'Del' };

/** A shortcut as menus show it. */
export function showShortcut(shortcut: Shortcut, onMac = isMac()): string {
  const signs = onMac ? macSigns : otherSigns;
  return splitShortcut(shortcut).map((part) => signs[part] ?? part).join(onMac ? '' : '+');
}

/** The shortcut that menus and tooltips show for an action; empty if it has none. */
export function shortcutText(id: ActionId): string {
  const first = definitionOf(id).shortcuts?.[0];
  return first === undefined ? '' : showShortcut(first);
}

/** Whether keys typed there are text: letters are no shortcuts then. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return target instanceof HTMLInputElement && !['checkbox', 'radio', 'range', 'button', 'color'].includes(target.type);
}

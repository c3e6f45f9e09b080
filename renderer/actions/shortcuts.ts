import { actionIds } from './definitions.ts';
import type { ActionId, Shortcut } from './definitions.ts';
import { shortcutsOf } from './keymap.ts';

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
  BracketLeft: '[', BracketRight: ']', Backquote: '`', Backslash: '\\', Comma: ',', NumpadAdd: '+', NumpadSubtract: '-',
  ...Object.fromEntries(Array.from({ length: 10 }, (_, digit) => String(digit)).flatMap((digit) =>
    [[`Digit${digit}`, digit], [`Numpad${digit}`, digit]])),
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
  if (typed(press).toLowerCase() !== key.toLowerCase()) return false;
  // Signs such as `?` are typed with Shift on some layouts and without it on others.
  return isSign(key) && !wants('Shift') ? true : press.shiftKey === wants('Shift');
}

/** What a key press types; with Alt a Mac types other letters than the key says. */
function typed({ key, code, altKey }: KeyPress): string {
  return altKey && /^Key[A-Z]$/.test(code) ? code.slice(3) : key;
}

function isSign(key: string): boolean {
  return key.length === 1 && !/\p{L}/u.test(key);
}

/** Keys that mean something of themselves everywhere: moving on, moving a point, the hand. */
const reserved = new Set([' ', 'Tab', 'ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Dead', 'Unidentified', 'Process']);
const modifiers = new Set(['Control', 'Shift', 'Alt', 'Meta', 'AltGraph', 'CapsLock', 'NumLock', 'Fn']);

/** The shortcut that a key press would be matched by; null for one that cannot be a shortcut. */
export function shortcutOf(press: KeyPress, onMac = isMac()): Shortcut | null {
  if (modifiers.has(press.key) || reserved.has(press.key) || (onMac ? press.ctrlKey : press.metaKey)) return null;
  // With Shift, digits type the signs of the layout.
  const place = press.shiftKey && /^\d$/.test(places[press.code] ?? '') ? undefined : places[press.code];
  const key = place ?? (typed(press).length === 1 ? typed(press).toUpperCase() : typed(press));
  const mod = onMac ? press.metaKey : press.ctrlKey;
  // Whether Shift is needed for a sign depends on the layout.
  const shift = press.shiftKey && (place !== undefined || !isSign(key));
  return [...(mod ? ['Mod'] : []), ...(press.altKey ? ['Alt'] : []), ...(shift ? ['Shift'] : []), key].join('+');
}

/** Whether a key press is only of keys that are held for others. */
export function isModifier({ key }: KeyPress): boolean {
  return modifiers.has(key);
}

/** `Mod++` ends in the key `+`. */
function splitShortcut(shortcut: Shortcut): string[] {
  if (shortcut === '+') return ['+'];
  return shortcut.endsWith('++') ? [...shortcut.slice(0, -2).split('+'), '+'] : shortcut.split('+');
}

/** The action of a key press; null if it has none. */
export function actionOf(press: KeyPress, onMac = isMac()): ActionId | null {
  return actionIds.find((id) => shortcutsOf(id).some((shortcut) => matches(shortcut, press, onMac))) ?? null;
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
  const [first] = shortcutsOf(id);
  return first === undefined ? '' : showShortcut(first);
}

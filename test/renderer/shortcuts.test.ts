import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { actionIds, definitionOf, labelKeyOf } from '../../renderer/actions/definitions.ts';
import { isRemapped, ownerOf, remap, reset, shortcutsOf, useKeymap } from '../../renderer/actions/keymap.ts';
import { actionOf, isModifier, matches, shortcutOf, showShortcut } from '../../renderer/actions/shortcuts.ts';
import { shortcutTable } from '../../scripts/shortcuts.ts';
import type { KeyPress } from '../../renderer/actions/shortcuts.ts';
import { en } from '../../renderer/i18n/en.ts';

function press(key: string, more: Partial<KeyPress> = {}): KeyPress {
  return { key, code: '', ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more };
}

describe('shortcuts', () => {
  it('belong to one action each', () => {
    const all = actionIds.flatMap((id) => definitionOf(id).shortcuts ?? []);
    expect(all.length).toBeGreaterThan(30);
    expect(all.filter((shortcut, i) => all.indexOf(shortcut) !== i)).toEqual([]);
  });

  it('find the actions that editors agree on', () => {
    const expected: readonly [KeyPress, string | null][] = [
      [press('z', { ctrlKey: true }), 'edit.undo'],
      [press('Z', { ctrlKey: true, shiftKey: true }), 'edit.redo'],
      [press('y', { ctrlKey: true }), 'edit.redo'],
      [press('/'), 'phrase.focus'],
      [press('k', { ctrlKey: true }), 'phrase.focus'],
      [press('P', { ctrlKey: true, shiftKey: true }), 'help.palette'],
      [press('j', { ctrlKey: true }), 'layer.duplicate'],
      [press('0', { ctrlKey: true, code: 'Digit0' }), 'view.fit'],
      [press('1', { ctrlKey: true, code: 'Digit1' }), 'view.actual'],
      [press('v'), 'tool.move'],
      [press('z'), 'tool.zoom'],
      [press('v', { altKey: true }), null],
    ];
    for (const [key, action] of expected) expect(actionOf(key, false), key.key).toBe(action);
  });

  it('match brackets by their place, whatever the layout types there', () => {
    const german = press('ü', { code: 'BracketLeft' });
    expect(actionOf(german, false)).toBe('tool.smaller');
    expect(actionOf({ ...german, shiftKey: true }, false)).toBe('tool.softer');
    expect(actionOf({ ...german, ctrlKey: true }, false)).toBe('layer.down');
  });

  it('match signs whether or not the layout needs Shift for them', () => {
    expect(actionOf(press('/', { shiftKey: true }), false)).toBe('phrase.focus');
    expect(actionOf(press('?', { shiftKey: true }), false)).toBe('help.shortcuts');
  });

  it('use Command on a Mac', () => {
    expect(matches('Mod+Z', press('z', { metaKey: true }), true)).toBe(true);
    expect(matches('Mod+Z', press('z', { ctrlKey: true }), true)).toBe(false);
    expect(showShortcut('Mod+Shift+Z', true)).toBe('⌘⇧Z');
    expect(showShortcut('Mod++', false)).toBe('Ctrl++');
  });

  it('belong to actions that have a name', () => {
    for (const id of actionIds) expect(en[labelKeyOf(id)]).not.toBe('');
  });
});

describe('remapped keys', () => {
  afterEach(() => { useKeymap.setState({ remapped: {} }); });

  it('take the place of those that an action comes with', () => {
    useKeymap.setState({ remapped: { 'tool.brush': 'P', 'edit.undo': '' } });
    expect(actionOf(press('p'), false)).toBe('tool.brush');
    expect(actionOf(press('b'), false)).toBeNull();
    expect(actionOf(press('z', { ctrlKey: true }), false)).toBeNull();
    expect(shortcutsOf('edit.redo')).toEqual(['Mod+Shift+Z', 'Mod+Y']);
  });

  it('are what the recorded keys are matched by, on every layout', () => {
    const presses: readonly [KeyPress, string][] = [
      [press('p'), 'P'],
      [press('P', { shiftKey: true, ctrlKey: true }), 'Mod+Shift+P'],
      [press('ü', { code: 'BracketLeft', shiftKey: true }), 'Shift+['],
      [press('/', { code: 'Digit7', shiftKey: true }), '/'],
      [press('7', { code: 'Digit7', ctrlKey: true }), 'Mod+7'],
      [press('å', { code: 'KeyA', altKey: true }), 'Alt+A'],
      [press('F6', { shiftKey: true }), 'Shift+F6'],
      [press('+', { ctrlKey: true, shiftKey: true }), 'Mod++'],
      [press('Delete'), 'Delete'],
    ];
    for (const [key, shortcut] of presses) {
      expect(shortcutOf(key, false)).toBe(shortcut);
      expect(matches(shortcut, key, false), shortcut).toBe(true);
      useKeymap.setState({ remapped: remap({}, 'tool.move', shortcut) });
      expect(actionOf(key, false), shortcut).toBe('tool.move');
    }
  });

  it('cannot be keys that have a meaning everywhere, nor keys that are held for others', () => {
    for (const key of [' ', 'Tab', 'ArrowLeft']) expect(shortcutOf(press(key), false)).toBeNull();
    expect(shortcutOf(press('Control', { ctrlKey: true }), false)).toBeNull();
    expect(isModifier(press('Shift'))).toBe(true);
    expect(shortcutOf(press('x', { metaKey: true }), false)).toBeNull();
  });

  it('are taken from the action that had them, which keeps its others', () => {
    expect(ownerOf('Mod+Y', 'tool.brush')).toBe('edit.redo');
    expect(ownerOf('B', 'tool.brush')).toBeNull();
    const remapped = remap({}, 'tool.brush', 'Mod+Y');
    expect(remapped).toEqual({ 'tool.brush': 'Mod+Y', 'edit.redo': 'Mod+Shift+Z' });
    useKeymap.setState({ remapped });
    expect(isRemapped('tool.brush')).toBe(true);
    expect(actionOf(press('y', { ctrlKey: true }), false)).toBe('tool.brush');
    expect(reset(remapped, 'edit.redo')).toEqual({ 'tool.brush': '' });
    expect(reset(remapped, 'tool.brush')).toEqual({ 'edit.redo': 'Mod+Shift+Z' });
    expect(remap(remapped, 'tool.brush', null)).toEqual({ 'tool.brush': '', 'edit.redo': 'Mod+Shift+Z' });
    expect(remap({ 'tool.brush': 'P' }, 'tool.brush', 'B')).toEqual({});
  });

  it('that make no sense are passed over', () => {
    useKeymap.setState({ remapped: { 'tool.brush': 'Hyper+Q  P', 'no.such': 'X' } });
    expect(shortcutsOf('tool.brush')).toEqual(['P']);
    expect(actionOf(press('x'), false)).toBe('tool.swap');
  });
});

describe('the list in the documentation', () => {
  it('is that of the registry (node scripts/shortcuts.ts writes it anew)', () => {
    expect(readFileSync(new URL('../../docs/shortcuts.md', import.meta.url), 'utf8')).toBe(shortcutTable());
  });
});

import { describe, expect, it } from 'vitest';
import { actionIds, definitionOf, labelKeyOf } from '../../renderer/actions/definitions.ts';
import { actionOf, matches, showShortcut } from '../../renderer/actions/shortcuts.ts';
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

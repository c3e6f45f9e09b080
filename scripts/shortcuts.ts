/** Writes docs/shortcuts.md from the registry of actions: node scripts/shortcuts.ts */
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { actionIds, definitionOf, labelKeyOf, menus } from '../renderer/actions/definitions.ts';
import { showShortcut } from '../renderer/actions/shortcuts.ts';
import { en } from '../renderer/i18n/en.ts';

/** Every action by menu, with the keys that it comes with. */
export function shortcutTable(): string {
  const sections = menus.map((menu) => {
    const rows = actionIds.filter((id) => definitionOf(id).menu === menu).map((id) => {
      const keys = (definitionOf(id).shortcuts ?? []).map((shortcut) => `\`${escape(showShortcut(shortcut, false))}\``);
      return `| ${en[labelKeyOf(id)].replace(/…$/, '')} | ${keys.join(', ')} |`;
    });
    return [`## ${en[`menu.${menu}`]}`, '', '| Action | Keys |', '|---|---|', ...rows, ''].join('\n');
  });
  return [
    '# Actions and keys', '',
    'Written by `node scripts/shortcuts.ts` from the one registry that menus, palette and tooltips are made of. On a Mac, Ctrl is ⌘.',
    'All of them can be remapped in the settings; the command palette runs every action by its name.', '',
    ...sections,
  ].join('\n');
}

function escape(keys: string): string {
  return keys === '`' || keys.endsWith('+`') ? keys.replace('`', 'Backquote') : keys;
}

if (process.argv[1] === import.meta.filename) {
  writeFileSync(join(resolve(import.meta.dirname, '..'), 'docs', 'shortcuts.md'), shortcutTable());
}

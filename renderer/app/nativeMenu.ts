import type { MenuItem } from '../../src/api/contract.ts';
import { actionIds, definitionOf, labelKeyOf, menus } from '../actions/definitions.ts';
import type { ActionId, MenuName, Shortcut } from '../actions/definitions.ts';
import { shortcutsOf, useKeymap } from '../actions/keymap.ts';
import { canRun } from '../actions/registry.ts';
import { situationStores } from '../actions/useCanRun.ts';
import { t, useLanguage } from '../i18n/text.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import { reportProblem } from '../state/notices.ts';

/** Milliseconds that changes are gathered before the window's menu is told. */
const PAUSE = 150;

const electronKeys: Readonly<Partial<Record<string, string>>> = { Mod: 'CmdOrCtrl', Escape: 'Esc' };

/** A shortcut as Electron writes it. */
export function acceleratorOf(shortcut: Shortcut): string {
  return shortcut.split('+').map((part) => electronKeys[part] ?? part).join('+');
}

/** The actions of a menu, with a separator between sections. */
export function sectionsOf(menu: MenuName): readonly (readonly ActionId[])[] {
  const sections: ActionId[][] = [];
  for (const id of actionIds) {
    const { menu: home, section, isHidden } = definitionOf(id);
    if (home === menu && isHidden !== true) (sections[section] ??= []).push(id);
  }
  return sections;
}

function itemOf(id: ActionId): MenuItem {
  const [first] = shortcutsOf(id);
  return {
    action: id, label: t(labelKeyOf(id)), enabled: canRun(id),
    ...(first === undefined ? {} : { accelerator: acceleratorOf(first) }),
  };
}

const RECENT = 'recent:';

/** What was opened lately, to be opened again. */
function recentItems(): MenuItem[] {
  const recent = useApp.getState().info?.recent ?? [];
  if (recent.length === 0) return [];
  return [{ label: t('menu.recent'), items: recent.map(({ path }, i) => ({ action: `${RECENT}${i}`, label: path.slice(-200) })) }];
}

/** The file that an entry of the menu stands for; null if the entry is another. */
export function recentPath(action: string): string | null {
  if (!action.startsWith(RECENT)) return null;
  return useApp.getState().info?.recent.at(Number(action.slice(RECENT.length)))?.path ?? null;
}

/** The menus of the window, made of the actions. */
export function menuItems(): MenuItem[] {
  return menus.map((menu) => {
    const sections = sectionsOf(menu).map((section) => section.map(itemOf));
    if (menu === 'file') sections[0].splice(1, 0, ...recentItems());
    const items = sections.flatMap((section, i) => [...(i === 0 ? [] : [{}]), ...section]);
    // A pasted picture is opened: the page hears of it from the operating system.
    const ofSystem: MenuItem[] = menu === 'file' ? [{}, { role: 'quit' }] : menu === 'edit' ? [{}, { role: 'paste' }] : [];
    return { label: t(`menu.${menu}`), items: [...items, ...ofSystem] };
  });
}

/** Keeps the window's menu in step with what can be done. @returns ends it */
export function keepNativeMenu(): () => void {
  let told = '';
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    const items = menuItems();
    const text = JSON.stringify(items);
    if (text === told) return;
    told = text;
    service().api['menu.set']({ items }).catch(reportProblem);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  };
  const stops = [...situationStores, useLanguage, useKeymap].map((store) => store.subscribe(later));
  later();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

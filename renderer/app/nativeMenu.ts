import type { MenuItem } from '../../src/api/contract.ts';
import { actionIds, definitionOf, labelKeyOf, menus } from '../actions/definitions.ts';
import type { ActionId, MenuName, Shortcut } from '../actions/definitions.ts';
import { shortcutsOf, useKeymap } from '../actions/keymap.ts';
import { canRun } from '../actions/registry.ts';
import { t, useLanguage } from '../i18n/text.ts';
import { usePhrases } from '../phrase/session.ts';
import { useSearch } from '../search/state.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import { reportProblem } from '../state/notices.ts';
import { usePhotos } from '../state/photos.ts';

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

/** The menus of the window, made of the actions. */
export function menuItems(): MenuItem[] {
  return menus.map((menu) => {
    const items = sectionsOf(menu).flatMap((section, i) => [...(i === 0 ? [] : [{}]), ...section.map(itemOf)]);
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
  const stops = [usePhotos, usePhrases, useSearch, useApp, useLanguage, useKeymap].map((store) => store.subscribe(later));
  later();
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}

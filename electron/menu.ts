import { Menu, type MenuItemConstructorOptions } from 'electron';
import type { MenuItem } from '../src/api/contract.ts';

/**
 * The window's menu as the page describes it. Accelerators are shown but not listened to: the page has the keys, which
 * it ignores while somebody types.
 */
export function buildMenu(items: readonly MenuItem[], choose: (action: string) => void) {
  return Menu.buildFromTemplate(items.map((item) => toTemplate(item, choose)));
}

/** Until the page has sent its menu there is a way to leave. Electron's own has reload and developer tools. */
export function firstMenu() {
  return Menu.buildFromTemplate([{ label: 'Phraselift', submenu: [{ role: 'quit' }] }]);
}

function toTemplate(item: MenuItem, choose: (action: string) => void): MenuItemConstructorOptions {
  const { action, label, accelerator, enabled = true, checked, role, items } = item;
  if (items !== undefined) return { label: label ?? '', enabled, submenu: items.map((each) => toTemplate(each, choose)) };
  if (role !== undefined) return { role, ...(label === undefined ? {} : { label }) };
  if (label === undefined) return { type: 'separator' };
  return {
    label,
    enabled,
    registerAccelerator: false,
    ...(accelerator === undefined ? {} : { accelerator }),
    ...(checked === undefined ? {} : { type: 'checkbox' as const, checked }),
    click: () => { if (action !== undefined) choose(action); },
  };
}

import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover, Toolbar } from 'react-aria-components';
import { actionIds, labelKeyOf, menus } from '../actions/definitions.ts';
import type { MenuName } from '../actions/definitions.ts';
import { canRun, runAction } from '../actions/registry.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { t } from '../i18n/text.ts';
import { sectionsOf } from './nativeMenu.ts';

/** The menus in the page; the Electron window has its own, made of the same registry. */
export function MenuBar() {
  return (
    <Toolbar className="menu-bar" aria-label={t('bar.menus')}>
      {menus.map((menu) => (
        <MenuTrigger key={menu}>
          <Button className="menu-button">{t(`menu.${menu}`)}</Button>
          <Popover className="popover" placement="bottom start" offset={2}>
            <ActionMenu menu={menu} />
          </Popover>
        </MenuTrigger>
      ))}
    </Toolbar>
  );
}

interface ActionMenuProps {
  readonly menu: MenuName;
  /** For a menu that no button opens. */
  readonly onClose?: () => void;
}

/** Drawn when it is opened: what can be run is asked then. */
export function ActionMenu({ menu, onClose }: ActionMenuProps) {
  return (
    <Menu
      className="menu" {...(onClose === undefined ? {} : { onClose, autoFocus: 'first' as const, 'aria-label': t(`menu.${menu}`) })}
      onAction={(key) => { requestAnimationFrame(() => { runById(key); }); }}
    >
      {sectionsOf(menu).map((section) => (
        <MenuSection key={section[0]} className="menu-section" aria-label={t(`menu.${menu}`)}>
          {section.map((id) => (
            <MenuItem key={id} id={id} className="menu-item" isDisabled={!canRun(id)} textValue={t(labelKeyOf(id))}>
              <span>{t(labelKeyOf(id))}</span><kbd>{shortcutText(id)}</kbd>
            </MenuItem>
          ))}
        </MenuSection>
      ))}
    </Menu>
  );
}

function runById(key: string | number): void {
  const id = actionIds.find((each) => each === key);
  if (id !== undefined) runAction(id);
}

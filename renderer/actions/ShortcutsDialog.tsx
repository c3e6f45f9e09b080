import { t } from '../i18n/text.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { actionIds, definitionOf, labelKeyOf, menus } from './definitions.ts';
import { shortcutsOf } from './keymap.ts';
import { showShortcut } from './shortcuts.ts';

/** Every key, by menu. */
export function ShortcutsDialog() {
  return (
    <AppDialog dialog="shortcuts" title={t('shortcuts.title')} className="shortcuts-dialog">
      {() => (
        <div className="shortcut-columns">
          {menus.map((menu) => (
            <section key={menu}>
              <h3>{t(`menu.${menu}`)}</h3>
              <dl>
                {actionIds.filter((id) => definitionOf(id).menu === menu && shortcutsOf(id).length > 0).map((id) => (
                  <div key={id}>
                    <dt>{t(labelKeyOf(id))}</dt>
                    <dd>
                      {shortcutsOf(id).map((shortcut) => <kbd key={shortcut} className="key">{showShortcut(shortcut)}</kbd>)}
                    </dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
        </div>
      )}
    </AppDialog>
  );
}

import { Autocomplete, Input, Menu, MenuItem, TextField, useFilter } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { closeDialog } from '../state/app.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { actionIds, labelKeyOf } from './definitions.ts';
import type { ActionId } from './definitions.ts';
import { canRun, runAction } from './registry.ts';
import { shortcutText } from './shortcuts.ts';

/** Every action by name. */
export function Palette() {
  return (
    <AppDialog dialog="palette" title={t('palette.title')} className="palette">
      {() => <PaletteList />}
    </AppDialog>
  );
}

function PaletteList() {
  const { contains } = useFilter({ sensitivity: 'base' });
  const actions = actionIds.filter((id) => id !== 'help.palette');
  const run = (id: ActionId) => {
    closeDialog();
    // After the dialog has given the focus back: some actions move it.
    requestAnimationFrame(() => { runAction(id); });
  };
  return (
    <Autocomplete filter={contains}>
      <TextField aria-label={t('palette.placeholder')} autoFocus className="palette-field">
        <Input placeholder={t('palette.placeholder')} />
      </TextField>
      <Menu
        className="menu palette-menu" aria-label={t('palette.title')}
        renderEmptyState={() => <p className="quiet panel-note">{t('palette.none')}</p>}
      >
        {actions.map((id) => (
          <MenuItem
            key={id} id={id} className="menu-item" textValue={t(labelKeyOf(id))} isDisabled={!canRun(id)}
            onAction={() => { run(id); }}
          >
            <span>{t(labelKeyOf(id))}</span><kbd>{shortcutText(id)}</kbd>
          </MenuItem>
        ))}
      </Menu>
    </Autocomplete>
  );
}

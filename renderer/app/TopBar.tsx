import { Button } from 'react-aria-components';
import { labelKeyOf } from '../actions/definitions.ts';
import { runAction } from '../actions/registry.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { useCanRun } from '../actions/useCanRun.ts';
import { t } from '../i18n/text.ts';
import { PhraseBox } from '../phrase/PhraseBox.tsx';
import { useApp } from '../state/app.ts';
import { ActionButton, Hint } from '../ui/IconButton.tsx';
import { Icon } from '../ui/icons.tsx';
import { MenuBar } from './MenuBar.tsx';

/** Menus, the phrase box, and what is wanted all the time. */
export function TopBar() {
  const hasOwnMenu = useApp(({ info }) => info?.canOpenDialog === true);
  const canExport = useCanRun('file.export');
  return (
    <header className="top-bar">
      <div className="top-start">
        {hasOwnMenu ? <span className="brand">{t('app.name')}</span> : <MenuBar />}
      </div>
      <PhraseBox />
      <div className="top-end">
        <ActionButton action="edit.undo" icon="undo" />
        <ActionButton action="edit.redo" icon="redo" />
        <Hint text={t(labelKeyOf('file.export'))} shortcut={shortcutText('file.export')}>
          <Button
            className="button button-primary" isDisabled={!canExport}
            onPress={() => { runAction('file.export'); }}
          >
            <Icon name="export" />{t('export.run')}
          </Button>
        </Hint>
      </div>
    </header>
  );
}

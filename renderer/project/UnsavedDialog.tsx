import { Button } from 'react-aria-components';
import { useShallow } from 'zustand/react/shallow';
import { t, tCount } from '../i18n/text.ts';
import { usePhotos } from '../state/photos.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { discardAndClose, saveAndClose, useClosing } from './closing.ts';

/** Asks before something that is not saved is closed. */
export function UnsavedDialog() {
  const { ids } = useClosing();
  const names = usePhotos(useShallow(({ photos }) =>
    photos.filter(({ photo }) => ids.includes(photo.id)).map(({ photo, project }) => project?.name ?? photo.name)));
  const title = names.length === 1 ? t('project.unsavedTitle', { name: names[0] }) : tCount('project.unsavedTitles', names.length);
  return (
    <AppDialog dialog="unsaved" title={title} className="unsaved-dialog">
      {(close) => (
        <>
          <p>{t('project.unsavedText')}</p>
          {names.length > 1 ? <ul className="name-list">{names.map((name, i) => <li key={i}>{name}</li>)}</ul> : null}
          <div className="dialog-buttons">
            <Button className="button" onPress={close}>{t('dialog.cancel')}</Button>
            <Button className="button" onPress={() => { void discardAndClose(); }}>{t('project.discard')}</Button>
            <Button className="button button-primary" autoFocus onPress={() => { void saveAndClose(); }}>{t('project.save')}</Button>
          </div>
        </>
      )}
    </AppDialog>
  );
}

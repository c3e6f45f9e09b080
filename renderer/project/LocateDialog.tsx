import { Button } from 'react-aria-components';
import { choosePhoto } from '../app/opening.ts';
import { t } from '../i18n/text.ts';
import { closeDialog } from '../state/app.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { dropPending, take, useChangedPhoto, usePending } from './opening.ts';

/** Asks for the photo of a project that was not found, or has another content now. */
export function LocateDialog() {
  const pending = usePending((state) => state.pending);
  const isChanged = pending?.file.problem === 'changed';
  return (
    <AppDialog
      dialog="locate" className="locate-dialog" title={t(isChanged ? 'project.changedTitle' : 'project.missingTitle')}
      onDismiss={() => { void dropPending(); }}
    >
      {(close) => (pending === null ? null : (
        <>
          <p>{t(isChanged ? 'project.changedText' : 'project.missingText', { name: pending.file.name })}</p>
          <p className="path-line">{pending.document.photo.path}</p>
          <div className="dialog-buttons">
            <Button className="button" onPress={() => { close(); void dropPending(); }}>{t('dialog.cancel')}</Button>
            {isChanged ? (
              <Button className="button" onPress={() => { close(); void useChangedPhoto(); }}>{t('project.useChanged')}</Button>
            ) : null}
            <Button className="button button-primary" onPress={() => { void locate(); }}>{t('project.locate')}</Button>
          </div>
        </>
      ))}
    </AppDialog>
  );
}

async function locate(): Promise<void> {
  const photo = await choosePhoto();
  if (photo !== null && await take(photo)) closeDialog();
}

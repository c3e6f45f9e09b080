import { useState } from 'react';
import { Button, Form, Input, Label, TextField } from 'react-aria-components';
import { isProjectName, PROJECT_EXTENSION } from '../../src/api/contract.ts';
import { t } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';
import { activePhoto, usePhotos } from '../state/photos.ts';
import type { OpenPhoto } from '../state/photos.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { Check } from '../ui/toggles.tsx';
import { needsCopy, write } from './saving.ts';

/** Asks how a document is saved for the first time, or as another file. */
export function SaveDialog() {
  const open = usePhotos(activePhoto);
  return (
    <AppDialog dialog="save" title={t('project.saveTitle')} className="save-dialog">
      {(close) => (open === null ? null : <SaveForm open={open} close={close} />)}
    </AppDialog>
  );
}

/** The name without its extension, of the project or else of the photo. */
function stemOf({ photo, project }: OpenPhoto): string {
  if (project !== null && isProjectName(project.name)) return project.name.slice(0, -PROJECT_EXTENSION.length);
  return photo.name.replace(/\.[^.]*$/, '');
}

function SaveForm({ open, close }: { readonly open: OpenPhoto; readonly close: () => void }) {
  const hasDialogs = useApp(({ info }) => info?.canOpenDialog === true);
  const [name, setName] = useState(() => stemOf(open));
  const [withPhoto, setWithPhoto] = useState(() => open.project?.withPhoto ?? needsCopy(open));
  const submit = () => {
    close();
    void write(open, { asNew: true, withPhoto, name });
  };
  return (
    <Form className="save-form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      {hasDialogs ? null : (
        <TextField className="text-field" value={name} onChange={setName} autoFocus isRequired maxLength={200}>
          <Label>{t('project.name')}</Label>
          <Input />
        </TextField>
      )}
      <Check label={t('project.withPhoto')} isOn={withPhoto} onChange={setWithPhoto} />
      <p className="quiet">{t(withPhoto ? 'project.copyHint' : needsCopy(open) ? 'project.uploadHint' : 'project.linkHint')}</p>
      <div className="dialog-buttons">
        <Button className="button" onPress={close}>{t('dialog.cancel')}</Button>
        <Button className="button button-primary" type="submit">{t(hasDialogs ? 'project.chooseFile' : 'project.save')}</Button>
      </div>
    </Form>
  );
}

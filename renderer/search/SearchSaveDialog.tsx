import { useState } from 'react';
import type { SyntheticEvent } from 'react';
import { Button } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { AppDialog } from '../ui/AppDialog.tsx';
import { TextLine } from './fields.tsx';
import { saveSearch } from './saved.ts';
import { useSearch } from './state.ts';

/** Asks for the name under which a search is kept. */
export function SearchSaveDialog() {
  return (
    <AppDialog dialog="searchSave" title={t('search.saved.save')} className="search-save">
      {(close) => <SaveForm close={close} />}
    </AppDialog>
  );
}

function SaveForm({ close }: { readonly close: () => void }) {
  const text = useSearch((state) => state.text);
  const [name, setName] = useState(text);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void saveSearch(name);
    close();
  };
  return (
    <form className="search-save-form" onSubmit={submit}>
      <TextLine label={t('search.saved.name')} value={name} onChange={setName} />
      <div className="dialog-buttons">
        <Button className="button" onPress={close}>{t('dialog.cancel')}</Button>
        <Button className="button button-primary" type="submit" isDisabled={name.trim() === ''}>{t('search.saved.keep')}</Button>
      </div>
    </form>
  );
}

import { useEffect } from 'react';
import { Button } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { IconButton } from '../ui/IconButton.tsx';
import { FolderChooser } from './FolderChooser.tsx';
import { forgetSaved, loadSaved, runSaved, useSaved } from './saved.ts';
import { useSearch } from './state.ts';

/** What is shown before the first search. */
export function StartPage() {
  const folder = useSearch((state) => state.folder);
  return (
    <main className="search-start">
      <div className="search-start-inner">
        <h1>{t('search.title')}</h1>
        <p className="welcome-lead">{t('search.lead')}</p>
        <section className="start-box" aria-labelledby="start-folder">
          <h2 id="start-folder">{folder === null ? t('search.stepFolder') : t('search.stepPhrase', { name: folder.name })}</h2>
          <FolderChooser />
        </section>
        <SavedSearches />
      </div>
    </main>
  );
}

function SavedSearches() {
  const searches = useSaved((state) => state.searches);
  useEffect(() => { void loadSaved(); }, []);
  if (searches.length === 0) return null;
  return (
    <section className="start-box" aria-labelledby="start-saved">
      <h2 id="start-saved">{t('search.saved.title')}</h2>
      <ul className="folder-list">
        {searches.map((saved) => (
          <li key={saved.id}>
            <Button className="folder-item" onPress={() => { void runSaved(saved); }}>
              <span className="folder-name">{saved.name}</span>
              <span className="quiet folder-path">{saved.query.phrases.join('; ')} – {saved.query.folder}</span>
            </Button>
            <IconButton icon="trash" label={t('search.saved.forget', { name: saved.name })} onPress={() => { void forgetSaved(saved); }} />
          </li>
        ))}
      </ul>
    </section>
  );
}

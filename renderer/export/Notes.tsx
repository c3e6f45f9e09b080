import { t } from '../i18n/text.ts';

/** What differs in the exported files from what somebody may expect. */
export function Notes({ notes }: { readonly notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <div className="notes">
      <h3>{t('export.notes')}</h3>
      <ul>{notes.map((note) => <li key={note}>{note}</li>)}</ul>
    </div>
  );
}

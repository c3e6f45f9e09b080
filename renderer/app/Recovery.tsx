import { Button } from 'react-aria-components';
import { t, useLanguage } from '../i18n/text.ts';
import { discard, restore, useRecovery } from './recovery.ts';

/** Offers work that was not closed, on the welcome screen. */
export function Recovery() {
  const entries = useRecovery((state) => state.entries);
  const language = useLanguage((state) => state.language);
  if (entries.length === 0) return null;
  const time = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section className="recovery" aria-labelledby="recovery">
      <h2 id="recovery">{t('recovery.title')}</h2>
      <ul>
        {entries.map((entry) => {
          const { head: { name, source }, modified, document } = entry;
          return (
            <li key={document}>
              <span className="recovery-name">{name}</span>
              <span className="quiet">{source === null ? t('recovery.needsFile', { name }) : time.format(modified)}</span>
              <Button
                className="button" aria-label={t('recovery.restore', { name })} isDisabled={source === null}
                onPress={() => { void restore(entry); }}
              >
                {t('recovery.restoreShort')}
              </Button>
              <Button
                className="button" aria-label={t('recovery.discard', { name })}
                onPress={() => { void discard(entry); }}
              >
                {t('recovery.discardShort')}
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

import { Button } from 'react-aria-components';
import { t } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';
import { Icon } from '../ui/icons.tsx';
import { SearchEntry } from '../search/SearchSwitch.tsx';
import { shortcutText } from '../actions/shortcuts.ts';
import { Recovery } from './Recovery.tsx';
import { chooseFiles, openPath, openSample, useOpening } from './opening.ts';

/** What is shown while no photo is open. */
export function Welcome() {
  const info = useApp((state) => state.info);
  const opening = useOpening(({ name }) => name);
  return (
    <main className="welcome">
      <div className="welcome-inner">
        <h1>{t('welcome.title')}</h1>
        <p className="welcome-lead">{t('welcome.lead')}</p>
        <div className="welcome-open">
          <Button className="button button-primary button-large" onPress={() => { void chooseFiles(); }}>
            <Icon name="image" />{t('welcome.open')} <kbd>{shortcutText('file.open')}</kbd>
          </Button>
          <span className="quiet">{opening === null ? t('welcome.drop') : t('welcome.opening', { name: opening })}</span>
        </div>
        <SearchEntry />
        <Recovery />
        <Samples />
        {info !== null && info.recent.length > 0 ? (
          <section className="recent" aria-labelledby="recent">
            <h2 id="recent">{t('welcome.recent')}</h2>
            <ul>
              {info.recent.slice(0, 6).map(({ name, path }) => (
                <li key={path}>
                  <Button className="button-link" onPress={() => { void openPath(path); }}>{name}</Button>
                  <span className="quiet">{path}</span>
                </li>
              ))}
            </ul>
          </section>
        ) : null}
      </div>
    </main>
  );
}

function Samples() {
  const info = useApp((state) => state.info);
  if (info === null) return null;
  if (info.samples.length === 0) return <p className="quiet">{t('welcome.noSamples')}</p>;
  return (
    <section aria-labelledby="samples">
      <h2 id="samples">{t('welcome.samples')}</h2>
      <ul className="samples">
        {info.samples.map(({ name, title, url, phrases }) => (
          <li key={name} className="sample">
            <Button className="sample-open" onPress={() => { void openSample(name, title); }}>
              <img src={url} alt="" />
              <span className="sample-title">{title}</span>
            </Button>
            <div className="sample-phrases">
              {phrases.slice(0, 3).map((phrase) => (
                <Button
                  key={phrase} className="chip" aria-label={t('welcome.tryPhrase', { phrase })}
                  onPress={() => { void openSample(name, title, phrase); }}
                >
                  {phrase}
                </Button>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

import { Button } from 'react-aria-components';
import { runAction } from '../actions/registry.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { t } from '../i18n/text.ts';
import { Hint } from '../ui/IconButton.tsx';
import { Icon } from '../ui/icons.tsx';
import { useSearch } from './state.ts';

/** The way from the photos that are open to the search, beside their tabs. */
export function SearchSwitch() {
  const run = useSearch((state) => state.run);
  return (
    <Hint text={t('action.search.show')} shortcut={shortcutText('search.show')}>
      <Button className="search-switch" onPress={() => { runAction('search.show'); }}>
        <Icon name="search" size={14} />
        {run === null ? <span className="visually-hidden">{t('search.welcome')}</span> : <span>{t('search.results')}</span>}
      </Button>
    </Hint>
  );
}

/** The search among the things to begin with. */
export function SearchEntry() {
  return (
    <div className="welcome-open search-entry">
      <Button className="button button-large" onPress={() => { runAction('search.show'); }}>
        <Icon name="search" />{t('search.welcome')} <kbd>{shortcutText('search.show')}</kbd>
      </Button>
      <span className="quiet">{t('search.welcomeHint')}</span>
    </div>
  );
}

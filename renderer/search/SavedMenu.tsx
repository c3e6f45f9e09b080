import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { searchBoxFocus } from '../actions/focus.ts';
import { t } from '../i18n/text.ts';
import { useRecentPhrases } from '../phrase/recent.ts';
import { Icon } from '../ui/icons.tsx';
import { loadSaved, runSaved, useSaved } from './saved.ts';
import { useSearch } from './state.ts';

const MOST_PHRASES = 8;

/** Searches that were kept, and phrases that were typed earlier. */
export function SavedMenu() {
  const searches = useSaved((state) => state.searches);
  const phrases = useRecentPhrases((state) => state.phrases).slice(0, MOST_PHRASES);
  const choose = (key: string | number) => {
    const saved = searches.find(({ id }) => id === key);
    if (saved !== undefined) {
      void runSaved(saved);
      return;
    }
    useSearch.setState({ text: String(key) });
    searchBoxFocus.request();
  };
  return (
    <MenuTrigger onOpenChange={(isOpen) => { if (isOpen) void loadSaved(); }}>
      <Button className="icon-button" aria-label={t('search.saved.menu')}><Icon name="chevronDown" /></Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={choose} renderEmptyState={() => <p className="quiet panel-note">{t('search.saved.none')}</p>}>
          {searches.length === 0 ? null : (
            <MenuSection>
              <Header className="menu-header">{t('search.saved.title')}</Header>
              {searches.map(({ id, name }) => <MenuItem key={id} id={id} className="menu-item">{name}</MenuItem>)}
            </MenuSection>
          )}
          {phrases.length === 0 ? null : (
            <MenuSection>
              <Header className="menu-header">{t('phrase.recent')}</Header>
              {phrases.map((phrase) => <MenuItem key={phrase} id={phrase} className="menu-item">{phrase}</MenuItem>)}
            </MenuSection>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

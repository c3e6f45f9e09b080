import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { searchBoxFocus } from '../actions/focus.ts';
import { runAction } from '../actions/registry.ts';
import { MenuBar } from '../app/MenuBar.tsx';
import { t } from '../i18n/text.ts';
import { AT_DRAFT, walkHistory } from '../phrase/phrases.ts';
import { useRecentPhrases } from '../phrase/recent.ts';
import { useApp } from '../state/app.ts';
import { usePhotos } from '../state/photos.ts';
import { TextLine } from './fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Toggle } from '../ui/toggles.tsx';
import { FolderButton } from './FolderChooser.tsx';
import { queryOf, startSearch } from './runs.ts';
import { SavedMenu } from './SavedMenu.tsx';
import { useSearch } from './state.ts';

/** A folder is no photo: its phrases may be as long, but there are many of them. */
const MAX_LINE = 2000;

/** Where to search, and for what. */
export function SearchBar() {
  const hasOwnMenu = useApp(({ info }) => info?.canOpenDialog === true);
  const hasPhotos = usePhotos(({ photos }) => photos.length > 0);
  const isStarting = useSearch((state) => state.isStarting);
  const canStart = useSearch((state) => queryOf(state) !== null);
  return (
    <header className="search-bar">
      {hasOwnMenu ? null : <MenuBar />}
      <Button className="button" onPress={() => { runAction('search.close'); }}>
        <Icon name="chevronLeft" />{t(hasPhotos ? 'search.backToPhotos' : 'search.back')}
      </Button>
      <FolderButton />
      <PhraseField />
      <Options />
      <Button className="button button-primary" isDisabled={!canStart || isStarting} onPress={() => { void startSearch(); }}>
        <Icon name="search" />{t('search.start')}
      </Button>
    </header>
  );
}

function PhraseField() {
  const text = useSearch((state) => state.text);
  const recent = useRecentPhrases(({ phrases }) => phrases);
  const [at, setAt] = useState(AT_DRAFT);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => searchBoxFocus.offer(() => {
    input.current?.focus();
    input.current?.select();
  }), []);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') void startSearch();
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const walked = walkHistory(recent, at, event.key === 'ArrowUp' ? 1 : -1, text);
      if (walked === null) return;
      setAt(walked.at);
      useSearch.setState({ text: walked.text });
    } else return;
    event.preventDefault();
  };
  return (
    <div className="phrase-box search-phrase" role="search">
      <Icon name="sparkle" />
      <div className="phrase-field">
        <input
          ref={input} type="text" aria-label={t('search.phrase')} placeholder={t('search.placeholder')} title={t('search.phraseHint')}
          value={text} maxLength={MAX_LINE} spellCheck={false} autoComplete="off" onKeyDown={onKeyDown}
          onChange={(event) => {
            setAt(AT_DRAFT);
            useSearch.setState({ text: event.target.value });
          }}
        />
      </div>
      {text === '' ? null : (
        <IconButton
          icon="close" label={t('phrase.clear')}
          onPress={() => {
            useSearch.setState({ text: '' });
            input.current?.focus();
          }}
        />
      )}
      <SavedMenu />
    </div>
  );
}

/** Which files of the folder are looked at. */
function Options() {
  const { isRecursive, include, exclude } = useSearch();
  return (
    <DialogTrigger>
      <Button className="icon-button" aria-label={t('search.options')}><Icon name="sliders" /></Button>
      <Popover className="popover" placement="bottom end">
        <Dialog className="search-options" aria-label={t('search.options')}>
          <Toggle label={t('search.recursive')} isOn={isRecursive} onChange={(isOn) => { useSearch.setState({ isRecursive: isOn }); }} />
          <TextLine label={t('search.include')} value={include} placeholder="2024/**; *.jpg" onChange={(line) => { useSearch.setState({ include: line }); }} />
          <TextLine label={t('search.exclude')} value={exclude} placeholder="**/drafts/**" onChange={(line) => { useSearch.setState({ exclude: line }); }} />
          <p className="quiet">{t('search.globHint')}</p>
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

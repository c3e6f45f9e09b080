import { useEffect, useRef, useState } from 'react';
import type { KeyboardEvent } from 'react';
import { Button, Header, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { canvasFocus, phraseBoxFocus } from '../actions/focus.ts';
import { MAX_PHRASE_LENGTH } from '../../src/api/contract.ts';
import { t } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';
import { activePhoto, usePhotos } from '../state/photos.ts';
import { Icon } from '../ui/icons.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { enterPhrase } from './commit.ts';
import { AT_DRAFT, markUnknown, walkHistory } from './phrases.ts';
import { useRecentPhrases } from './recent.ts';
import { cancelRun, dropResult, patchSession, sessionOf, usePhraseSession } from './session.ts';
import type { PhraseMode, PhraseSession } from './session.ts';

function modeOf({ shiftKey, altKey, ctrlKey, metaKey }: KeyboardEvent): PhraseMode {
  if (shiftKey) return 'union';
  if (altKey) return 'subtract';
  return ctrlKey || metaKey ? 'intersect' : 'new';
}

/** Once the result is kept, the next phrase takes the place of this one as it is typed. */
async function enterAndSelect(photoId: string, mode: PhraseMode, input: HTMLInputElement): Promise<void> {
  await enterPhrase(mode);
  if (sessionOf(photoId).stage.kind === 'idle' && document.activeElement === input) input.select();
}

function escape(photoId: string): void {
  const { stage } = sessionOf(photoId);
  if (stage.kind === 'running') void cancelRun(photoId);
  else if (stage.kind === 'idle') canvasFocus.request();
  else dropResult(photoId);
}

/** The phrases of the sample that is open. */
function useExamples(): readonly string[] {
  const photo = usePhotos((state) => activePhoto(state)?.photo ?? null);
  const samples = useApp(({ info }) => info?.samples);
  return samples?.find(({ name }) => photo !== null && stem(photo.name) === stem(name))?.phrases ?? [];
}

function stem(name: string): string {
  return name.replace(/\.[a-z]+$/i, '');
}

/** Where phrases are typed. */
export function PhraseBox() {
  const photoId = usePhotos(({ activeId }) => activeId);
  const session = usePhraseSession();
  const input = useRef<HTMLInputElement>(null);
  const [scroll, setScroll] = useState(0);
  const { onKeyDown, onType } = usePhraseKeys(photoId);
  const examples = useExamples();
  useEffect(() => phraseBoxFocus.offer(() => {
    input.current?.focus();
    input.current?.select();
  }), []);
  const placeholder = examples.length === 0
    ? t('phrase.placeholder')
    : t('phrase.placeholderExample', { phrase: examples[0] });
  return (
    <div className="phrase-box" role="search">
      <Icon name="sparkle" />
      <div className="phrase-field">
        <Underlines session={session} scroll={scroll} />
        <input
          ref={input} type="text" aria-label={t('phrase.label')} aria-keyshortcuts="/" placeholder={placeholder}
          title={t('phrase.hint')} value={session.text} disabled={photoId === null} maxLength={MAX_PHRASE_LENGTH}
          spellCheck={false} autoComplete="off" onKeyDown={onKeyDown}
          onChange={(event) => { onType(event.target.value); }}
          onScroll={(event) => { setScroll(event.currentTarget.scrollLeft); }}
        />
      </div>
      {session.text === '' || photoId === null ? <kbd className="key">/</kbd> : (
        <IconButton icon="close" label={t('phrase.clear')} onPress={() => { onType(''); input.current?.focus(); }} />
      )}
      <Examples
        examples={examples} isDisabled={photoId === null}
        onChoose={(phrase) => { onType(phrase); input.current?.focus(); }}
      />
    </div>
  );
}

/** Enter, Escape and the arrows in the phrase box. */
function usePhraseKeys(photoId: string | null) {
  const recent = useRecentPhrases(({ phrases }) => phrases);
  const [at, setAt] = useState(AT_DRAFT);
  const onType = (text: string) => {
    setAt(AT_DRAFT);
    if (photoId !== null) patchSession(photoId, { text });
  };
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (photoId === null || event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') void enterAndSelect(photoId, modeOf(event), event.currentTarget);
    else if (event.key === 'Escape') escape(photoId);
    else if (event.key === 'ArrowUp' || event.key === 'ArrowDown') {
      const walked = walkHistory(recent, at, event.key === 'ArrowUp' ? 1 : -1, sessionOf(photoId).text);
      if (walked === null) return;
      setAt(walked.at);
      patchSession(photoId, { text: walked.text });
    } else return;
    event.preventDefault();
  };
  return { onKeyDown, onType };
}

/** Marks unknown words, exactly below the letters of the field. */
function Underlines({ session: { text, stage }, scroll }: { readonly session: PhraseSession; readonly scroll: number }) {
  const words = stage.kind === 'answered' && stage.line === text ? stage.answers.flatMap((each) => each.unknownWords) : [];
  if (words.length === 0) return null;
  return (
    <div className="phrase-underlines" aria-hidden="true">
      <span style={{ transform: `translateX(${-scroll}px)` }}>
        {markUnknown(text, words).map((piece, i) => (
          <span key={i} className={piece.isUnknown ? 'unknown-word' : ''}>{piece.text}</span>
        ))}
      </span>
    </div>
  );
}

interface ExamplesProps {
  readonly examples: readonly string[];
  readonly isDisabled: boolean;
  readonly onChoose: (phrase: string) => void;
}

function Examples({ examples, isDisabled, onChoose }: ExamplesProps) {
  const recent = useRecentPhrases(({ phrases }) => phrases).filter((phrase) => !examples.includes(phrase)).slice(0, 8);
  if (examples.length + recent.length === 0) return null;
  return (
    <MenuTrigger>
      <Button className="icon-button" aria-label={t('phrase.exampleHint')} isDisabled={isDisabled}>
        <Icon name="chevronDown" />
      </Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" onAction={(key) => { onChoose(String(key)); }}>
          {examples.length === 0 ? null : (
            <MenuSection>
              <Header className="menu-header">{t('phrase.examples')}</Header>
              {examples.map((phrase) => <MenuItem key={phrase} id={phrase} className="menu-item">{phrase}</MenuItem>)}
            </MenuSection>
          )}
          {recent.length === 0 ? null : (
            <MenuSection>
              <Header className="menu-header">{t('phrase.recent')}</Header>
              {recent.map((phrase) => <MenuItem key={phrase} id={phrase} className="menu-item">{phrase}</MenuItem>)}
            </MenuSection>
          )}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}

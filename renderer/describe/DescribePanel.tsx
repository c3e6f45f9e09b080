import { Button, Input, Label, TextField } from 'react-aria-components';
import type { DescribedObject } from '../../src/api/contract.ts';
import { describeStyles } from '../../src/api/contract.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { t, tCount } from '../i18n/text.ts';
import { enterPhrase } from '../phrase/commit.ts';
import { patchSession, sessionOf, usePhraseSession } from '../phrase/session.ts';
import { pointTo } from '../state/app.ts';
import { execute, useDocument, usePhotos } from '../state/photos.ts';
import { SelectField } from '../ui/fields.tsx';
import { IconButton } from '../ui/IconButton.tsx';
import { Icon } from '../ui/icons.tsx';
import { useDelayed } from '../ui/useDelayed.ts';
import { applicationFor, applyCommand, copyText, htmlSnippet } from './applying.ts';
import { describedNow } from './selection.ts';
import {
  cancelDescription, checkText, describeSelection, editExpression, setStyle, showAlternative, useDescribe, useDescribeStage,
} from './session.ts';
import type { Check, DescribeStage } from './session.ts';

/** What is quicker needs no progress. */
const PROGRESS_DELAY = 300;

type Described = Extract<DescribeStage, { kind: 'described' }>;

/** The words that select exactly what is selected, and the proof. */
export function DescribePanel() {
  const photoId = usePhotos(({ activeId }) => activeId);
  const document = useDocument();
  const session = usePhraseSession();
  const stage = useDescribeStage();
  const isLate = useDelayed(stage.kind === 'running', PROGRESS_DELAY);
  const now = document === null ? null : describedNow(document, session);
  if (photoId === null) return null;
  return (
    <section className="panel describe-panel" aria-label={t('describe.title')}>
      <div className="describe-row">
        <StyleField />
        <Button className="button" isDisabled={now === null || stage.kind === 'running'} onPress={() => { void describeSelection(); }}>
          {stage.kind === 'described' ? t('describe.again') : <>{t('describe.run')} <kbd>{shortcutText('describe.run')}</kbd></>}
        </Button>
      </div>
      {stage.kind === 'idle' && now === null ? <p className="quiet">{t('describe.nothing')}</p> : null}
      {stage.kind === 'running' && isLate ? (
        <p className="describe-row">
          <span className="spinner" aria-hidden="true" />{t('describe.running')}
          <Button className="button" onPress={() => { void cancelDescription(photoId); }}>{t('phrase.cancel')}</Button>
        </p>
      ) : null}
      {stage.kind === 'failed' ? (
        <p className="describe-warning"><Icon name="warning" size={14} />{t(stage.problem.textKey)} {stage.problem.detail}</p>
      ) : null}
      {stage.kind === 'described' ? (
        <>
          {now?.key === stage.described.key ? null : <p className="quiet">{t('describe.stale')}</p>}
          <Words photoId={photoId} stage={stage} isStale={now?.key !== stage.described.key} />
        </>
      ) : null}
    </section>
  );
}

function StyleField() {
  const style = useDescribe((state) => state.style);
  return (
    <SelectField
      label={t('describe.style')} isLabelHidden value={style}
      options={describeStyles.map((value) => ({ value, text: t(`describe.style.${value}`) }))} onChange={setStyle}
    />
  );
}

function Words({ photoId, stage, isStale }: { readonly photoId: string; readonly stage: Described; readonly isStale: boolean }) {
  const { description, text, check, described } = stage;
  if (description.status !== 'described') return <p>{t(`describe.status.${description.status}`)}</p>;
  return (
    <>
      <TextField
        className="describe-field" value={text} maxLength={1000}
        onChange={(value) => { editExpression(photoId, value); }}
      >
        <Label className="visually-hidden">{t('describe.expression')}</Label>
        <Input />
      </TextField>
      {check === null ? <p className="quiet">{text.trim() === '' ? ' ' : t('describe.checking')}</p> : <Verdict check={check} count={described.count} />}
      {description.unnamed.length === 0 ? null : <p className="quiet">{tCount('describe.unnamed', description.unnamed.length)}</p>}
      <Uses photoId={photoId} text={text} isStale={isStale} />
      <Alternatives photoId={photoId} stage={stage} />
    </>
  );
}

function Verdict({ check, count }: { readonly check: Check; readonly count: number }) {
  const { roundTrip: { missed, extra }, ambiguous, unknownWords } = check;
  return (
    <div className="describe-verdict">
      <p className={ambiguous ? 'describe-warning' : 'describe-exact'} data-testid="describe-check">
        <Icon name={ambiguous ? 'warning' : 'check'} size={14} />{checkText(check, count)}
      </p>
      {unknownWords.length === 0 ? null : <p className="unknown-line">{t('describe.unknown', { words: unknownWords.join(', ') })}</p>}
      <Objects label={t('describe.missed')} objects={missed} />
      <Objects label={t('describe.extra')} objects={extra} />
    </div>
  );
}

/** Objects that can be pointed to on the photo. */
function Objects({ label, objects }: { readonly label: string; readonly objects: readonly DescribedObject[] }) {
  if (objects.length === 0) return null;
  return (
    <div role="group" aria-label={label}>
      <span className="quiet">{label}</span>
      <div className="chips">
        {objects.map(({ box, label: name }, index) => (
          <Button
            key={index} className="chip"
            onHoverStart={() => { pointTo(box); }} onHoverEnd={() => { pointTo(null); }}
            onFocusChange={(isFocused) => { pointTo(isFocused ? box : null); }}
          >
            {name ?? t('describe.object')}
          </Button>
        ))}
      </div>
    </div>
  );
}

function Alternatives({ photoId, stage: { description: { expressions }, index } }: { readonly photoId: string; readonly stage: Described }) {
  if (expressions.length < 2) return null;
  return (
    <div className="describe-alternatives">
      <div className="describe-row">
        <IconButton icon="chevronLeft" label={t('describe.previous')} onPress={() => { showAlternative(photoId, index - 1); }} />
        <span className="quiet">{t('describe.alternative', { number: index + 1, count: expressions.length })}</span>
        <IconButton icon="chevronRight" label={t('describe.next')} onPress={() => { showAlternative(photoId, index + 1); }} />
      </div>
      <ul aria-label={t('describe.alternatives')}>
        {expressions.map(({ expression, ambiguous }, at) => (
          <li key={expression}>
            <Button className="button-link" aria-pressed={at === index} onPress={() => { showAlternative(photoId, at); }}>
              {expression}
            </Button>
            {ambiguous ? <span className="quiet"> {t('describe.isAmbiguous')}</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What can be done with the words. */
function Uses({ photoId, text, isStale }: { readonly photoId: string; readonly text: string; readonly isStale: boolean }) {
  const document = useDocument();
  const photo = usePhotos(({ photos }) => photos.find((each) => each.photo.id === photoId)?.photo);
  const words = text.trim();
  if (document === null || photo === undefined) return null;
  const application = applicationFor(document);
  return (
    <div className="button-row">
      {application === null ? null : (
        <Button
          className="button button-primary" isDisabled={words === '' || isStale}
          onPress={() => { execute(applyCommand(document, words)); }}
        >
          {t(`describe.apply.${application}`)}
        </Button>
      )}
      <Button className="button" isDisabled={words === ''} onPress={() => { void copyText(words); }}>{t('describe.copy')}</Button>
      <Button
        className="button" isDisabled={words === ''}
        onPress={() => { void copyText(htmlSnippet(photo.name, words, photo.width, photo.height)); }}
      >
        {t('describe.copyHtml')}
      </Button>
      <Button
        className="button" isDisabled={words === '' || sessionOf(photoId).stage.kind === 'running'}
        onPress={() => {
          patchSession(photoId, { text: words });
          void enterPhrase('new');
        }}
      >
        {t('describe.select')}
      </Button>
    </div>
  );
}

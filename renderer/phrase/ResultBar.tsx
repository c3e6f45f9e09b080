import { Button } from 'react-aria-components';
import type { Answer } from '../../src/api/contract.ts';
import { shortcutText } from '../actions/shortcuts.ts';
import { t, tCount } from '../i18n/text.ts';
import type { TextKey } from '../i18n/en.ts';
import { useDocument, usePhotos } from '../state/photos.ts';
import { SliderField } from '../ui/fields.tsx';
import { Icon } from '../ui/icons.tsx';
import { Toggle } from '../ui/toggles.tsx';
import { useDelayed } from '../ui/useDelayed.ts';
import { keepResult, readyGhosts } from './commit.ts';
import { NothingCard } from './NothingCard.tsx';
import { resultLine, unknownWordsLine } from './resultText.ts';
import {
  cancelRun, dropResult, ghostsIncluded, isNothing, patchSession, setThreshold, usePhraseSession,
} from './session.ts';
import type { PhraseSession, Stage } from './session.ts';

/** What is quicker needs no progress. */
const PROGRESS_DELAY = 300;

/** What became of the phrase, below the phrase box. */
export function ResultBar() {
  const photoId = usePhotos(({ activeId }) => activeId);
  const session = usePhraseSession();
  const { stage } = session;
  const isLate = useDelayed(stage.kind === 'running', PROGRESS_DELAY);
  if (photoId === null) return null;
  if (stage.kind === 'running') return isLate ? <Running photoId={photoId} stage={stage} /> : null;
  if (stage.kind === 'failed') return <Failed photoId={photoId} stage={stage} />;
  if (stage.kind !== 'answered') return null;
  if (isNothing(session)) return <NothingCard photoId={photoId} session={session} answers={stage.answers} />;
  return <Found photoId={photoId} session={session} answers={stage.answers} />;
}

const stepKeys = {
  load: 'phrase.step.start', decode: 'phrase.step.decode', encode: 'phrase.step.encode',
  relate: 'phrase.step.relate', masks: 'phrase.step.masks', describe: 'phrase.step.describe',
  export: 'export.running',
} as const satisfies Record<string, TextKey>;

interface RunningProps {
  readonly photoId: string;
  readonly stage: Extract<Stage, { kind: 'running' }>;
}

function Running({ photoId, stage: { phrase, step } }: RunningProps) {
  return (
    <section className="result result-running" aria-label={t('result.region')}>
      <span className="spinner" aria-hidden="true" />
      <span className="result-line">{t('phrase.running', { phrase })}</span>
      <span className="quiet">{step === null ? '' : t(stepKeys[step])}</span>
      <Button className="button" onPress={() => { void cancelRun(photoId); }}>
        {t('phrase.cancel')} <kbd>{shortcutText('phrase.drop')}</kbd>
      </Button>
    </section>
  );
}

interface FailedProps {
  readonly photoId: string;
  readonly stage: Extract<Stage, { kind: 'failed' }>;
}

function Failed({ photoId, stage: { problem } }: FailedProps) {
  return (
    <section className="result result-failed" aria-label={t('result.region')}>
      <Icon name="warning" />
      <div>
        <p>{t(problem.textKey)}</p>
        {problem.detail === '' ? null : <p className="quiet">{problem.detail}</p>}
      </div>
      <Button className="button" onPress={() => { dropResult(photoId); }}>{t('notice.dismiss')}</Button>
    </section>
  );
}

interface FoundProps {
  readonly photoId: string;
  readonly session: PhraseSession;
  readonly answers: readonly Answer[];
}

function Found({ photoId, session, answers }: FoundProps) {
  const document = useDocument();
  const included = ghostsIncluded(session);
  const ready = document === null ? [] : readyGhosts(session, document);
  const duplicates = ready.flatMap(({ duplicate }) => (duplicate === null ? [] : [duplicate]));
  const fresh = included.length - duplicates.length;
  const threshold = session.choice.threshold ?? answers[0].threshold;
  return (
    <section className="result" aria-label={t('result.region')}>
      <div className="result-row">
        <span className="result-line" data-testid="result-line">{resultLine(answers, included.length)}</span>
        <SliderField
          className="slider-inline" label={t('result.threshold')} value={threshold} min={0.05} max={0.95} step={0.01}
          format={(value) => `${Math.round(value * 100)} %`}
          onChange={(value) => { void setThreshold(photoId, value); }}
        />
      </div>
      <Warnings answers={answers} duplicates={duplicates.map(({ name }) => name)} />
      <div className="result-row">
        <Toggle
          label={t('result.combined')} isOn={session.isCombined}
          onChange={(isCombined) => { patchSession(photoId, { isCombined }); }}
        />
        <span className="quiet result-hint">{t('result.ghostHint')}</span>
        <div className="result-buttons">
          <Button className="button" onPress={() => { dropResult(photoId); }}>
            {t('result.drop')} <kbd>{shortcutText('phrase.drop')}</kbd>
          </Button>
          <Button
            className="button button-primary" isDisabled={included.length === 0 || ready.length < included.length}
            onPress={() => { keepResult(); }}
          >
            {keepText(session.isCombined, fresh, duplicates.length)} <kbd>{shortcutText('phrase.commit')}</kbd>
          </Button>
        </div>
      </div>
    </section>
  );
}

function keepText(isCombined: boolean, fresh: number, duplicates: number): string {
  if (fresh > 0) return tCount('result.commit', isCombined ? 1 : fresh);
  return t(duplicates > 0 ? 'result.commitExisting' : 'result.commit');
}

function Warnings({ answers, duplicates }: { readonly answers: readonly Answer[]; readonly duplicates: readonly string[] }) {
  const lines: string[] = [];
  if (answers.some(({ verdict }) => verdict === 'unsure')) lines.push(t('result.unsure'));
  if (duplicates.length > 0) lines.push(tCount('result.duplicates', duplicates.length, { name: duplicates[0] }));
  const unknown = unknownWordsLine(answers);
  if (unknown !== '') lines.push(unknown);
  if (lines.length === 0) return null;
  return (
    <ul className="result-warnings">
      {lines.map((line) => <li key={line}><Icon name="warning" size={14} />{line}</li>)}
    </ul>
  );
}

import { Button, ProgressBar } from 'react-aria-components';
import type { SearchStatus } from '../../src/api/contract.ts';
import { t } from '../i18n/text.ts';
import { Icon } from '../ui/icons.tsx';
import { askToNotify, useAsking } from './desktop.ts';
import { cancelSearch, pauseSearch, resumeSearch, startSearch } from './runs.ts';
import { isOver, useSearch } from './state.ts';
import { progressOf, progressText, summaryText } from './words.ts';

/** How far the search is, or what came of it. */
export function RunBar({ run }: { readonly run: SearchStatus }) {
  const isStarting = useSearch((state) => state.isStarting);
  return (
    <section className={`run-bar run-${run.state}`} aria-label={t('search.run')}>
      <div className="run-line">
        {isStarting ? <Starting /> : isOver(run) ? <Ended run={run} /> : <Going run={run} />}
      </div>
      {run.notes.length === 0 ? null : (
        <ul className="run-notes">
          {run.notes.map((note) => <li key={note}><Icon name="warning" size={14} />{note}</li>)}
        </ul>
      )}
    </section>
  );
}

/** Another search takes this one's place. */
function Starting() {
  return (
    <>
      <Rail text={t('search.starting')} isMoving />
      <span className="run-text">{t('search.starting')}</span>
    </>
  );
}

/** @param share of the work that is done; absent while it is not known how much there is */
function Rail({ share, text, isMoving }: { readonly share?: number; readonly text: string; readonly isMoving: boolean }) {
  return (
    <ProgressBar
      className="run-progress" aria-label={t('search.progressLabel')} valueLabel={text} minValue={0} maxValue={1}
      {...(share === undefined ? { isIndeterminate: isMoving } : { value: share })}
    >
      <div className="progress-rail">
        <div className={share === undefined ? 'progress-fill unknown' : 'progress-fill'} style={{ width: `${(share ?? 1) * 100}%` }} />
      </div>
    </ProgressBar>
  );
}

function Going({ run }: { readonly run: SearchStatus }) {
  const isAsking = useAsking(({ isOpen }) => isOpen);
  const isPaused = run.state === 'paused';
  const share = run.scanned && run.total > 0 ? run.done / run.total : undefined;
  const waits = run.device === undefined && run.done === 0;
  const text = waits && !isPaused ? t('search.loadingModel') : progressText(progressOf(run));
  return (
    <>
      <Rail {...(share === undefined ? {} : { share })} text={text} isMoving={!isPaused} />
      <span className="run-text">{isPaused ? t('search.paused', { progress: text }) : text}</span>
      {isAsking ? (
        <Button className="button-link" onPress={() => { void askToNotify(); }}>{t('search.askToNotify')}</Button>
      ) : null}
      {isPaused
        ? <Button className="button" onPress={() => { void resumeSearch(); }}>{t('search.resume')}</Button>
        : <Button className="button" onPress={() => { void pauseSearch(); }}>{t('search.pause')}</Button>}
      <Button className="button" onPress={() => { void cancelSearch(); }}>{t('search.cancel')}</Button>
    </>
  );
}

function Ended({ run }: { readonly run: SearchStatus }) {
  return (
    <>
      <Icon name={run.state === 'finished' ? 'check' : 'warning'} />
      <span className="run-text">
        {run.state === 'cancelled' ? `${t('search.cancelledNote')} ` : ''}
        {run.state === 'failed' ? `${t('search.failedNote', { reason: run.error?.message ?? '' })} ` : ''}
        {summaryText(run)}
      </span>
      <span className="spacer" />
      <Button className="button" onPress={() => { void startSearch(run.thresholds); }}>
        {t(run.state === 'finished' ? 'search.again' : 'search.goOn')}
      </Button>
    </>
  );
}

import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { SearchStatus } from '../../src/api/contract.ts';
import { t, tCount } from '../i18n/text.ts';
import { Icon } from '../ui/icons.tsx';
import { FailureList } from './FailureList.tsx';
import { Grid } from './Grid.tsx';
import { choosePile, putInOrder } from './panes.ts';
import { FIRST_FILTER, isNarrowed, isOver, piles, useSearch } from './state.ts';
import type { Pane, Pile } from './state.ts';
import { pileKeys, showNumber } from './words.ts';

interface PaneViewProps {
  readonly index: number;
  readonly pane: Pane;
  readonly run: SearchStatus;
}

/** The answers to one phrase: how many photos contain it and how many do not, and these photos. */
export function PaneView({ index, pane, run }: PaneViewProps) {
  const { phrase, unknownWords } = run.phrases[pane.phrase];
  const isActive = useSearch(({ activePane, panes }) => panes.length > 1 && activePane === index);
  return (
    <section className={isActive ? 'search-pane is-active' : 'search-pane'} aria-label={t('search.pane', { phrase })}>
      <header className="pane-head">
        <h2 title={phrase}>“{phrase}”</h2>
        <Piles index={index} pane={pane} run={run} />
        {unknownWords.length === 0 ? null : (
          <p className="pane-warning">
            <Icon name="warning" size={14} />
            {tCount('search.unknown', unknownWords.length, { words: unknownWords.map((word) => `“${word}”`).join(', ') })}
          </p>
        )}
        {pane.isOutOfOrder && pane.pile !== 'failed' ? (
          <p className="pane-note">
            {t('search.outOfOrder')}
            <Button className="button-link" onPress={putInOrder}>{t('search.putInOrder')}</Button>
          </p>
        ) : null}
      </header>
      <PaneBody index={index} pane={pane} run={run} />
    </section>
  );
}

function Piles({ index, pane, run }: PaneViewProps) {
  const { counts } = run.phrases[pane.phrase];
  const numbers: Readonly<Record<Pile, number>> = {
    ...counts, all: counts.found + counts.unsure + counts.none, failed: run.failed,
  };
  return (
    <ToggleButtonGroup
      className="pile-chips" aria-label={t('search.piles')} selectionMode="single" disallowEmptySelection selectedKeys={[pane.pile]}
      onSelectionChange={(keys) => {
        const chosen = piles.find((each) => keys.has(each));
        if (chosen !== undefined && chosen !== pane.pile) choosePile(index, chosen);
      }}
    >
      {piles.filter((pile) => pile !== 'failed' || run.failed > 0).map((pile) => (
        <ToggleButton key={pile} id={pile} className={`pile-chip pile-${pile}`}>
          <span className="pile-dot" aria-hidden="true" />
          {t(pileKeys[pile])} <span className="pile-count">{showNumber(numbers[pile])}</span>
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

function PaneBody({ index, pane, run }: PaneViewProps) {
  if (pane.pile === 'failed') return <FailureList folder={run.folder} />;
  if (pane.files.length === 0) return <Empty index={index} pane={pane} run={run} />;
  const { phrase } = run.phrases[pane.phrase];
  return <Grid index={index} pane={pane} label={`${t(pileKeys[pane.pile])}: “${phrase}”`} />;
}

/** Nothing to show is an answer too, and says what it means. */
function Empty({ index, pane, run }: PaneViewProps) {
  const filter = useSearch((state) => state.filter);
  const { phrase, counts } = run.phrases[pane.phrase];
  const looked = counts.found + counts.unsure + counts.none;
  if (!pane.isLoaded) return <div className="pane-empty"><p className="quiet">{t('search.loading')}</p></div>;
  if (!isOver(run) && !isNarrowed(filter)) return <div className="pane-empty"><p className="quiet">{t('search.nothingYet')}</p></div>;
  if (isNarrowed(filter) && looked > 0) {
    return (
      <div className="pane-empty">
        <p className="empty-title">{t('search.narrowed')}</p>
        <Button className="button" onPress={() => { useSearch.setState({ filter: FIRST_FILTER }); putInOrder(); }}>
          {t('search.widen')}
        </Button>
      </div>
    );
  }
  if (run.total === 0) return <div className="pane-empty"><p className="empty-title">{t('search.noPhotos')}</p></div>;
  return (
    <div className="pane-empty">
      <p className="empty-title">{emptyTitle(pane.pile, phrase)}</p>
      {pane.pile === 'found' ? (
        <>
          <p className="quiet">{tCount('search.lookedAt', looked)}</p>
          <div className="button-row">
            {counts.unsure === 0 ? null : (
              <Button className="button" onPress={() => { choosePile(index, 'unsure'); }}>{tCount('search.seeUnsure', counts.unsure)}</Button>
            )}
            {counts.none === 0 ? null : (
              <Button className="button" onPress={() => { choosePile(index, 'none'); }}>{t('search.seeNearest')}</Button>
            )}
          </div>
        </>
      ) : null}
    </div>
  );
}

function emptyTitle(pile: Pile, phrase: string): string {
  if (pile === 'found') return t('search.nothing', { phrase });
  return t(pile === 'unsure' ? 'search.noneUnsure' : 'search.noneHere');
}

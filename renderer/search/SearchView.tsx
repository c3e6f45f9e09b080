import { useDeferredValue, useEffect } from 'react';
import type { ReactNode } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import type { SearchStatus } from '../../src/api/contract.ts';
import { searchBoxFocus } from '../actions/focus.ts';
import { t } from '../i18n/text.ts';
import { useApp } from '../state/app.ts';
import { reportProblem } from '../state/notices.ts';
import { usePanelOfTab } from '../ui/usePanelOfTab.ts';
import { PaneView } from './PaneView.tsx';
import { Preview } from './Preview.tsx';
import { RunBar } from './RunBar.tsx';
import { findRun } from './runs.ts';
import { SearchBar } from './SearchBar.tsx';
import { SearchExportDialog } from './SearchExportDialog.tsx';
import { SearchSaveDialog } from './SearchSaveDialog.tsx';
import { SearchStatusBar } from './SearchStatusBar.tsx';
import { SidePanel } from './SidePanel.tsx';
import { StartPage } from './StartPage.tsx';
import { useSearch } from './state.ts';
import { showNumber } from './words.ts';

/** A folder searched by phrase: three piles, best first, instead of the photos that are open. */
export function SearchView() {
  const run = useSearch((state) => state.run);
  useEffect(() => {
    findRun().catch(reportProblem);
    if (useSearch.getState().run === null) searchBoxFocus.request();
  }, []);
  return (
    <>
      <SearchBar />
      {run === null ? <StartPage /> : <Results run={run} />}
      <SearchStatusBar />
      <SearchExportDialog />
      <SearchSaveDialog />
    </>
  );
}

function Results({ run }: { readonly run: SearchStatus }) {
  const panelsShown = useApp((state) => state.panelsShown);
  // After the photos, in a task of its own: both together keep the keys waiting.
  const hasSide = useDeferredValue(panelsShown, false) && panelsShown;
  const { panes, activePane, isSideBySide } = useSearch();
  const shown = panes.map((pane, index) => ({ pane, index })).filter(({ index }) => isSideBySide || index === activePane);
  const content = (
    <>
      {shown.map(({ pane, index }) => <PaneView key={`${run.run} ${index}`} index={index} pane={pane} run={run} />)}
      <Preview />
    </>
  );
  return (
    <div className={panelsShown ? 'search-results' : 'search-results without-side'}>
      <main className="search-main">
        <RunBar run={run} />
        {isSideBySide || panes.length < 2 ? <div className="search-panes">{content}</div> : <PhraseTabs run={run}>{content}</PhraseTabs>}
      </main>
      {hasSide ? <SidePanel run={run} /> : null}
    </div>
  );
}

/** The phrases, each with how many photos contain it, and what is shown of one of them. */
function PhraseTabs({ run, children }: { readonly run: SearchStatus; readonly children: ReactNode }) {
  const activePane = useSearch((state) => state.activePane);
  const panel = usePanelOfTab(String(activePane));
  return (
    <Tabs
      className="phrase-tabs" selectedKey={String(activePane)}
      onSelectionChange={(key) => { useSearch.setState({ activePane: Number(key), isPreviewing: false }); }}
    >
      <TabList className="tab-list phrase-tab-list" aria-label={t('search.phrases')}>
        {run.phrases.map(({ phrase, counts }, index) => (
          <Tab key={phrase} id={String(index)} className="tab">
            <span className="tab-name">{phrase}</span> <span className="pile-count">{showNumber(counts.found)}</span>
          </Tab>
        ))}
      </TabList>
      <TabPanel ref={panel} id={String(activePane)} className="search-panes">{children}</TabPanel>
    </Tabs>
  );
}

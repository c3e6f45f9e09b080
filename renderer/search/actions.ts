import { openExport } from './exporting.ts';
import { togglePreview } from './gridKeys.ts';
import { openHit } from './openHit.ts';
import { canUndoDecision, decide, undoDecision } from './review.ts';
import { cancelSearch, queryOf, startSearch } from './runs.ts';
import { searchBoxFocus } from '../actions/focus.ts';
import { activePane, countTargets, isOver, useSearch } from './state.ts';

const isShown = () => useSearch.getState().isShown;
const hasTargets = () => isShown() && countTargets(activePane()) > 0;
const hasCursor = () => isShown() && activePane()?.cursor !== null && activePane() !== null;

/** Actions of the folder search; letters of the review mean nothing while photos are in front. */
export const searchHandlers = {
  'search.show': {
    run: () => {
      useSearch.setState({ isShown: true });
      searchBoxFocus.request();
    },
  },
  'search.close': { when: isShown, run: () => { useSearch.setState({ isShown: false, isPreviewing: false }); } },
  'search.start': { when: () => isShown() && queryOf() !== null, run: () => startSearch() },
  'search.stop': {
    when: () => {
      const { run } = useSearch.getState();
      return run !== null && !isOver(run);
    },
    run: cancelSearch,
  },
  'search.accept': { when: hasTargets, run: () => decide('accepted') },
  'search.reject': { when: hasTargets, run: () => decide('rejected') },
  'search.reopen': { when: hasTargets, run: () => decide(null) },
  'search.undo': { when: () => isShown() && canUndoDecision(), run: undoDecision },
  'search.preview': { when: hasCursor, run: togglePreview },
  'search.openHit': { when: hasCursor, run: openHit },
  'search.export': { when: () => isShown() && activePane() !== null, run: openExport },
} as const;

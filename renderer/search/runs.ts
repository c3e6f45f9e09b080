import type { SearchQuery, SearchStatus, SearchThresholds } from '../../src/api/contract.ts';
import { t, tCount } from '../i18n/text.ts';
import { phrasesOf } from '../phrase/phrases.ts';
import { rememberPhrase } from '../phrase/recent.ts';
import { service } from '../service/service.ts';
import { useApp } from '../state/app.ts';
import { announce, reportProblem } from '../state/notices.ts';
import { decisionsStored, forgetDecisions } from './review.ts';
import { forgetItems, outdateItems } from './items.ts';
import { tellEnd } from './desktop.ts';
import { putInOrder, refreshSoon } from './panes.ts';
import { isOver, newPane, useSearch } from './state.ts';

/** Side by side there is room for so many. */
const MOST_COLUMNS = 3;

/** What would be searched for now; null if something is missing. */
export function queryOf(state = useSearch.getState()): SearchQuery | null {
  const { folder, text, isRecursive, include, exclude } = state;
  const phrases = phrasesOf(text);
  if (folder === null || phrases.length === 0) return null;
  const globs = (line: string) => line.split(';').map((glob) => glob.trim()).filter((glob) => glob !== '');
  return {
    folder: folder.path, phrases, recursive: isRecursive,
    ...(globs(include).length === 0 ? {} : { include: globs(include) }),
    ...(globs(exclude).length === 0 ? {} : { exclude: globs(exclude) }),
  };
}

/** Starts the search that the fields describe; the one before is then closed, its index stays. */
export async function startSearch(thresholds?: SearchThresholds): Promise<void> {
  const query = queryOf();
  const { run: before, isStarting, text } = useSearch.getState();
  if (query === null || isStarting) return;
  useSearch.setState({ isStarting: true });
  try {
    rememberPhrase(text.trim());
    takeRun(await service().api['search.start'](thresholds === undefined ? query : { ...query, thresholds }));
  } catch (error) {
    reportProblem(error);
    return;
  } finally {
    useSearch.setState({ isStarting: false });
  }
  // The new one is there to be cancelled meanwhile.
  if (before === null) return;
  await decisionsStored();
  await closeQuietly(before.run);
}

/** A run of a search process that has died is closed already. */
async function closeQuietly(run: string): Promise<void> {
  await service().api['search.close']({ run }).catch(() => undefined);
}

/** The service has no more of them open. */
const MOST_OTHERS = 8;

/**
 * How searches stand that are not shown, the latest told last. Events and answers come by different ways: a short search
 * may be over for some time when the answer of its start comes.
 */
const others = new Map<string, SearchStatus>();

function keepOther(status: SearchStatus): void {
  others.delete(status.run);
  others.set(status.run, status);
  for (const run of others.keys()) {
    if (others.size <= MOST_OTHERS) return;
    others.delete(run);
  }
}

/** Shows a run, from its beginning or wherever it is. */
function takeRun(run: SearchStatus): void {
  const told = others.get(run.run);
  others.delete(run.run);
  forgetItems();
  forgetDecisions();
  useSearch.setState({
    run, panes: run.phrases.map((_phrase, index) => newPane(index)), activePane: 0, isPreviewing: false,
    isSideBySide: run.phrases.length <= MOST_COLUMNS,
  });
  refreshSoon();
  if (told !== undefined && told.version > run.version) noteStatus(told);
}

/** Finds the search that was going on when the page was loaded. */
export async function findRun(): Promise<void> {
  if (useSearch.getState().run !== null) return;
  const run = (await service().api['search.runs']({})).at(-1);
  const { run: shown, isStarting, text } = useSearch.getState();
  if (run === undefined || shown !== null || isStarting) return;
  // What the user has begun to type meanwhile stays.
  if (text === '') {
    useSearch.setState({
      folder: { name: run.name, path: run.folder },
      text: run.phrases.map(({ phrase }) => phrase).join('; '),
    });
  }
  takeRun(run);
}

/** Takes over how a search stands. */
export function noteStatus(status: SearchStatus): void {
  const { run } = useSearch.getState();
  if (run?.run !== status.run) {
    keepOther(status);
    return;
  }
  // An event that an answer has overtaken. (A run that was begun anew because its process died counts from 0 again.)
  if (isOver(run) && status.version < run.version) return;
  // While a slider is dragged it stays where it is.
  useSearch.setState({ run: isSending ? { ...status, thresholds: run.thresholds } : status });
  if (status.device !== undefined) useApp.setState({ device: status.device });
  const ends = !isOver(run) && isOver(status);
  if (ends) {
    announce(endText(status));
    tellEnd(status, endText(status));
  }
  if (ends || status.version !== run.version) refreshSoon();
}

/** "Search finished: 31 of 2,000 photos contain “a dog”." */
export function endText({ state, phrases, done }: SearchStatus): string {
  if (state === 'cancelled') return t('search.ended.cancelled');
  if (state === 'failed') return t('search.ended.failed');
  return phrases.map(({ phrase, counts }) => (counts.found === 0
    ? tCount('search.ended.none', done, { phrase })
    : tCount('search.ended.found', counts.found, { phrase }))).join(' ');
}

async function steer(method: 'search.pause' | 'search.resume' | 'search.cancel'): Promise<void> {
  const { run } = useSearch.getState();
  if (run === null) return;
  try {
    noteStatus(await service().api[method]({ run: run.run }));
  } catch (error) {
    reportProblem(error);
  }
}

export const pauseSearch = (): Promise<void> => steer('search.pause');
export const resumeSearch = (): Promise<void> => steer('search.resume');
export const cancelSearch = (): Promise<void> => steer('search.cancel');

let wanted: SearchThresholds | null = null;
let isSending = false;

/** Sets what verdicts are made by; nothing is looked at again. While a slider is dragged only its latest place counts. */
export async function setThresholds(thresholds: SearchThresholds): Promise<void> {
  const { run } = useSearch.getState();
  if (run === null) return;
  useSearch.setState({ run: { ...run, thresholds } });
  wanted = thresholds;
  if (isSending) return;
  isSending = true;
  try {
    for (let next = takeWanted(); next !== null; next = takeWanted()) {
      const status = await service().api['search.thresholds']({ run: run.run, thresholds: next });
      outdateItems();
      noteStatus(status);
      putInOrder();
    }
  } catch (error) {
    reportProblem(error);
  } finally {
    isSending = false;
  }
}

function takeWanted(): SearchThresholds | null {
  const next = wanted;
  wanted = null;
  return next;
}

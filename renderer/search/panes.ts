import { service } from '../service/service.ts';
import { reportProblem } from '../state/notices.ts';
import { loadFailures } from './failures.ts';
import { isOver, patchPane, useSearch, viewOf } from './state.ts';
import type { Filter, Pile } from './state.ts';

/** Milliseconds between two looks at the list while a search runs. */
const PAUSE = 1000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Panes that are being fetched, and whether they have to be fetched once more after that. */
const fetching = new Map<number, boolean>();

/** Brings the lists up to date soon; at once if the search has ended. */
export function refreshSoon(): void {
  const { run } = useSearch.getState();
  if (run === null) return;
  if (isOver(run)) {
    clearTimeout(timer);
    timer = undefined;
    refreshAll();
    return;
  }
  timer ??= setTimeout(() => {
    timer = undefined;
    refreshAll();
  }, PAUSE);
}

/** Fetches all lists anew. */
export function refreshAll(): void {
  useSearch.getState().panes.forEach((_pane, index) => { void refreshPane(index); });
}

/** Fetches the list of a pane; several wishes at the same time become one. */
export async function refreshPane(index: number): Promise<void> {
  if (fetching.has(index)) {
    fetching.set(index, true);
    return;
  }
  fetching.set(index, false);
  try {
    await fetchFiles(index);
  } catch (error) {
    reportProblem(error);
  } finally {
    const again = fetching.get(index) === true;
    fetching.delete(index);
    if (again) void refreshPane(index);
  }
}

async function fetchFiles(index: number): Promise<void> {
  const { run, panes, filter } = useSearch.getState();
  const asked = panes[index];
  if (run === null || asked === undefined) return;
  if (asked.pile === 'failed') {
    await loadFailures(run.run);
    return;
  }
  const { files } = await service().api['search.ids']({ run: run.run, view: viewOf(asked, filter) });
  const now = useSearch.getState();
  const pane = now.panes[index];
  // Another search, pile or order was chosen meanwhile: that one is on its way.
  if (now.run?.run !== run.run || pane === undefined || pane.pile !== asked.pile || now.filter !== filter) return;
  const shown = pane.isHeld ? held(pane.files, files) : files;
  const present = new Set(shown);
  patchPane(index, {
    files: shown,
    isLoaded: true,
    isOutOfOrder: pane.isHeld && (pane.isOutOfOrder || shown.some((file, at) => file !== files[at])),
    cursor: pane.cursor !== null && present.has(pane.cursor) ? pane.cursor : null,
    anchor: pane.anchor !== null && present.has(pane.anchor) ? pane.anchor : null,
    selected: pane.selected.size === 0 ? pane.selected : new Set([...pane.selected].filter((file) => present.has(file))),
  });
}

/** What is there stays where it is; what is new comes behind it. */
export function held(before: readonly number[], now: readonly number[]): readonly number[] {
  const present = new Set(now);
  const kept = before.filter((file) => present.has(file));
  const known = new Set(kept);
  return [...kept, ...now.filter((file) => !known.has(file))];
}

/** Chooses what a pane shows. */
export function choosePile(index: number, pile: Pile): void {
  patchPane(index, {
    pile, files: [], isLoaded: false, isHeld: false, isOutOfOrder: false, cursor: null, anchor: null, selected: new Set(),
  });
  useSearch.setState({ activePane: index, isPreviewing: false });
  void refreshPane(index);
}

/** Changes order and conditions of all panes. */
export function chooseFilter(change: Partial<Filter>): void {
  useSearch.setState(({ filter }) => ({ filter: { ...filter, ...change } }));
  putInOrder();
}

/** Brings the lists into their order, wherever the user is in them. */
export function putInOrder(): void {
  useSearch.setState(({ panes }) => ({
    panes: panes.map((pane) => ({ ...pane, isHeld: false, isOutOfOrder: false })),
  }));
  refreshAll();
}

import { create } from 'zustand';
import type { Params, Result, SearchView } from '../../src/api/contract.ts';
import { problemOf } from '../service/problems.ts';
import type { Problem } from '../service/problems.ts';
import { service } from '../service/service.ts';
import { closeDialog, openDialog } from '../state/app.ts';
import { decisionsStored } from './review.ts';
import { activePane, FIRST_FILTER, isNarrowed, useSearch, viewOf } from './state.ts';

export type ExportFormat = Params<'search.export'>['format'];
export type ExportResult = Result<'search.export'>;
/** Which photos are written: what the grid shows, one or several piles, or all of them. */
export const scopes = ['shown', 'found', 'foundUnsure', 'all'] as const;
export type Scope = (typeof scopes)[number];

type Stage =
  | { readonly kind: 'choosing'; readonly problem: Problem | null }
  | { readonly kind: 'running' }
  | { readonly kind: 'done'; readonly result: ExportResult };

interface ExportState {
  readonly format: ExportFormat;
  readonly scope: Scope;
  /** How many photos the scopes have that decisions have a say in; null until the service has said it. */
  readonly hits: { readonly found: number; readonly foundUnsure: number } | null;
  readonly stage: Stage;
}

const CHOOSING: Stage = { kind: 'choosing', problem: null };

export const useSearchExport = create<ExportState>(() => ({ format: 'list', scope: 'shown', hits: null, stage: CHOOSING }));

export function openExport(): void {
  const { filter } = useSearch.getState();
  // Who has looked through the hits means those that he has left, not those that he has crossed out.
  const scope = activePane()?.pile === 'found' && !isNarrowed(filter) ? 'found' : 'shown';
  useSearchExport.setState(({ format }) => ({ stage: CHOOSING, scope: format === 'grefcoco' ? 'all' : scope, hits: null }));
  openDialog('searchExport');
  void countHits();
}

async function countHits(): Promise<void> {
  const run = useSearch.getState().run?.run;
  const views = [viewFor('found'), viewFor('foundUnsure')].filter((view) => view !== null);
  if (run === undefined) return;
  try {
    await decisionsStored();
    const [found, foundUnsure] = await Promise.all(views.map((view) => service().api['search.results']({ run, view, offset: 0, limit: 1 })));
    useSearchExport.setState({ hits: { found: found.total, foundUnsure: foundUnsure.total } });
  } catch (error) {
    useSearchExport.setState({ stage: { kind: 'choosing', problem: problemOf(error) } });
  }
}

export function chooseExportAgain(): void {
  useSearchExport.setState({ stage: CHOOSING });
}

/** The photos of a scope, for the phrase of the active pane; null if there is no search. */
export function viewFor(scope: Scope): SearchView | null {
  const { filter } = useSearch.getState();
  const pane = activePane();
  if (pane === null) return null;
  const all = viewOf({ phrase: pane.phrase, pile: 'all' }, { ...FIRST_FILTER, sort: filter.sort, isDescending: filter.isDescending });
  switch (scope) {
    case 'shown': return viewOf(pane, filter);
    // A hit is what the user says it is; what he has said nothing of is what the model says.
    case 'found': return { ...all, verdicts: ['found'], decided: true };
    case 'foundUnsure': return { ...all, verdicts: ['found', 'unsure'], decided: true };
    case 'all': return all;
  }
}

/** Has the service write the photos; in the Electron window it asks where to. */
export async function runExport(): Promise<void> {
  const { format, scope } = useSearchExport.getState();
  const { run } = useSearch.getState();
  const view = viewFor(scope);
  if (run === null || view === null) return;
  useSearchExport.setState({ stage: { kind: 'running' } });
  try {
    await decisionsStored();
    const result = await service().api['search.export']({ run: run.run, view, format });
    // No folder was chosen: as if nothing had been asked.
    if (result.files.length === 0 && result.count === 0) chooseExportAgain();
    else useSearchExport.setState({ stage: { kind: 'done', result } });
  } catch (error) {
    useSearchExport.setState({ stage: { kind: 'choosing', problem: problemOf(error) } });
  }
}

export function closeExport(): void {
  chooseExportAgain();
  closeDialog();
}

import { create } from 'zustand';
import type { Params, Result, SearchView } from '../../src/api/contract.ts';
import { problemOf } from '../service/problems.ts';
import type { Problem } from '../service/problems.ts';
import { service } from '../service/service.ts';
import { closeDialog, openDialog } from '../state/app.ts';
import { activePane, FIRST_FILTER, useSearch, viewOf } from './state.ts';

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
  readonly stage: Stage;
}

const CHOOSING: Stage = { kind: 'choosing', problem: null };

export const useSearchExport = create<ExportState>(() => ({ format: 'list', scope: 'shown', stage: CHOOSING }));

export function openExport(): void {
  useSearchExport.setState({ stage: CHOOSING });
  openDialog('searchExport');
}

export function chooseExportAgain(): void {
  useSearchExport.setState({ stage: CHOOSING });
}

/** What the user has rejected is no hit, whatever the model says. */
const NOT_REJECTED: SearchView['review'] = ['accepted', 'open'];

/** The photos of a scope, for the phrase of the active pane; null if there is no search. */
export function viewFor(scope: Scope): SearchView | null {
  const { filter } = useSearch.getState();
  const pane = activePane();
  if (pane === null) return null;
  const all = viewOf({ phrase: pane.phrase, pile: 'all' }, { ...FIRST_FILTER, sort: filter.sort, isDescending: filter.isDescending });
  switch (scope) {
    case 'shown': return viewOf(pane, filter);
    case 'found': return { ...all, verdicts: ['found'], review: NOT_REJECTED };
    case 'foundUnsure': return { ...all, verdicts: ['found', 'unsure'], review: NOT_REJECTED };
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

import { create } from 'zustand';
import type { SearchStatus, SearchView } from '../../src/api/contract.ts';

/** What a pane shows: everything that was looked at, one verdict, or what could not be looked at. */
export const piles = ['found', 'unsure', 'none', 'all', 'failed'] as const;
export type Pile = (typeof piles)[number];

export type Sort = NonNullable<SearchView['sort']>;
export type DecisionFilter = 'any' | 'open' | 'accepted' | 'rejected';

/** Which photos of a pile are shown, and in which order; the same for all phrases. */
export interface Filter {
  readonly sort: Sort;
  readonly isDescending: boolean;
  readonly countKind: 'any' | 'atLeast' | 'exactly';
  readonly count: number;
  readonly decision: DecisionFilter;
  /** Part of the path below the folder. */
  readonly name: string;
}

/** The answers to one phrase. */
export interface Pane {
  /** Index of the phrase within the run. */
  readonly phrase: number;
  readonly pile: Pile;
  /** Numbers of the photos that are shown, in their order. */
  readonly files: readonly number[];
  /** Whether `files` has been fetched since the view was chosen. */
  readonly isLoaded: boolean;
  /** The user is somewhere in the list: what comes in goes to its end instead of moving it under him. */
  readonly isHeld: boolean;
  /** Whether something has been put at the end for that reason. */
  readonly isOutOfOrder: boolean;
  /** The photo that keys act on. */
  readonly cursor: number | null;
  /** Where a selection with Shift begins. */
  readonly anchor: number | null;
  /** Of the photos that are shown. */
  readonly selected: ReadonlySet<number>;
}

export interface Folder {
  readonly name: string;
  readonly path: string;
}

interface SearchState {
  /** Whether the search is in front of the photos. */
  readonly isShown: boolean;
  readonly folder: Folder | null;
  /** The phrases, with `;` between them. */
  readonly text: string;
  readonly isRecursive: boolean;
  /** Globs, with `;` between them. */
  readonly include: string;
  readonly exclude: string;
  readonly isStarting: boolean;
  /** How the search stands; null before the first one. */
  readonly run: SearchStatus | null;
  readonly panes: readonly Pane[];
  readonly activePane: number;
  readonly isSideBySide: boolean;
  readonly filter: Filter;
  readonly isPreviewing: boolean;
  readonly showsMasks: boolean;
  /** Width of a picture in the grid, CSS pixels. */
  readonly cellWidth: number;
}

export const FIRST_FILTER: Filter = {
  sort: 'probability', isDescending: true, countKind: 'any', count: 1, decision: 'any', name: '',
};

export const useSearch = create<SearchState>(() => ({
  isShown: false,
  folder: null,
  text: '',
  isRecursive: true,
  include: '',
  exclude: '',
  isStarting: false,
  run: null,
  panes: [],
  activePane: 0,
  isSideBySide: true,
  filter: FIRST_FILTER,
  isPreviewing: false,
  showsMasks: true,
  cellWidth: 200,
}));

/** Whether conditions leave photos of a pile out. */
export function isNarrowed({ countKind, decision, name }: Filter): boolean {
  return countKind !== 'any' || decision !== 'any' || name.trim() !== '';
}

export function newPane(phrase: number): Pane {
  return {
    phrase, pile: 'found', files: [], isLoaded: false, isHeld: false, isOutOfOrder: false, cursor: null, anchor: null,
    selected: new Set(),
  };
}

export function patchPane(index: number, patch: Partial<Pane>): void {
  useSearch.setState(({ panes }) => ({ panes: panes.map((pane, i) => (i === index ? { ...pane, ...patch } : pane)) }));
}

/** The pane that keys and menus act on; null if there is none. */
export function activePane({ panes, activePane: index } = useSearch.getState()): Pane | null {
  return panes[index] ?? null;
}

/** Photos that an action is about: those that are selected, or the one at the cursor. */
export function targets(pane: Pane | null): readonly number[] {
  if (pane === null) return [];
  if (pane.selected.size > 0) return pane.files.filter((file) => pane.selected.has(file));
  return pane.cursor === null ? [] : [pane.cursor];
}

/** How many photos `targets` has, without making a list of them: asked whenever the page is drawn. */
export function countTargets(pane: Pane | null): number {
  if (pane === null) return 0;
  return pane.selected.size > 0 ? pane.selected.size : pane.cursor === null ? 0 : 1;
}

export function isOver({ state }: SearchStatus): boolean {
  return state === 'finished' || state === 'cancelled' || state === 'failed';
}

/** What the service is asked for a pane. */
export function viewOf({ phrase, pile }: Pick<Pane, 'phrase' | 'pile'>, filter: Filter): SearchView {
  const { sort, isDescending, countKind, count, decision, name } = filter;
  return {
    phrase,
    ...(pile === 'all' || pile === 'failed' ? {} : { verdicts: [pile] }),
    ...(countKind === 'any' ? {} : { atLeast: count }),
    ...(countKind === 'exactly' ? { atMost: count } : {}),
    ...(decision === 'any' ? {} : { review: [decision] }),
    ...(name.trim() === '' ? {} : { name: name.trim() }),
    sort,
    descending: isDescending,
  };
}

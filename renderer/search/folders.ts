import { create } from 'zustand';
import type { PickedFile, Result } from '../../src/api/contract.ts';
import { service } from '../service/service.ts';
import { reportProblem } from '../state/notices.ts';
import { searchBoxFocus } from '../actions/focus.ts';
import { useSearch } from './state.ts';
import type { Folder } from './state.ts';

interface FoldersState {
  /** What can be chosen from; null until it is known. */
  readonly known: Result<'search.folders'> | null;
  /** The folder that is looked into; null shows where one can start. */
  readonly browsed: Result<'search.browse'> | null;
}

export const useFolders = create<FoldersState>(() => ({ known: null, browsed: null }));

/** Asks which folders there are. */
export async function loadFolders(): Promise<void> {
  try {
    const known = await service().api['search.folders']({});
    useFolders.setState({ known });
    // The only one there is needs no choosing.
    const [only, ...others] = [...known.recent, ...known.roots];
    if (only !== undefined && others.length === 0 && useSearch.getState().folder === null) useSearch.setState({ folder: only });
  } catch (error) {
    reportProblem(error);
  }
}

/** Looks into a folder; null goes back to the start. */
export async function browse(path: string | null): Promise<void> {
  if (path === null) {
    useFolders.setState({ browsed: null });
    return;
  }
  try {
    useFolders.setState({ browsed: await service().api['search.browse']({ path }) });
  } catch (error) {
    reportProblem(error);
  }
}

/** Takes a folder as the one to search. */
export function chooseFolder(folder: Folder): void {
  useSearch.setState({ folder });
  useFolders.setState({ browsed: null });
  searchBoxFocus.request();
}

/** Asks for a folder by the window's own dialog. */
export async function askForFolder(): Promise<void> {
  try {
    const folder = await service().api['search.dialog']({});
    if (folder !== null) chooseFolder(folder);
  } catch (error) {
    reportProblem(error);
  }
}

/** Takes a folder that was dropped onto the window. */
export async function dropFolder(folder: PickedFile): Promise<void> {
  try {
    const opened = await service().openFolder(folder);
    useSearch.setState({ isShown: true });
    chooseFolder(opened);
  } catch (error) {
    reportProblem(error);
  }
}

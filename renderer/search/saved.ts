import { create } from 'zustand';
import type { SavedSearch } from '../../src/api/contract.ts';
import { service } from '../service/service.ts';
import { notify, reportProblem } from '../state/notices.ts';
import { queryOf, startSearch } from './runs.ts';
import { useSearch } from './state.ts';

export const useSaved = create<{ readonly searches: readonly SavedSearch[] }>(() => ({ searches: [] }));

export async function loadSaved(): Promise<void> {
  try {
    useSaved.setState({ searches: await service().api['search.saved']({}) });
  } catch (error) {
    reportProblem(error);
  }
}

/** Keeps the search of the fields under a name; one of the same name is replaced. */
export async function saveSearch(name: string): Promise<void> {
  const query = queryOf();
  if (query === null || name.trim() === '') return;
  const same = useSaved.getState().searches.find((each) => each.name === name.trim());
  const { run } = useSearch.getState();
  // Thresholds belong to a search that was looked through with them.
  const thresholds = run !== null && run.folder === query.folder ? { thresholds: run.thresholds } : {};
  try {
    await service().api['search.save']({
      name: name.trim(), query: { ...query, ...thresholds }, ...(same === undefined ? {} : { id: same.id }),
    });
    notify('search.saved.done', { name: name.trim() });
    await loadSaved();
  } catch (error) {
    reportProblem(error);
  }
}

/** Fills in a search that was kept, and runs it. */
export async function runSaved({ query }: SavedSearch): Promise<void> {
  const { folder, phrases, recursive = true, include = [], exclude = [] } = query;
  useSearch.setState({
    folder: { name: folder.split(/[\\/]/).at(-1) || folder, path: folder }, text: phrases.join('; '), isRecursive: recursive,
    include: include.join('; '), exclude: exclude.join('; '),
  });
  await startSearch(query.thresholds);
}

export async function forgetSaved({ id }: SavedSearch): Promise<void> {
  try {
    await service().api['search.forget']({ id });
    await loadSaved();
  } catch (error) {
    reportProblem(error);
  }
}

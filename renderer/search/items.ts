import { create } from 'zustand';
import type { SearchItem, SearchObject, SearchReview } from '../../src/api/contract.ts';
import { service } from '../service/service.ts';
import { reportProblem } from '../state/notices.ts';
import { useSearch } from './state.ts';

/** Most photos of one request: the service takes no more for masks. */
const BATCH = 200;

interface ItemsState {
  /** What is known of photos of the run, by number. */
  readonly items: ReadonlyMap<number, SearchItem>;
  /** Objects by `maskKey`. */
  readonly masks: ReadonlyMap<string, readonly SearchObject[]>;
}

export const useItems = create<ItemsState>(() => ({ items: new Map(), masks: new Map() }));

export function maskKey(phrase: number, file: number): string {
  return `${phrase}/${file}`;
}

/** Under way or up to date; what is in the store but not in here is shown until it has been fetched anew. */
let fresh = new Set<number>();
let freshMasks = new Set<string>();

/** Forgets everything: another run has other answers. */
export function forgetItems(): void {
  fresh = new Set();
  freshMasks = new Set();
  useItems.setState({ items: new Map(), masks: new Map() });
}

/** Has everything that is shown fetched anew: the thresholds have changed. */
export function outdateItems(): void {
  fresh = new Set();
  freshMasks = new Set();
}

/** Fetches what is not known of these photos. */
export async function wantItems(files: readonly number[]): Promise<void> {
  const run = useSearch.getState().run?.run;
  const missing = files.filter((file) => !fresh.has(file)).slice(0, BATCH);
  if (run === undefined || missing.length === 0) return;
  const mine = fresh;
  for (const file of missing) mine.add(file);
  try {
    const items = await service().api['search.items']({ run, files: missing });
    if (mine !== fresh) return;
    useItems.setState((state) => ({ items: new Map([...state.items, ...items.map((item) => [item.file, item] as const)]) }));
  } catch (error) {
    for (const file of missing) mine.delete(file);
    reportProblem(error);
  }
}

/** Fetches the masks of those photos that have any for a phrase. */
export async function wantMasks(phrase: number, files: readonly number[]): Promise<void> {
  const run = useSearch.getState().run?.run;
  const { items } = useItems.getState();
  const missing = files.filter((file) =>
    (items.get(file)?.answers[phrase]?.count ?? 0) > 0 && !freshMasks.has(maskKey(phrase, file))).slice(0, BATCH);
  if (run === undefined || missing.length === 0) return;
  const mine = freshMasks;
  for (const file of missing) mine.add(maskKey(phrase, file));
  try {
    const found = await service().api['search.masks']({ run, phrase, files: missing });
    if (mine !== freshMasks) return;
    useItems.setState(({ masks }) => ({
      masks: new Map([...masks, ...found.map(({ file, objects }) => [maskKey(phrase, file), objects] as const)]),
    }));
  } catch (error) {
    for (const file of missing) mine.delete(maskKey(phrase, file));
    reportProblem(error);
  }
}

/** What the user decided on a photo, for a phrase. */
export function decisionOn(phrase: number, file: number): SearchReview | null {
  return useItems.getState().items.get(file)?.answers[phrase]?.review ?? null;
}

/** Shows decisions before the service has stored them. */
export function showDecisions(phrase: number, decisions: ReadonlyMap<number, SearchReview | null>): void {
  useItems.setState(({ items }) => {
    const changed = new Map(items);
    for (const [file, decision] of decisions) {
      const item = items.get(file);
      if (item !== undefined) changed.set(file, withDecision(item, phrase, decision));
    }
    return { items: changed };
  });
}

function withDecision(item: SearchItem, phrase: number, decision: SearchReview | null): SearchItem {
  const answers = item.answers.map((answer, index) => {
    if (index !== phrase) return answer;
    const { verdict, probability, count, area } = answer;
    return { verdict, probability, count, area, ...(decision === null ? {} : { review: decision }) };
  });
  return { ...item, answers };
}

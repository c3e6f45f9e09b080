import { create } from 'zustand';
import type { SearchItem, Proposal, SearchReview } from '../../src/api/contract.ts';
import { service } from '../service/service.ts';
import { reportProblem } from '../state/notices.ts';
import { useSearch } from './state.ts';

/** Most photos of one request: the service takes no more for masks. */
const BATCH = 200;

interface ItemsState {
  /** What is known of photos of the run, by number. */
  readonly items: ReadonlyMap<number, SearchItem>;
  /** Objects by `maskKey`. */
  readonly masks: ReadonlyMap<string, readonly Proposal[]>;
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
  deciding.clear();
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
    const current = items.filter(({ file }) => mine.has(file));
    useItems.setState((state) => ({ items: withAll(state.items, current.map((item) => [item.file, withDecisions(item)] as const)) }));
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
      masks: withAll(masks, found.map(({ file, objects }) => [maskKey(phrase, file), objects] as const)),
    }));
  } catch (error) {
    for (const file of missing) mine.delete(maskKey(phrase, file));
    reportProblem(error);
  }
}

function withAll<K, V>(map: ReadonlyMap<K, V>, entries: readonly (readonly [K, V])[]): ReadonlyMap<K, V> {
  const all = new Map(map);
  for (const [key, value] of entries) all.set(key, value);
  return all;
}

type Decisions = ReadonlyMap<number, SearchReview | null>;

/** Decisions, by `maskKey`, that the service may not have stored yet: what it answers may be older. */
const deciding = new Map<string, SearchReview | null>();

/**
 * Shows decisions before the service has stored them, on all photos of the same content.
 * @returns what was shown on these photos until now, as far as anything was
 */
export function showDecisions(phrase: number, decisions: Decisions): Decisions {
  for (const [file, decision] of decisions) deciding.set(maskKey(phrase, file), decision);
  const { items } = useItems.getState();
  const before = new Map<number, SearchReview | null>();
  const ofContent = new Map<string, SearchReview | null>();
  for (const [file, decision] of decisions) {
    const item = items.get(file);
    if (item === undefined) continue;
    before.set(file, item.answers[phrase]?.review ?? null);
    ofContent.set(item.hash, decision);
  }
  const changed = new Map(items);
  for (const [file, item] of items) {
    const decision = ofContent.get(item.hash);
    if (decision !== undefined) changed.set(file, withDecision(item, phrase, decision));
  }
  useItems.setState({ items: changed });
  return before;
}

/** The service has stored these decisions. */
export function settleDecisions(phrase: number, decisions: Decisions): void {
  const { items } = useItems.getState();
  for (const [file, decision] of decisions) {
    // Another one may be on its way.
    if (deciding.get(maskKey(phrase, file)) === decision) deciding.delete(maskKey(phrase, file));
    // What is being asked for may be from before.
    if (!items.has(file)) fresh.delete(file);
  }
}

/** The service could not store decisions on these files: what was shown before is shown again, or asked for. */
export function takeBackDecisions(phrase: number, files: Iterable<number>, before: Decisions): void {
  const items = new Map(useItems.getState().items);
  for (const file of files) {
    deciding.delete(maskKey(phrase, file));
    const item = items.get(file);
    const shown = before.get(file);
    if (item !== undefined && shown !== undefined) items.set(file, withDecision(item, phrase, shown));
    else {
      items.delete(file);
      fresh.delete(file);
    }
  }
  useItems.setState({ items });
}

/** An item as the service knows it, with what has been decided meanwhile. */
function withDecisions(item: SearchItem): SearchItem {
  if (deciding.size === 0) return item;
  return item.answers.reduce((decided, _answer, phrase) => {
    const decision = deciding.get(maskKey(phrase, item.file));
    return decision === undefined ? decided : withDecision(decided, phrase, decision);
  }, item);
}

function withDecision(item: SearchItem, phrase: number, decision: SearchReview | null): SearchItem {
  const answers = item.answers.map((answer, index) => {
    if (index !== phrase) return answer;
    const { verdict, probability, count, area } = answer;
    return { verdict, probability, count, area, ...(decision === null ? {} : { review: decision }) };
  });
  return { ...item, answers };
}

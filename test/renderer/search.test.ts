import { beforeEach, describe, expect, it } from 'vitest';
import type { Params, SearchItem, SearchReview, SearchStatus } from '../../src/api/contract.ts';
import { moveCursor, placeCursor, selectAllPhotos, toggleAt } from '../../renderer/search/cursor.ts';
import { openExport, runExport, useSearchExport, viewFor } from '../../renderer/search/exporting.ts';
import { forgetItems, useItems, wantItems } from '../../renderer/search/items.ts';
import { chooseFilter, choosePile, held, refreshPane } from '../../renderer/search/panes.ts';
import { decide, forgetDecisions, undoDecision } from '../../renderer/search/review.ts';
import { findRun, noteStatus, queryOf, setThresholds, startSearch } from '../../renderer/search/runs.ts';
import { activePane, FIRST_FILTER, newPane, patchPane, targets, useSearch, viewOf } from '../../renderer/search/state.ts';
import { progressText, showDuration } from '../../renderer/search/words.ts';
import { serviceWith } from './documents.ts';

const thresholds = { object: 0.5, none: 0.4, found: 0.8 };

function status(more: Partial<SearchStatus> = {}): SearchStatus {
  return {
    run: 'run-1', state: 'running', folder: '/photos', name: 'photos', thresholds, defaultThresholds: thresholds,
    phrases: [{ phrase: 'a dog', unknownWords: [], counts: { found: 3, none: 1, unsure: 0 }, accepted: 0, rejected: 0 }],
    total: 4, scanned: true, done: 4, encoded: 4, failed: 0, seconds: 2, notes: [], version: 1, ...more,
  };
}

function item(file: number): SearchItem {
  return {
    file, name: `${file}.jpg`, path: `${file}.jpg`, hash: String(file), bytes: 1, modified: 1, width: 40, height: 30, thumbnailUrl: '', previewUrl: '',
    answers: [{ verdict: 'found', probability: 0.9, count: 1, area: 0.1 }],
  };
}

let files: number[];
let refuses: boolean;
/** What the service knows of decisions. */
let stored: Map<number, SearchReview | null>;
let calls: { method: string; params: unknown }[];
const pane = () => activePane()!;
const callsOf = <P>(method: string) => calls.filter((call) => call.method === method).map(({ params }) => params as P);

beforeEach(async () => {
  files = [1, 2, 3, 4];
  refuses = false;
  stored = new Map();
  calls = serviceWith({
    'search.ids': () => Promise.resolve({ version: 1, files }),
    'search.items': (params) => Promise.resolve(params.files.map(item)),
    'search.review': (params) => {
      if (refuses) return Promise.reject(new Error('the disk is full'));
      const before = params.files.map((file) => ({ file, decision: stored.get(file) ?? null }));
      for (const file of params.files) stored.set(file, params.decision);
      return Promise.resolve({ status: status(), before: before.filter(({ decision }) => decision !== params.decision) });
    },
    'search.thresholds': (params) => new Promise((resolve) => {
      setTimeout(() => { resolve(status({ thresholds: params.thresholds, version: 2 })); }, 5);
    }),
  });
  forgetItems();
  forgetDecisions();
  useSearch.setState({ isShown: true, run: status(), panes: [newPane(0)], activePane: 0, filter: FIRST_FILTER, isPreviewing: false });
  await refreshPane(0);
  await wantItems(files);
});

describe('a list of answers', () => {
  it('keeps its order under the user, and puts what is new at the end', async () => {
    expect(pane().files).toEqual([1, 2, 3, 4]);
    placeCursor(1, { extends: false, follows: true });
    files = [9, 1, 3, 2, 4];
    await refreshPane(0);
    expect(pane().files).toEqual([1, 2, 3, 4, 9]);
    expect(pane().isOutOfOrder).toBe(true);
    chooseFilter({});
    await expect.poll(() => pane().files).toEqual([9, 1, 3, 2, 4]);
    expect(pane().isOutOfOrder).toBe(false);
    expect(held([1, 2, 3], [3, 1])).toEqual([1, 3]);
  });

  it('forgets a cursor and a selection that are not in it any more', async () => {
    placeCursor(1, { extends: false, follows: true });
    toggleAt(2);
    files = [1, 4];
    await refreshPane(0);
    expect(pane()).toMatchObject({ cursor: null, files: [1, 4] });
    expect(pane().selected.size).toBe(0);
  });

  it('takes no answer for a pile that was left meanwhile', async () => {
    const asked = refreshPane(0);
    choosePile(0, 'none');
    files = [7];
    await asked;
    await expect.poll(() => pane().files).toEqual([7]);
    expect(pane().pile).toBe('none');
  });

  it('asks for what the conditions say', () => {
    const filter = { ...FIRST_FILTER, countKind: 'exactly', count: 2, decision: 'open', name: ' 2024/ ', sort: 'name', isDescending: false } as const;
    expect(viewOf({ phrase: 1, pile: 'unsure' }, filter)).toEqual({
      phrase: 1, verdicts: ['unsure'], atLeast: 2, atMost: 2, review: ['open'], name: '2024/', sort: 'name', descending: false,
    });
    expect(viewOf({ phrase: 0, pile: 'all' }, { ...FIRST_FILTER, countKind: 'atLeast', count: 3 })).toEqual({
      phrase: 0, atLeast: 3, sort: 'probability', descending: true,
    });
  });
});

describe('the cursor', () => {
  it('moves, stops at the ends, and selects ranges from where they began', () => {
    moveCursor(1, { extends: false, follows: true });
    expect(pane().cursor).toBe(1);
    moveCursor(2, { extends: true, follows: true });
    expect([...pane().selected]).toEqual([1, 2, 3]);
    moveCursor(-1, { extends: true, follows: true });
    expect([...pane().selected]).toEqual([1, 2]);
    moveCursor(-10, { extends: false, follows: true });
    expect(pane().cursor).toBe(1);
    selectAllPhotos();
    expect(targets(pane())).toEqual([1, 2, 3, 4]);
  });
});

describe('decisions', () => {
  it('are shown at once, stored, and go on to the next photo', async () => {
    placeCursor(0, { extends: false, follows: true });
    await decide('accepted');
    expect(useItems.getState().items.get(1)?.answers[0].review).toBe('accepted');
    expect(pane().cursor).toBe(2);
    expect(callsOf('search.review')).toEqual([{ run: 'run-1', phrase: 0, files: [1], decision: 'accepted' }]);
  });

  it('are undone to what held before, wherever the user is', async () => {
    placeCursor(0, { extends: false, follows: true });
    await decide('accepted');
    placeCursor(0, { extends: false, follows: true });
    toggleAt(1);
    await decide('rejected');
    expect(useItems.getState().items.get(2)?.answers[0].review).toBe('rejected');
    placeCursor(3, { extends: false, follows: true });
    await undoDecision();
    expect(useItems.getState().items.get(1)?.answers[0].review).toBe('accepted');
    expect(useItems.getState().items.get(2)?.answers[0].review).toBeUndefined();
    expect(pane().cursor).toBe(1);
  });

  it('are undone to what held before also where that was never shown', async () => {
    files = [1, 2, 3, 4, 5];
    stored.set(5, 'rejected');
    await refreshPane(0);
    selectAllPhotos();
    await decide('accepted');
    expect([...stored.values()]).toEqual(['accepted', 'accepted', 'accepted', 'accepted', 'accepted']);
    await undoDecision();
    expect(Object.fromEntries(stored)).toEqual({ 1: null, 2: null, 3: null, 4: null, 5: 'rejected' });
  });

  it('hold against an answer that is older, and are stored in their order', async () => {
    files = [1, 2, 3, 4, 5];
    await refreshPane(0);
    const asked = wantItems([5]);
    placeCursor(4, { extends: false, follows: true });
    void decide('accepted');
    await asked;
    expect(useItems.getState().items.get(5)?.answers[0].review).toBe('accepted');
    placeCursor(4, { extends: false, follows: true });
    const decided = [decide('rejected'), decide('accepted'), decide('rejected')];
    expect(useItems.getState().items.get(5)?.answers[0].review).toBe('rejected');
    await Promise.all(decided);
    expect(callsOf<Params<'search.review'>>('search.review').map(({ decision }) => decision)).toEqual(['accepted', 'rejected', 'accepted', 'rejected']);
    expect(useItems.getState().items.get(5)?.answers[0].review).toBe('rejected');
  });

  it('are asked of the service as soon as it can know better than an answer that was under way', async () => {
    files = [1, 2, 3, 4, 5];
    await refreshPane(0);
    let answer: (items: SearchItem[]) => void = () => undefined;
    calls = serviceWith({
      'search.items': () => new Promise((resolve) => { answer = resolve; }),
      'search.review': () => Promise.resolve({ status: status(), before: [] }),
    });
    const asked = wantItems([5]);
    placeCursor(4, { extends: false, follows: true });
    await decide('accepted');
    answer([item(5)]);
    await asked;
    expect(useItems.getState().items.has(5)).toBe(false);
    void wantItems([5]);
    expect(callsOf('search.items')).toHaveLength(2);
  });

  it('are shown on every photo of the same content', async () => {
    useItems.setState(({ items }) => ({ items: new Map(items).set(2, { ...item(2), hash: '1' }) }));
    placeCursor(0, { extends: false, follows: true });
    await decide('accepted');
    expect([1, 2, 3].map((file) => useItems.getState().items.get(file)?.answers[0].review)).toEqual(['accepted', 'accepted', undefined]);
  });

  it('that cannot be stored are not shown as if they were', async () => {
    refuses = true;
    placeCursor(0, { extends: false, follows: true });
    await decide('rejected');
    expect(useItems.getState().items.get(1)?.answers[0].review).toBeUndefined();
  });
});

describe('an export', () => {
  beforeEach(() => {
    calls = serviceWith({
      'search.results': ({ view: { verdicts = [] } }) => Promise.resolve({ total: verdicts.length === 1 ? 3 : 7, version: 1, items: [] }),
      'search.export': () => Promise.resolve({ files: [{ name: 'a dog.txt', bytes: 9 }], count: 3, notes: [] }),
    });
  });

  it('of hits is of what the user has decided, in any pile, and says how many there are', async () => {
    openExport();
    expect(useSearchExport.getState().scope).toBe('found');
    await expect.poll(() => useSearchExport.getState().hits).toEqual({ found: 3, foundUnsure: 7 });
    await runExport();
    expect(callsOf<Params<'search.export'>>('search.export').map(({ view }) => view)).toEqual([
      { phrase: 0, verdicts: ['found'], decided: true, sort: 'probability', descending: true },
    ]);
    expect(useSearchExport.getState().stage.kind).toBe('done');
  });

  it('is of what is shown where something else than the hits is shown', () => {
    useSearch.setState({ filter: { ...FIRST_FILTER, decision: 'open' } });
    openExport();
    expect(useSearchExport.getState().scope).toBe('shown');
    expect(viewFor('shown')).toMatchObject({ verdicts: ['found'], review: ['open'] });
    useSearch.setState({ filter: FIRST_FILTER });
    patchPane(0, { pile: 'unsure' });
    openExport();
    expect(useSearchExport.getState().scope).toBe('shown');
  });
});

describe('a search', () => {
  it('sends only the latest place of a slider that is dragged, and runs nothing again', async () => {
    const first = setThresholds({ ...thresholds, found: 0.7 });
    for (const found of [0.6, 0.5, 0.45]) void setThresholds({ ...thresholds, found });
    noteStatus(status({ version: 2 }));
    expect(useSearch.getState().run?.thresholds.found).toBe(0.45);
    await first;
    expect(callsOf<Params<'search.thresholds'>>('search.thresholds').map(({ thresholds: { found } }) => found)).toEqual([0.7, 0.45]);
    expect(callsOf('search.start')).toEqual([]);
  });

  it('is not taken back to running by an event that an answer has overtaken', () => {
    noteStatus(status({ state: 'cancelled', version: 5 }));
    noteStatus(status({ version: 4 }));
    expect(useSearch.getState().run?.state).toBe('cancelled');
    noteStatus(status({ run: 'another', version: 9 }));
    expect(useSearch.getState().run?.run).toBe('run-1');
  });

  describe('whose end is told before its start is answered', () => {
    const early = (more: Partial<SearchStatus>) => status({ run: 'run-2', done: 0, version: 1, ...more });
    const over = early({ state: 'finished', done: 4, version: 6 });

    it('is shown as over, and the one before is closed only then', async () => {
      calls = serviceWith({
        'search.start': () => {
          noteStatus(early({ version: 3, done: 2 }));
          noteStatus(over);
          return Promise.resolve(early({}));
        },
        'search.close': () => Promise.resolve(null),
        'search.ids': () => Promise.resolve({ version: 6, files: [5] }),
      });
      useSearch.setState({ folder: { name: 'photos', path: '/photos' }, text: 'a dog' });
      await startSearch();
      expect(useSearch.getState().run).toEqual(over);
      await expect.poll(() => pane().files).toEqual([5]);
      expect(calls.map(({ method }) => method).filter((method) => method !== 'search.ids')).toEqual(['search.start', 'search.close']);
    });

    it('is found as over by a page that was loaded meanwhile', async () => {
      serviceWith({
        'search.runs': () => {
          noteStatus(over);
          return Promise.resolve([early({ version: 5 })]);
        },
        'search.ids': () => Promise.resolve({ version: 6, files: [] }),
      });
      useSearch.setState({ run: null, panes: [] });
      await findRun();
      expect(useSearch.getState().run).toEqual(over);
    });

    it('is not taken back by what was told before the answer', async () => {
      serviceWith({
        'search.runs': () => {
          noteStatus(early({ version: 4 }));
          // More than there can be: the oldest is forgotten.
          for (let i = 0; i < 8; i++) noteStatus(status({ run: `another-${i}` }));
          return Promise.resolve([over]);
        },
        'search.ids': () => Promise.resolve({ version: 6, files: [] }),
      });
      useSearch.setState({ run: null, panes: [] });
      await findRun();
      expect(useSearch.getState().run).toEqual(over);
    });
  });

  describe('of before the page was loaded', () => {
    const found = (meanwhile: () => void) => {
      serviceWith({
        'search.runs': () => {
          meanwhile();
          return Promise.resolve([status({ run: 'run-2' })]);
        },
        'search.ids': () => Promise.resolve({ version: 1, files: [] }),
      });
      useSearch.setState({ run: null, panes: [], text: '', folder: { name: 'other', path: '/other' } });
      return findRun();
    };

    it('is shown with its folder and phrases', async () => {
      await found(() => undefined);
      expect(useSearch.getState()).toMatchObject({ text: 'a dog', folder: { path: '/photos' }, run: { run: 'run-2' } });
    });

    it('leaves what is being typed as it is', async () => {
      await found(() => { useSearch.setState({ text: 'a cat' }); });
      expect(useSearch.getState()).toMatchObject({ text: 'a cat', folder: { path: '/other' }, run: { run: 'run-2' } });
    });

    it('does not take the place of one that is being started', async () => {
      await found(() => { useSearch.setState({ text: 'a cat', isStarting: true }); });
      useSearch.setState({ isStarting: false });
      expect(useSearch.getState()).toMatchObject({ text: 'a cat', run: null });
    });
  });

  it('that cannot be started leaves the one before as it is', async () => {
    calls = serviceWith({ 'search.start': () => Promise.reject(new Error('no such folder')) });
    useSearch.setState({ folder: { name: 'photos', path: '/photos' }, text: 'a dog' });
    await startSearch();
    expect(useSearch.getState()).toMatchObject({ isStarting: false, run: { run: 'run-1' } });
    expect(calls.map(({ method }) => method)).toEqual(['search.start']);
  });

  it('needs a folder and a phrase, and takes several of both', () => {
    const folder = { name: 'photos', path: '/photos' };
    useSearch.setState({ folder, text: ' ; ', isRecursive: true, include: '', exclude: '' });
    expect(queryOf()).toBeNull();
    useSearch.setState({ text: 'a dog;  a  cat ; a dog', include: '*.jpg; 2024/**', isRecursive: false });
    expect(queryOf()).toEqual({ folder: '/photos', phrases: ['a dog', 'a cat'], recursive: false, include: ['*.jpg', '2024/**'] });
  });

  it('tells its progress in words', () => {
    expect(progressText({ done: 1234, total: 20_000, isListed: true, rate: 85.4, remaining: 220 }))
      .toBe('1,234 of 20,000 photos · 85 a second · about 4 min left');
    expect(progressText({ done: 0, total: 1, isListed: false, rate: undefined, remaining: undefined }))
      .toBe('0 of 1 photo so far, still listing');
    expect([0.2, 42, 600, 9000].map(showDuration)).toEqual(['less than a second', '42 s', '10 min', '2 h 30 min']);
  });
});

it('a pane that is not there is not acted upon', () => {
  useSearch.setState({ panes: [] });
  patchPane(0, { pile: 'all' });
  moveCursor(1, { extends: false, follows: true });
  expect(targets(activePane())).toEqual([]);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FileIndex } from '../../src/search/fileIndex.ts';
import { Results, type Result } from '../../src/search/results.ts';
import type { FileEntry, PhotoAnswer } from '../../src/search/types.ts';
import { judge } from '../../src/search/verdict.ts';

const THRESHOLDS = { object: 0.5, none: 0.3, found: 0.7 };
const answer = (probability: number, ...scores: readonly number[]): PhotoAnswer =>
  ({ evidence: probability, detection: 0.5, probability, objects: scores.map((score, region) => ({ region, score, area: 0.1 })) });
const result = (file: number, values: Partial<Result> & Pick<Result, 'answers'>): Result => ({
  file, path: `/photos/${file}.jpg`, below: `${file}.jpg`, bytes: 100 + file, modified: file, stamp: '', hash: `hash-${file}`, width: 10, height: 10, ...values,
});

describe('judge', () => {
  it('needs an object and enough probability', () => {
    expect(judge(answer(0.9, 0.8, 0.6, 0.4), THRESHOLDS)).toEqual({ verdict: 'found', count: 2, area: 0.2 });
    expect(judge(answer(0.5, 0.8), THRESHOLDS).verdict).toBe('unsure');
    expect(judge(answer(0.1, 0.8), THRESHOLDS)).toEqual({ verdict: 'none', count: 0, area: 0 });
    expect(judge(answer(0.9, 0.4), THRESHOLDS).verdict).toBe('none');
  });

  it('never finds more when a threshold rises', () => {
    const rank = { none: 0, unsure: 1, found: 2 };
    const share = fc.float({ min: 0, max: 1, noNaN: true });
    fc.assert(fc.property(share, fc.array(share, { maxLength: 5 }), share, share, share, share, (probability, scores, object, none, found, more) => {
      const [low, high] = [Math.min(none, found), Math.max(none, found)];
      const given = answer(probability, ...scores.sort((a, b) => b - a));
      const before = judge(given, { object, none: low, found: high });
      const after = judge(given, { object: Math.max(object, more), none: Math.max(low, Math.min(more, high)), found: Math.max(high, more) });
      expect(rank[after.verdict]).toBeLessThanOrEqual(rank[before.verdict]);
      expect(after.count).toBeLessThanOrEqual(before.count);
    }));
  });
});

describe('Results', () => {
  const filled = (): Results => {
    const results = new Results(THRESHOLDS, [new Map([['hash-2', 'rejected']]), new Map()]);
    results.add(result(1, { answers: [answer(0.9, 0.9, 0.8), answer(0.1, 0.9)] }));
    results.add(result(2, { answers: [answer(0.5, 0.9), answer(0.8, 0.7)], below: 'B/two.jpg' }));
    results.add(result(3, { answers: [answer(0.2, 0.9), answer(0.8, 0.7)], below: 'a/three.jpg' }));
    return results;
  };
  const files = (results: Results, view: Parameters<Results['select']>[0]): number[] => results.select(view).map(({ file }) => file);

  it('filters and sorts by what was asked', () => {
    const results = filled();
    expect(files(results, { phrase: 0 })).toEqual([1, 2, 3]);
    expect(files(results, { phrase: 0, verdicts: ['unsure', 'none'] })).toEqual([2, 3]);
    expect(files(results, { phrase: 1, verdicts: ['found'], sort: 'name' })).toEqual([3, 2]);
    expect(files(results, { phrase: 0, atLeast: 2 })).toEqual([1]);
    expect(files(results, { phrase: 0, atLeast: 1, atMost: 1 })).toEqual([2]);
    expect(files(results, { phrase: 0, review: ['rejected'] })).toEqual([2]);
    expect(files(results, { phrase: 0, review: ['open'], sort: 'date', descending: false })).toEqual([1, 3]);
    expect(files(results, { phrase: 0, name: 'TWO' })).toEqual([2]);
  });

  it('counts anew when the thresholds change, without new answers', () => {
    const results = filled();
    expect(results.counts(0)).toEqual({ found: 1, unsure: 1, none: 1 });
    results.thresholds = { object: 0.5, none: 0.1, found: 0.4 };
    expect(results.counts(0)).toEqual({ found: 2, unsure: 1, none: 0 });
  });

  it('puts the decision of the user above the verdict', () => {
    const results = filled();
    const two = results.get(2)!;
    expect(results.reviewed(0, two).verdict).toBe('none');
    expect(results.hashesOf([3, 99])).toEqual(['hash-3']);
    expect(results.review(0, [3, 99], 'accepted')).toEqual([{ file: 3, decision: null }]);
    expect(results.review(0, [3], 'accepted')).toEqual([]);
    expect(results.reviewed(0, results.get(3)!)).toEqual({ verdict: 'found', count: 1, area: 0.1 });
    expect(results.reviewCounts(0)).toEqual({ accepted: 1, rejected: 1 });
    // What the user has accepted is a hit, wherever the model had put it; what he has rejected is none.
    expect(files(results, { phrase: 0, verdicts: ['found'] })).toEqual([1]);
    expect(files(results, { phrase: 0, verdicts: ['found'], decided: true })).toEqual([1, 3]);
    expect(files(results, { phrase: 0, verdicts: ['found', 'unsure'], decided: true })).toEqual([1, 3]);
    expect(files(results, { phrase: 0, verdicts: ['none'], decided: true })).toEqual([2]);
    results.review(0, [3], null);
    expect(results.reviewCounts(0)).toEqual({ accepted: 0, rejected: 1 });
  });
});

describe('FileIndex', () => {
  let folder: string;
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'phraselift-index-')); });
  afterEach(() => { rmSync(folder, { recursive: true, force: true }); });
  const entry = (path: string, stamp = '1'): FileEntry => ({ path, stamp, bytes: 1, modified: 1 });

  it('knows the content of a file until the file changes', () => {
    const index = FileIndex.open(folder);
    const [first] = index.enter([entry('/p/a.jpg')]);
    expect(first.hash).toBeUndefined();
    index.setHashes([[first.id, 'aaa']]);
    expect(index.enter([entry('/p/a.jpg')])).toEqual([{ id: first.id, hash: 'aaa' }]);
    expect(index.enter([entry('/p/a.jpg', '2')])).toEqual([{ id: first.id, hash: undefined }]);
    index.close();
  });

  it('forgets files that are gone from a folder, and tells which contents are nowhere any more', () => {
    const index = FileIndex.open(folder);
    const paths = ['/p/a.jpg', '/p/b.jpg', '/p/sub/c.jpg', '/p-other/d.jpg'];
    const ids = index.enter(paths.map((path) => entry(path))).map(({ id }) => id);
    index.setHashes(ids.map((id, i) => [id, ['aaa', 'bbb', 'ccc', 'aaa'][i]]));
    // The other folder still holds what was in a.jpg.
    expect(index.prune('/p', false, new Set([ids[1]]))).toEqual([]);
    expect(index.has('ccc')).toBe(true);
    expect(index.prune('/p', true, new Set([ids[1]]))).toEqual(['ccc']);
    expect(index.enter([entry('/p-other/d.jpg')])[0].hash).toBe('aaa');
    index.close();
  });

  it('keeps reviews and searches over a restart', () => {
    const index = FileIndex.open(folder);
    index.review(['aaa', 'bbb'], 'a dog', 'accepted');
    index.review(['bbb'], 'a dog', null);
    const query = { folder: '/p', phrases: ['a dog'] };
    index.saveSearch({ id: 'one', name: 'Dogs', query, used: 1 });
    index.saveSearch({ id: 'two', name: 'Cats', query: { folder: '/p', phrases: ['a cat'] }, used: 2 });
    index.noteUse(query);
    index.close();
    const again = FileIndex.open(folder);
    expect(again.reviews('a dog')).toEqual(new Map([['aaa', 'accepted']]));
    expect(again.savedSearches().map(({ name }) => name)).toEqual(['Dogs', 'Cats']);
    expect(again.recentFolders()).toEqual(['/p']);
    again.forgetSearch('one');
    expect(again.savedSearches().map(({ name }) => name)).toEqual(['Cats']);
    again.close();
  });

  it('begins anew beside a damaged index and one of a newer version, and says so', () => {
    const path = join(folder, 'search', 'index.sqlite');
    FileIndex.open(folder).close();
    writeFileSync(path, 'not a database at all, but long enough to look like one'.repeat(100));
    const anew = FileIndex.open(folder);
    expect(anew.note).toMatch(/the search index is damaged and is built anew; the old one is kept as .*index\.sqlite\.old/);
    anew.close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version = 9000');
    database.close();
    expect(FileIndex.open(folder).note).toMatch(/newer version/);
  });
});

import { basename } from 'node:path';
import type { SearchItem, SearchReview, SearchThresholds, SearchView } from '../api/contract/search.ts';
import type { FileEntry, Judgement, PhotoAnswer } from './types.ts';
import { judge } from './verdict.ts';

/** A photo that was looked at. */
export interface Result extends FileEntry {
  readonly file: number;
  /** Below the folder, with "/" between its parts. */
  readonly below: string;
  readonly hash: string;
  readonly width: number;
  readonly height: number;
  /** One a phrase. */
  readonly answers: readonly PhotoAnswer[];
}

/** What the user had decided on a file before he decided anew; null is nothing. */
export interface PastDecision {
  readonly file: number;
  readonly decision: SearchReview | null;
}

export interface Counts {
  found: number;
  none: number;
  unsure: number;
}

/** All answers of one run, and the views on them. Verdicts are made when they are asked for, as the thresholds stand. */
export class Results {
  readonly #results = new Map<number, Result>();
  readonly #counts: Counts[];
  /** Decisions by content, one map a phrase. */
  readonly #reviews: readonly Map<string, SearchReview>[];
  #thresholds: SearchThresholds;

  /** @param reviews the decisions that are known from earlier, one map a phrase */
  constructor(thresholds: SearchThresholds, reviews: readonly Map<string, SearchReview>[]) {
    this.#thresholds = thresholds;
    this.#reviews = reviews;
    this.#counts = reviews.map(() => ({ found: 0, none: 0, unsure: 0 }));
  }

  get thresholds(): SearchThresholds {
    return this.#thresholds;
  }

  set thresholds(thresholds: SearchThresholds) {
    this.#thresholds = thresholds;
    for (const counts of this.#counts) Object.assign(counts, { found: 0, none: 0, unsure: 0 });
    for (const result of this.#results.values()) this.#count(result);
  }

  add(result: Result): void {
    this.#results.set(result.file, result);
    this.#count(result);
  }

  get size(): number {
    return this.#results.size;
  }

  get(file: number): Result | undefined {
    return this.#results.get(file);
  }

  counts(phrase: number): Readonly<Counts> {
    return this.#counts[phrase];
  }

  /** How many of the photos in this run were decided on. */
  reviewCounts(phrase: number): { accepted: number; rejected: number } {
    const reviewed = { accepted: 0, rejected: 0 };
    if (this.#reviews[phrase].size === 0) return reviewed;
    for (const { hash } of this.#results.values()) {
      const decision = this.#reviews[phrase].get(hash);
      if (decision !== undefined) reviewed[decision]++;
    }
    return reviewed;
  }

  /** The contents of these files. */
  hashesOf(files: readonly number[]): string[] {
    return files.flatMap((file) => this.#results.get(file)?.hash ?? []);
  }

  /** @param decision null takes it back. @returns what held before, of the files whose decision it changes */
  review(phrase: number, files: readonly number[], decision: SearchReview | null): PastDecision[] {
    const reviews = this.#reviews[phrase];
    const known = files.flatMap((file) => this.#results.get(file) ?? []);
    const before = known.map(({ file, hash }) => ({ file, decision: reviews.get(hash) ?? null }));
    for (const { hash } of known) {
      if (decision === null) reviews.delete(hash);
      else reviews.set(hash, decision);
    }
    return before.filter((each) => each.decision !== decision);
  }

  reviewOf(phrase: number, { hash }: Result): SearchReview | undefined {
    return this.#reviews[phrase].get(hash);
  }

  judge(phrase: number, result: Result): Judgement {
    return judge(result.answers[phrase], this.#thresholds);
  }

  /** As `judge`, with the user's decision in place of doubt: accepted is found, if an object is there; rejected is none. */
  reviewed(phrase: number, result: Result): Judgement {
    const judgement = this.judge(phrase, result);
    switch (this.reviewOf(phrase, result)) {
      case 'rejected':
        return { verdict: 'none', count: 0, area: 0 };
      case 'accepted': {
        const counted = judge(result.answers[phrase], { ...this.#thresholds, none: 0, found: 0 });
        return { ...counted, verdict: 'found' };
      }
      case undefined:
        return judgement;
    }
  }

  /** The photos of a view, in its order; ties are by path, so that pages never overlap. */
  select(view: SearchView): Result[] {
    const keyed: { readonly result: Result; readonly key: number | string }[] = [];
    for (const result of this.#results.values()) {
      const judgement = view.decided === true ? this.reviewed(view.phrase, result) : this.judge(view.phrase, result);
      if (this.#holds(view, result, judgement)) keyed.push({ result, key: sortKey(view, result, judgement) });
    }
    const { sort = 'probability' } = view;
    const direction = view.descending ?? sort !== 'name' ? -1 : 1;
    keyed.sort((a, b) => direction * compare(a.key, b.key) || compare(a.result.below, b.result.below));
    return keyed.map(({ result }) => result);
  }

  /** @param base where the run's pictures lie */
  item(result: Result, base: string): SearchItem {
    const { file, path, below, hash, bytes, modified, width, height, answers } = result;
    return {
      file, name: basename(path), path: below, hash, bytes, modified, width, height,
      thumbnailUrl: `${base}/${file}/thumbnail`,
      previewUrl: `${base}/${file}/preview`,
      answers: answers.map(({ probability }, phrase) => {
        const review = this.reviewOf(phrase, result);
        return { ...this.judge(phrase, result), probability, ...(review === undefined ? {} : { review }) };
      }),
    };
  }

  #count(result: Result): void {
    this.#counts.forEach((counts, phrase) => { counts[this.judge(phrase, result).verdict]++; });
  }

  #holds(view: SearchView, result: Result, { verdict, count }: Judgement): boolean {
    const { verdicts, atLeast = 0, atMost = Infinity, review, name } = view;
    return (verdicts === undefined || verdicts.includes(verdict))
      && count >= atLeast && count <= atMost
      && (review === undefined || review.includes(this.reviewOf(view.phrase, result) ?? 'open'))
      && (name === undefined || result.below.toLowerCase().includes(name.toLowerCase()));
  }
}

function sortKey({ phrase, sort = 'probability' }: SearchView, result: Result, { count, area }: Judgement): number | string {
  switch (sort) {
    case 'probability': return result.answers[phrase].probability;
    case 'count': return count;
    case 'area': return area;
    case 'name': return result.below.toLowerCase();
    case 'date': return result.modified;
    case 'bytes': return result.bytes;
  }
}

function compare<T extends number | string>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

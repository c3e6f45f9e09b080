import { stat } from 'node:fs/promises';
import { basename, relative, sep } from 'node:path';
import type { SearchStatus, SearchThresholds } from '../api/contract/search.ts';
import { UserError, type UserErrorCode } from '../errors.ts';
import { displayPath } from '../image/file-bytes.ts';
import type { ParsedPhrase } from '../model/language/syntax.ts';
import type { FileIndex } from './fileIndex.ts';
import type { EngineQuery } from './protocol.ts';
import { Pace } from './progress.ts';
import type { Look } from './reader.ts';
import { Results, type Result } from './results.ts';
import { scanFolder } from './scan.ts';
import type { FileEntry, FileProblem, ModelInfo } from './types.ts';
import type { Task } from './workers.ts';

export interface RunOptions {
  readonly id: string;
  readonly query: EngineQuery;
  /** The query's, as the parser reads them. */
  readonly phrases: readonly ParsedPhrase[];
  /** Only files that are new or have changed since they were last searched. */
  readonly onlyNew: boolean;
  /** Whether symbolic links may lead out of the folder. */
  readonly outside: boolean;
  /** Folders, by their real paths, that are left out. */
  readonly skip: readonly string[];
  /** Files under suspicion of killing the process: looked at one at a time, before all others. */
  readonly suspects: readonly string[];
  /** Files that have killed the process. */
  readonly refused: readonly string[];
}

/** What happens in a run, for whoever wants to hear of it. */
export interface RunListener {
  /** Something of the status has changed. */
  changed(run: Run): void;
  /** These contents are in no file any more. */
  lost(hashes: readonly string[]): void;
  /** There are photos to look at. */
  wake(): void;
  result?(run: Run, result: Result): void;
  problem?(run: Run, problem: Failure): void;
}

export interface Failure extends FileProblem {
  readonly file: number;
}

interface Pending {
  readonly file: number;
  readonly entry: FileEntry;
  readonly hash: string | undefined;
}

/** Files are entered into the index in transactions of this many. */
const BATCH = 500;
/** Photos whose encoding is known, handed to one thread at a time: enough to hide the way there. */
const KNOWN_BATCH = 16;
/** The same before there is any answer: it is waited for, by threads whose code has not been compiled yet. */
const FIRST_BATCH = 2;
/** Hashes wait at most this long to be kept; a process that is killed before has to read those files once more. */
const FLUSH_MS = 250;

/** Errors that every further photo would end with as well. */
const FATAL: ReadonlySet<string> = new Set<UserErrorCode>(['disk-full', 'store-locked', 'output-unwritable']);
/** Errors of a file that a disk which has gone would explain. */
const GONE: ReadonlySet<string> = new Set<UserErrorCode>(['file-missing', 'file-unreadable']);

/** One search through one folder. Its photos are looked at by whoever calls `next`. */
export class Run {
  readonly id: string;
  readonly query: EngineQuery;
  readonly results: Results;
  readonly failures: Failure[] = [];
  readonly notes: string[] = [];
  readonly #options: RunOptions;
  readonly #index: FileIndex;
  readonly #model: ModelInfo;
  readonly #listener: RunListener;
  readonly #pace = new Pace();
  readonly #seen = new Set<number>();
  readonly #unread: Pending[] = [];
  readonly #known: Pending[] = [];
  readonly #suspected: Pending[] = [];
  #lookedAt = 0;
  #passedOver = 0;
  #hashes: [number, string][] = [];
  #flushing: NodeJS.Timeout | undefined;
  #state: SearchStatus['state'] = 'running';
  #scanned = false;
  #done = 0;
  #encoded = 0;
  #version = 0;
  #error: SearchStatus['error'];
  /** What its photos are looked at with; known when the model is loaded. */
  #device: string | undefined;
  #finish: () => void = () => undefined;
  /** Resolved when the run is over, however it ended. */
  readonly finished = new Promise<void>((resolve) => { this.#finish = resolve; });

  constructor(options: RunOptions, model: ModelInfo, index: FileIndex, listener: RunListener) {
    const { id, query } = options;
    this.id = id;
    this.query = query;
    this.#options = options;
    this.#model = model;
    this.#index = index;
    this.#listener = listener;
    this.results = new Results(thresholdsOf(query, model), query.phrases.map((phrase) => index.reviews(phrase)));
  }

  /** Lists the folder; photos are handed out while that goes on. Errors end the run, they are not thrown. */
  async scan(): Promise<void> {
    this.#pace.start();
    const { folder, recursive = true, include, exclude } = this.query;
    const { outside, skip } = this.#options;
    let batch: FileEntry[] = [];
    let since = performance.now();
    // What was left out on purpose, or could not be listed, is not gone.
    let complete = include === undefined && exclude === undefined && skip.length === 0;
    try {
      for await (const scanned of scanFolder(folder, { recursive, include, exclude, outside, skip })) {
        if (this.isOver) return;
        if ('file' in scanned) {
          batch.push(scanned.file);
        } else {
          complete = false;
          this.#fail({ file: -1, ...scanned.problem }, true);
        }
        // The first photos are not kept waiting by a large folder.
        if (batch.length < BATCH && performance.now() - since < 20) continue;
        this.#enter(batch);
        batch = [];
        since = performance.now();
      }
      this.#enter(batch);
      if (complete) this.#listener.lost(this.#index.prune(folder, recursive, this.#seen));
      this.#scanned = true;
      this.#change();
      this.#listener.wake();
      this.#endIfDone();
    } catch (error) {
      this.#end('failed', error);
    }
  }

  /** Photos to look at now; undefined in a pause. See `WorkSource.next`. */
  next(mayLook: boolean): Task | undefined {
    if (this.#state !== 'running') return undefined;
    const pending = this.#take(mayLook);
    if (pending.length === 0) return undefined;
    this.#lookedAt += pending.length;
    const { phrases } = this.#options;
    const done: Task['done'] = (looks) => {
      this.#leave(pending.length);
      pending.forEach((each, index) => { this.#receive(each, looks[index]); });
    };
    const failed: Task['failed'] = (error) => {
      this.#leave(pending.length);
      for (const each of pending) void this.#receiveError(each, error);
    };
    const known = pending.flatMap(({ entry: { path }, hash }) => (hash === undefined ? [] : [{ path, hash }]));
    if (known.length === 0) return { kind: 'look', path: pending[0].entry.path, phrases, done, failed };
    return { kind: 'recall', photos: known, phrases, done, failed };
  }

  /** Photos of known content, or one that is not. */
  #take(mayLook: boolean): Pending[] {
    if (this.#options.suspects.length > 0 && !this.#scanned) return [];
    if (this.#suspected.length > 0) return mayLook && this.#lookedAt === 0 ? this.#suspected.splice(0, 1) : [];
    if (this.#known.length > 0) return this.#known.splice(0, this.results.size === 0 ? FIRST_BATCH : KNOWN_BATCH);
    return mayLook ? this.#unread.splice(0, 1) : [];
  }

  #leave(count: number): void {
    this.#lookedAt -= count;
    // The other threads have been waiting for this one.
    if (this.#lookedAt === 0) this.#listener.wake();
  }

  get isOver(): boolean {
    return this.#state === 'finished' || this.#state === 'cancelled' || this.#state === 'failed';
  }

  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#pace.stop();
    this.#change();
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.#pace.start();
    this.#change();
    this.#listener.wake();
  }

  cancel(): void {
    if (!this.isOver) this.#end('cancelled');
  }

  /** The model is loaded. */
  loaded(device: string): void {
    this.#device = device;
    this.#change();
  }

  /** Ends the run because nothing more can be looked at. */
  fail(error: unknown): void {
    this.#end('failed', error);
  }

  /** Something about the results is different: thresholds, reviews. */
  touch(): void {
    this.#change();
  }

  get status(): SearchStatus {
    const { rate } = this.#pace;
    const total = this.#total;
    const { thresholds, ref } = this.#model;
    const running = this.#state === 'running';
    return {
      run: this.id,
      state: this.#state,
      folder: this.query.folder,
      name: basename(this.query.folder) || this.query.folder,
      phrases: this.query.phrases.map((phrase, index) => ({
        phrase,
        unknownWords: [...this.#options.phrases[index].unknownWords],
        counts: { ...this.results.counts(index) },
        ...this.results.reviewCounts(index),
      })),
      thresholds: this.results.thresholds,
      defaultThresholds: thresholds,
      total,
      scanned: this.#scanned,
      done: this.#done,
      encoded: this.#encoded,
      failed: this.failures.length,
      seconds: this.#pace.milliseconds / 1000,
      ...(rate === undefined ? {} : { rate }),
      ...(rate === undefined || !running || !this.#scanned ? {} : { remaining: (total - this.#done) / rate }),
      ...(this.#device === undefined ? {} : { device: this.#device }),
      model: { ...ref },
      notes: [...this.notes],
      ...(this.#error === undefined ? {} : { error: this.#error }),
      version: this.#version,
    };
  }

  #enter(batch: readonly FileEntry[]): void {
    if (batch.length === 0 || this.isOver) return;
    this.#index.enter(batch).forEach(({ id, hash }, position) => {
      if (this.#seen.has(id)) return;
      this.#seen.add(id);
      if (this.#options.onlyNew && hash !== undefined) {
        this.#passedOver++;
        return;
      }
      const entry = batch[position];
      const pending = { file: id, entry, hash };
      if (this.#options.refused.includes(entry.path)) {
        this.#fail({ file: id, path: entry.path, code: 'host-died', reason: 'brings the program down when it is read; it was left out' }, true);
      } else if (this.#options.suspects.includes(entry.path)) this.#suspected.push(pending);
      else (hash === undefined ? this.#unread : this.#known).push(pending);
    });
    this.#change();
    this.#listener.wake();
  }

  /** @param look undefined if the store had lost the photo */
  #receive({ file, entry, hash }: Pending, look: Look | undefined): void {
    if (look === undefined) {
      this.#unread.push({ file, entry, hash: undefined });
      this.#listener.wake();
      return;
    }
    if (look.hash !== hash) this.#keepHash(file, look.hash);
    if (this.isOver) return;
    const { width, height, answers, encoded } = look;
    const below = relative(this.query.folder, entry.path).replaceAll(sep, '/');
    const result: Result = { file, ...entry, below, hash: look.hash, width, height, answers };
    this.results.add(result);
    if (encoded) this.#encoded++;
    this.#listener.result?.(this, result);
    this.#progress();
  }

  async #receiveError({ file, entry: { path } }: Pending, error: Error): Promise<void> {
    if (this.isOver) return;
    const code = error instanceof UserError ? error.code : 'internal';
    if (FATAL.has(code)) {
      this.#end('failed', error);
      return;
    }
    const { folder } = this.query;
    if (GONE.has(code) && await stat(folder).catch(() => undefined) === undefined) {
      if (!this.isOver) this.#end('failed', new UserError('file-missing', `${displayPath(folder)}: has gone while it was searched; search again when it is back`));
      return;
    }
    this.#fail({ file, path, code, reason: reasonOf(path, error) });
  }

  #fail(failure: Failure, quiet = false): void {
    this.failures.push(failure);
    this.#listener.problem?.(this, failure);
    this.#progress(quiet);
  }

  #progress(quiet = false): void {
    this.#done++;
    this.#pace.finished();
    this.#change();
    if (!quiet) this.#endIfDone();
  }

  #endIfDone(): void {
    if (this.#scanned && !this.isOver && this.#done >= this.#total) this.#end('finished');
  }

  /** Photos found, those included that the scan could not even look at. */
  get #total(): number {
    return this.#seen.size - this.#passedOver + this.failures.filter(({ file }) => file < 0).length;
  }

  #end(state: 'finished' | 'cancelled' | 'failed', error?: unknown): void {
    if (this.isOver) return;
    this.#state = state;
    this.#pace.stop();
    this.#known.length = 0;
    this.#unread.length = 0;
    this.#suspected.length = 0;
    if (error !== undefined) {
      const code = error instanceof UserError ? error.code : 'internal';
      this.#error = { code, message: error instanceof Error ? error.message : 'something went wrong' };
    }
    this.#flush();
    this.#change();
    this.#finish();
  }

  #keepHash(file: number, hash: string): void {
    this.#hashes.push([file, hash]);
    this.#flushing ??= setTimeout(() => { this.#flush(); }, FLUSH_MS);
  }

  #flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    const hashes = this.#hashes;
    this.#hashes = [];
    if (hashes.length === 0) return;
    try {
      this.#index.setHashes(hashes);
    } catch (error) {
      // Only costs time the next time; but a disk that is full will not take the next encoding either.
      this.#end('failed', error);
    }
  }

  #change(): void {
    this.#version++;
    this.#listener.changed(this);
  }
}

/** The model's thresholds with those that were asked for in their place; one that was not gives way to one that was. */
function thresholdsOf({ thresholds: wanted = {} }: EngineQuery, { thresholds: own }: ModelInfo): SearchThresholds {
  const { object = own.object, found = Math.max(own.found, wanted.none ?? 0) } = wanted;
  return { object, found, none: Math.min(wanted.none ?? own.none, found) };
}

/** An error's sentence without the path that it begins with. */
function reasonOf(path: string, error: Error): string {
  const start = `${displayPath(path)}: `;
  return error.message.startsWith(start) ? error.message.slice(start.length) : error.message;
}

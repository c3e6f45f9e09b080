import { realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Proposal } from '../api/contract/primitives.ts';
import type { SearchItem } from '../api/contract/search.ts';
import { UserError } from '../errors.ts';
import type { Rendered } from '../host/protocol.ts';
import { describeLitePack } from '../model/pack.ts';
import { EncodingStore } from '../store/encodings.ts';
import type { EncodingSource, FoundInstance } from './exports.ts';
import { FileIndex } from './fileIndex.ts';
import type { SearchInit, SearchNews, SearchRequest, SearchResults } from './protocol.ts';
import type { Result } from './results.ts';
import { Run, type Failure } from './run.ts';
import type { ModelInfo } from './types.ts';
import { folderThresholds } from './verdict.ts';
import { Workers, type Task } from './workers.ts';

/** Statuses are told at most this often, and once more at the end. */
const STATUS_MS = 200;
/**
 * How long the encoding of a photo that is in no known file is kept after its last use: the file may have been moved to a
 * folder that is searched later.
 */
const KEEP_MS = 7 * 24 * 3600_000;

type Start = Extract<SearchRequest, { kind: 'start' }>;

/** What is told of a run by and by. */
interface Watch {
  readonly run: Run;
  readonly items: SearchItem[];
  readonly failures: Failure[];
  readonly stream: boolean;
  /** Whether the first photo has been told of. */
  begun: boolean;
  timer?: NodeJS.Timeout;
}

/** What the search process does: runs, the threads that look at photos, and the index. */
export class SearchServer {
  readonly #init: SearchInit;
  readonly #index: FileIndex;
  readonly #tell: (news: SearchNews) => void;
  readonly #watches = new Map<string, Watch>();
  #workers: Workers | undefined;
  #device: string | undefined;
  #model: ModelInfo | undefined;
  #store: EncodingStore | undefined;

  private constructor(init: SearchInit, index: FileIndex, tell: (news: SearchNews) => void) {
    this.#init = init;
    this.#index = index;
    this.#tell = tell;
  }

  /** The model is loaded with the first photo that has to be looked at. @throws UserError as the index does */
  static open(init: SearchInit, tell: (news: SearchNews) => void): SearchServer {
    const server = new SearchServer(init, FileIndex.open(init.dataFolder), tell);
    // A search will come, and then its first photos do not wait for the threads to start.
    server.#pool();
    return server;
  }

  /** @throws UserError */
  async handle(request: SearchRequest): Promise<SearchResults[SearchRequest['kind']]> {
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others are about one run
    switch (request.kind) {
      case 'start':
        return this.#start(request);
      case 'folders':
        return this.#index.recentFolders();
      case 'prune':
        return this.#prune();
      case 'saved':
        return this.#index.savedSearches();
      case 'save': {
        const { id, name, query } = request;
        const saved = { id, name, query, used: Date.now() };
        this.#index.saveSearch(saved);
        return saved;
      }
      case 'forget':
        this.#index.forgetSearch(request.id);
        return null;
      default:
        return this.#ofRun(request);
    }
  }

  async #ofRun(
    request: Exclude<SearchRequest, { kind: 'start' | 'prune' | 'folders' | 'saved' | 'save' | 'forget' }>,
  ): Promise<SearchResults[SearchRequest['kind']]> {
    const { run } = this.#watch(request.run);
    const { results } = run;
    const base = `/searches/${run.id}`;
    switch (request.kind) {
      case 'pause':
        run.pause();
        return run.status;
      case 'resume':
        run.resume();
        return run.status;
      case 'cancel':
        run.cancel();
        return run.status;
      case 'status':
        return run.status;
      case 'close':
        return this.#close(run);
      case 'thresholds':
        results.thresholds = request.thresholds;
        run.touch();
        return run.status;
      case 'results': {
        const all = results.select(request.view);
        const page = all.slice(request.offset, request.offset + request.limit);
        return { total: all.length, version: run.status.version, items: page.map((each) => results.item(each, base)) };
      }
      case 'ids':
        return { version: run.status.version, files: results.select(request.view).map(({ file }) => file) };
      case 'items':
        return request.files.flatMap((file) => results.get(file) ?? []).map((each) => results.item(each, base));
      case 'failures':
        return run.failures;
      case 'masks':
        return this.#masks(run, request.phrase, request.files);
      case 'review': {
        const { phrase, files, decision } = request;
        this.#index.review(results.hashesOf(files), run.query.phrases[phrase], decision);
        const before = results.review(phrase, files, decision);
        run.touch();
        return { status: run.status, before };
      }
      case 'instances':
        return this.#instances(run, request.phrase, request.files);
      case 'export':
        return (await import('./exports.ts')).exportView(run, request, this.#source());
      case 'path':
        return this.#result(run, request.file).path;
      case 'picture':
        return this.#picture(this.#result(run, request.file).path, request.maxSide);
    }
  }

  async #start({ run: id, query, stream, ...rest }: Start): Promise<SearchResults['start']> {
    const { parse } = await import('../model/language/parse.ts');
    const model = await this.#open();
    const folder = await realpath(query.folder).catch(() => query.folder);
    const options = { id, query: { ...query, folder }, phrases: query.phrases.map(parse), ...rest };
    const run = new Run(options, model, this.#index, {
      changed: () => { this.#note(id); },
      wake: () => { this.#pool().wake(); },
      lost: (hashes) => { this.#store?.remove(hashes, Date.now() - KEEP_MS); },
      ...(stream ? {
        result: (_run, result: Result) => { watch.items.push(run.results.item(result, `/searches/${id}`)); },
        problem: (_run, failure: Failure) => { watch.failures.push(failure); },
      } : {}),
    });
    const watch: Watch = { run, items: [], failures: [], stream, begun: false };
    this.#watches.set(id, watch);
    if (this.#device !== undefined) run.loaded(this.#device);
    if (this.#index.note !== undefined) run.notes.push(this.#index.note);
    this.#index.noteUse(options.query);
    void run.finished.then(() => { this.#report(watch); });
    void run.scan();
    return run.status;
  }

  /** What a run needs to know of the model. @throws UserError as `describeLitePack` and the store do */
  async #open(): Promise<ModelInfo> {
    if (this.#model !== undefined) return this.#model;
    const { ref, fingerprint, classNames, manifest } = await describeLitePack(this.#init.model, this.#init.modelFolders);
    this.#store = EncodingStore.open(join(this.#init.cacheFolder, 'encodings'));
    this.#model = { ref, fingerprint, classNames, thresholds: folderThresholds(manifest.thresholds) };
    return this.#model;
  }

  #pool(): Workers {
    this.#workers ??= this.#startWorkers();
    return this.#workers;
  }

  #startWorkers(): Workers {
    const { model, modelFolders, cacheFolder, maxPixels, threads, device } = this.#init;
    const options = { model, device, threads: 1, modelFolders, cacheFolder, maxPixels };
    const runs = (): Run[] => [...this.#watches.values()].map(({ run }) => run);
    return new Workers(options, threads || availableParallelism(), {
      next: (mayLook) => this.#next(mayLook),
      busy: (paths) => { this.#tell({ type: 'search-busy', paths }); },
      loaded: (name) => {
        this.#device = name;
        for (const run of runs()) run.loaded(name);
      },
      refused: (error) => {
        for (const run of runs()) run.fail(error);
        // The next run tries again.
        void this.#workers?.close();
        this.#workers = undefined;
      },
    });
  }

  #prune(): number {
    const store = this.#store ?? EncodingStore.open(join(this.#init.cacheFolder, 'encodings'));
    this.#store = store;
    return store.remove(store.photos().filter((hash) => !this.#index.has(hash)));
  }

  #next(mayLook: boolean): Task | undefined {
    for (const { run } of this.#watches.values()) {
      const task = run.next(mayLook);
      if (task !== undefined) return task;
    }
    return undefined;
  }

  async #masks({ query, results }: Run, phrase: number, files: readonly number[]): Promise<SearchResults['masks']> {
    const { proposalOf } = await import('../host/regions.ts');
    const source = this.#source();
    const objects = (file: number): Proposal[] => {
      const result = results.get(file);
      if (result === undefined || phrase >= query.phrases.length) return [];
      const { count } = results.judge(phrase, result);
      const encoding = count === 0 ? undefined : source.encoding(result.hash);
      if (encoding === undefined) return [];
      return result.answers[phrase].objects.slice(0, count)
        .map(({ region, score }) => ({ ...proposalOf(encoding.regions[region], region, source.classNames), score }));
    };
    return files.map((file) => ({ file, objects: objects(file) }));
  }

  async #instances({ results }: Run, phrase: number, files: readonly number[]): Promise<SearchResults['instances']> {
    const { instancesOf } = await import('./exports.ts');
    const instances = (file: number): FoundInstance[] => {
      const result = results.get(file);
      return result === undefined ? [] : instancesOf(result, phrase, results.judge(phrase, result), this.#source());
    };
    return files.map((file) => ({ file, instances: instances(file) }));
  }

  #source(): EncodingSource {
    const { classNames = [], fingerprint = '' } = this.#model ?? {};
    return { classNames, encoding: (hash) => this.#store?.get(hash, fingerprint) };
  }

  async #picture(path: string, maxSide: number): Promise<Rendered> {
    const { thumbnail } = await import('./thumbnail.ts');
    return thumbnail(path, maxSide, this.#init.maxPixels);
  }

  #close(run: Run): null {
    run.cancel();
    clearTimeout(this.#watches.get(run.id)?.timer);
    this.#watches.delete(run.id);
    return null;
  }

  #watch(id: string): Watch {
    const watch = this.#watches.get(id);
    if (watch === undefined) throw new UserError('bad-argument', 'this search is over and closed: start it again');
    return watch;
  }

  #result(run: Run, file: number): Result {
    const result = run.results.get(file);
    if (result === undefined) throw new UserError('file-missing', 'this search has no such photo');
    return result;
  }

  #note(id: string): void {
    const watch = this.#watches.get(id);
    if (watch === undefined) return;
    if (!watch.begun && watch.run.results.size > 0) {
      // The first photo is waited for.
      watch.begun = true;
      this.#report(watch);
      return;
    }
    watch.timer ??= setTimeout(() => { this.#report(watch); }, STATUS_MS);
  }

  #report(watch: Watch): void {
    clearTimeout(watch.timer);
    delete watch.timer;
    const { run, items, failures } = watch;
    if (items.length > 0 || failures.length > 0) {
      this.#tell({ type: 'search-photos', run: run.id, items: items.splice(0), failures: failures.splice(0) });
    }
    this.#tell({ type: 'search-status', status: run.status });
  }
}

import { realpath } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Proposal } from '../api/contract/primitives.ts';
import type { SearchItem } from '../api/contract/search.ts';
import { UserError } from '../errors.ts';
import { encodePicture } from '../export/picture.ts';
import type { Rendered } from '../host/protocol.ts';
import { proposalOf } from '../host/regions.ts';
import { openPhoto } from '../image/photo.ts';
import { openLitePack } from '../model/pack.ts';
import { EncodingStore } from '../store/encodings.ts';
import { exportView, instancesOf, type EncodingSource, type FoundInstance } from './exports.ts';
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
const THUMBNAIL_QUALITY = 82;

type Start = Extract<SearchRequest, { kind: 'start' }>;

/** What is told of a run by and by. */
interface Watch {
  readonly run: Run;
  readonly items: SearchItem[];
  readonly failures: Failure[];
  readonly stream: boolean;
  timer?: NodeJS.Timeout;
}

/** What the search process does: runs, the threads that look at photos, and the index. */
export class SearchServer {
  readonly #init: SearchInit;
  readonly #index: FileIndex;
  readonly #tell: (news: SearchNews) => void;
  readonly #watches = new Map<string, Watch>();
  #workers: Workers | undefined;
  #device: Promise<string> | undefined;
  #model: ModelInfo | undefined;
  #store: EncodingStore | undefined;

  private constructor(init: SearchInit, index: FileIndex, tell: (news: SearchNews) => void) {
    this.#init = init;
    this.#index = index;
    this.#tell = tell;
  }

  /** The model is loaded with the first run. @throws UserError as the index does */
  static open(init: SearchInit, tell: (news: SearchNews) => void): SearchServer {
    return new SearchServer(init, FileIndex.open(init.dataFolder), tell);
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
        return request.files.map((file) => ({ file, objects: this.#objects(run, request.phrase, file) }));
      case 'review': {
        const { phrase, files, decision } = request;
        this.#index.review(results.hashesOf(files), run.query.phrases[phrase], decision);
        const before = results.review(phrase, files, decision);
        run.touch();
        return { status: run.status, before };
      }
      case 'instances':
        return request.files.map((file) => ({ file, instances: this.#instances(run, request.phrase, file) }));
      case 'export':
        return exportView(run, request, this.#source());
      case 'path':
        return this.#result(run, request.file).path;
      case 'picture':
        return this.#picture(this.#result(run, request.file).path, request.maxSide);
    }
  }

  async #start({ run: id, query, stream, ...rest }: Start): Promise<SearchResults['start']> {
    // Meanwhile the folder is listed.
    const loading = this.#load();
    const model = await this.#open();
    const folder = await realpath(query.folder).catch(() => query.folder);
    const options = { id, query: { ...query, folder }, ...rest };
    const run = new Run(options, model, this.#index, {
      changed: () => { this.#note(id); },
      wake: () => { this.#workers?.wake(); },
      lost: (hashes) => { this.#store?.remove(hashes, Date.now() - KEEP_MS); },
      ...(stream ? {
        result: (_run, result: Result) => { watch.items.push(run.results.item(result, `/searches/${id}`)); },
        problem: (_run, failure: Failure) => { watch.failures.push(failure); },
      } : {}),
    });
    const watch: Watch = { run, items: [], failures: [], stream };
    this.#watches.set(id, watch);
    if (this.#index.note !== undefined) run.notes.push(this.#index.note);
    this.#index.noteUse(options.query);
    void run.finished.then(() => { this.#report(watch); });
    void run.scan();
    void loading.then((device) => { run.loaded(device); }, (error: unknown) => { run.fail(error); });
    return run.status;
  }

  /** What a run needs to know before the model is loaded. @throws UserError as `openPack` and the store do */
  async #open(): Promise<ModelInfo> {
    if (this.#model !== undefined) return this.#model;
    const { ref, fingerprint, classNames, manifest } = await openLitePack(this.#init.model, this.#init.modelFolders);
    this.#store = EncodingStore.open(join(this.#init.cacheFolder, 'encodings'));
    this.#model = { ref, fingerprint, classNames, thresholds: folderThresholds(manifest.thresholds) };
    return this.#model;
  }

  /** Loads the model into as many threads as the cores need. @returns the device; a failure is tried again next time */
  #load(): Promise<string> {
    this.#device ??= this.#startWorkers();
    this.#device.catch(() => { this.#device = undefined; });
    return this.#device;
  }

  #startWorkers(): Promise<string> {
    const { model, modelFolders, cacheFolder, maxPixels, threads, device } = this.#init;
    const options = { model, device, threads: 1, modelFolders, cacheFolder, maxPixels };
    this.#workers = new Workers(options, threads || availableParallelism(), {
      next: () => this.#next(),
      busy: (paths) => { this.#tell({ type: 'search-busy', paths }); },
    });
    return this.#workers.device;
  }

  #prune(): number {
    const store = this.#store ?? EncodingStore.open(join(this.#init.cacheFolder, 'encodings'));
    this.#store = store;
    return store.remove(store.photos().filter((hash) => !this.#index.has(hash)));
  }

  #next(): Task[] {
    for (const { run } of this.#watches.values()) {
      const tasks = run.next();
      if (tasks.length > 0) return tasks;
    }
    return [];
  }

  #objects({ query, results }: Run, phrase: number, file: number): Proposal[] {
    const result = results.get(file);
    const model = this.#model;
    if (result === undefined || model === undefined || phrase >= query.phrases.length) return [];
    const { count } = results.judge(phrase, result);
    const encoding = count === 0 ? undefined : this.#store?.get(result.hash, model.fingerprint);
    if (encoding === undefined) return [];
    return result.answers[phrase].objects.slice(0, count)
      .map(({ region, score }) => ({ ...proposalOf(encoding.regions[region], region, model.classNames), score }));
  }

  #instances({ results }: Run, phrase: number, file: number): FoundInstance[] {
    const result = results.get(file);
    return result === undefined ? [] : instancesOf(result, phrase, results.judge(phrase, result), this.#source());
  }

  #source(): EncodingSource {
    const { classNames = [], fingerprint = '' } = this.#model ?? {};
    return { classNames, encoding: (hash) => this.#store?.get(hash, fingerprint) };
  }

  async #picture(path: string, maxSide: number): Promise<Rendered> {
    const photo = await openPhoto(path, { maxPixels: this.#init.maxPixels });
    const pixels = await photo.pixels({ maxSide });
    const { icc } = photo.info;
    const options = { quality: THUMBNAIL_QUALITY, ...(icc === undefined ? {} : { icc }) };
    return { bytes: await encodePicture(pixels, 'jpeg', options), type: 'image/jpeg' };
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

import { randomBytes } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { SearchItem, SearchStatus } from '../api/contract/search.ts';
import { UserError } from '../errors.ts';
import { SearchClient } from './client.ts';
import type { FoundInstance } from './exports.ts';
import type { EngineQuery, SearchInit, SearchNews } from './protocol.ts';
import type { Failure } from './run.ts';

export interface FolderSearchOptions {
  readonly query: EngineQuery;
  /** Folders within it that are left out. */
  readonly skip?: readonly string[];
  /** Only files that are new or have changed since they were last searched. */
  readonly onlyNew?: boolean;
  /** Ends the search; what was computed is kept. */
  readonly signal: AbortSignal;
  /** Told of photos as they are through. Nothing more is told until what it returns is resolved. */
  readonly onPhotos: (items: readonly SearchItem[], failures: readonly Failure[]) => Promise<void>;
  readonly onStatus: (status: SearchStatus) => void;
}

/** Searches folders outside of the editor: for the command line and for programs. One search at a time. */
export class FolderSearch {
  readonly #client: SearchClient;
  #news: (news: Exclude<SearchNews, { type: 'search-busy' }>) => void = () => undefined;
  #run = '';

  constructor(init: SearchInit) {
    this.#client = new SearchClient(init, { onNews: (news) => { this.#news(news); } });
  }

  /**
   * Runs until all photos are through, or it is ended.
   * @returns the last status; its `state` says how it ended
   * @throws UserError as the model and the index do
   */
  async search({ query, skip = [], onlyNew = false, signal, onPhotos, onStatus }: FolderSearchOptions): Promise<SearchStatus> {
    const run = randomBytes(16).toString('hex');
    if (this.#run !== '') await this.#client.closeRun(this.#run);
    this.#run = run;
    const over = new Promise<SearchStatus>((finish, fail) => {
      let before = Promise.resolve();
      this.#news = (news) => {
        if (news.type === 'search-photos') before = before.then(() => onPhotos(news.items, news.failures));
        else {
          onStatus(news.status);
          if (isOver(news.status)) before = before.then(() => { finish(news.status); });
        }
        before.catch((error: unknown) => {
          // Nobody wants the rest.
          this.close();
          fail(error instanceof Error ? error : new Error(String(error)));
        });
      };
      this.#client.lost.then(fail, fail);
    });
    // It may fail while the start is waited for, which then fails as well.
    over.catch(() => undefined);
    const cancel = (): void => void this.#client.ask({ kind: 'cancel', run }).catch(() => undefined);
    signal.throwIfAborted();
    signal.addEventListener('abort', cancel, { once: true });
    try {
      await this.#client.start({
        run, query: { ...query, folder: resolve(query.folder) }, outside: true, skip: await realPaths(skip), onlyNew, stream: true,
      });
      if (signal.aborted) cancel();
      return await over;
    } finally {
      signal.removeEventListener('abort', cancel);
    }
  }

  /** The objects of a phrase on photos of the last search. */
  async instances(phrase: number, files: readonly number[]): Promise<Map<number, readonly FoundInstance[]>> {
    const found = await this.#client.ask({ kind: 'instances', run: this.#run, phrase, files: [...files] });
    return new Map(found.map(({ file, instances }) => [file, instances]));
  }

  /** Drops encodings of photos that are in no folder any more, however lately they were used. @returns how many */
  prune(): Promise<number> {
    return this.#client.ask({ kind: 'prune' });
  }

  /** Process id of the search process while it runs. */
  get pid(): number | undefined {
    return this.#client.pid;
  }

  /** Ends the search process. */
  close(): void {
    this.#client.close();
  }
}

/** Folders that are going to be made are made now, or a search would not know them. */
async function realPaths(folders: readonly string[]): Promise<string[]> {
  return Promise.all(folders.map(async (folder) => {
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      throw new UserError('output-unwritable', `${folder} cannot be made (${code}); choose another folder`);
    });
    return realpath(folder);
  }));
}

function isOver({ state }: SearchStatus): boolean {
  return state === 'finished' || state === 'cancelled' || state === 'failed';
}

import { randomBytes } from 'node:crypto';
import { SearchClient, type SearchPort } from '../search/client.ts';
import type { SearchInit, SearchRequest, SearchResults } from '../search/protocol.ts';
import { ApiError, type ApiEvent, type SearchQuery, type SearchStatus, type Settings } from './contract.ts';

/** What the search process is told, by the settings that hold when it starts. */
export type SearchInitOf = (settings: Settings) => SearchInit;

/** More would hold their results in memory for nobody. */
const MAX_RUNS = 8;

type Asked = Exclude<SearchRequest['kind'], 'start' | 'close'>;

/** The page's searches: a process for all of them, started when it is first needed, and their statuses. */
export class Searches {
  readonly #initOf: SearchInitOf;
  readonly #start: () => SearchPort;
  readonly #publish: (event: ApiEvent) => void;
  readonly #log: (line: string) => void;
  readonly #statuses = new Map<string, SearchStatus>();
  /** Runs whose start has not been answered yet; how they stand may be told before that. */
  readonly #starting = new Set<string>();
  #client: SearchClient;

  constructor(
    options: { readonly initOf: SearchInitOf; readonly start: () => SearchPort; readonly log: (line: string) => void },
    settings: Settings,
    publish: (event: ApiEvent) => void,
  ) {
    this.#initOf = options.initOf;
    this.#start = options.start;
    this.#log = options.log;
    this.#publish = publish;
    this.#client = this.#open(settings);
  }

  /** @throws UserError as the search does; ApiError `too-large` when too many are open */
  async start(query: SearchQuery): Promise<SearchStatus> {
    if (this.#statuses.size >= MAX_RUNS) throw new ApiError('too-large', `${MAX_RUNS} searches are open: close some`);
    const run = randomBytes(16).toString('hex');
    this.#starting.add(run);
    try {
      const status = await this.#client.start({ run, query, outside: false, skip: [], onlyNew: false, stream: false });
      const told = this.#statuses.get(run);
      const latest = told !== undefined && told.version > status.version ? told : status;
      this.#statuses.set(run, latest);
      return latest;
    } catch (error) {
      this.#statuses.delete(run);
      throw error;
    } finally {
      this.#starting.delete(run);
    }
  }

  /** All that are open, the oldest first. */
  get statuses(): SearchStatus[] {
    return [...this.#statuses.values()];
  }

  /** @throws ApiError `unknown-search`; UserError */
  async ask<K extends Asked>(request: Extract<SearchRequest, { kind: K }>): Promise<SearchResults[K]> {
    if ('run' in request) this.#require(request.run);
    return this.#client.ask<K>(request);
  }

  /** @throws ApiError `unknown-search` */
  async close(run: string): Promise<void> {
    this.#require(run);
    this.#statuses.delete(run);
    await this.#client.closeRun(run);
  }

  /** Ends all searches; the next one starts with these settings. */
  restart(settings: Settings): void {
    this.end();
    this.#client = this.#open(settings);
  }

  end(): void {
    this.#client.close();
    for (const status of this.#statuses.values()) {
      if (isOver(status)) continue;
      this.#publish({ type: 'search', status: { ...status, state: 'cancelled', version: status.version + 1 } });
    }
    this.#statuses.clear();
  }

  #open(settings: Settings): SearchClient {
    return new SearchClient(this.#initOf(settings), {
      start: this.#start,
      onNews: (news) => {
        if (news.type === 'search-status') this.#note(news.status);
      },
      onRestart: () => { this.#log('the search process died and is started anew'); },
    });
  }

  #note(status: SearchStatus): void {
    if (!this.#statuses.has(status.run) && !this.#starting.has(status.run)) return;
    this.#statuses.set(status.run, status);
    this.#publish({ type: 'search', status });
  }

  #require(run: string): void {
    if (!this.#statuses.has(run)) throw new ApiError('unknown-search', 'this search is closed: start it again');
  }
}

function isOver({ state }: SearchStatus): boolean {
  return state === 'finished' || state === 'cancelled' || state === 'failed';
}

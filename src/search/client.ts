import { setTimeout as delay } from 'node:timers/promises';
import type { SearchStatus } from '../api/contract/search.ts';
import { UserError } from '../errors.ts';
import { forkBackground, type HostPort } from '../host/port.ts';
import { fromWireError } from '../host/protocol.ts';
import type { EngineQuery, FromSearch, SearchInit, SearchNews, SearchRequest, SearchResults, ToSearch } from './protocol.ts';

export type SearchPort = HostPort<ToSearch, FromSearch>;

export interface SearchClientOptions {
  readonly start?: () => SearchPort;
  readonly onNews: (news: Exclude<SearchNews, { type: 'search-busy' }>) => void;
  /** Told when the process has died and is started anew. */
  readonly onRestart?: () => void;
  /** Milliseconds without a run or a request after which the process is ended. */
  readonly idleTimeout?: number;
}

export interface StartOptions {
  readonly run: string;
  readonly query: EngineQuery;
  readonly outside: boolean;
  readonly skip: readonly string[];
  readonly onlyNew: boolean;
  readonly stream: boolean;
}

interface Pending {
  readonly resolve: (value: SearchResults[keyof SearchResults]) => void;
  readonly reject: (error: Error) => void;
}

interface Process {
  readonly port: SearchPort;
  readonly ready: Promise<void>;
}

const DEFAULT_IDLE = 60_000;
/** A process that dies so often in a row is not the fault of single files. */
const MAX_DEATHS = 20;

/**
 * The one who talks to the search process: starts it when first needed and answers for its death. Runs go on in a new
 * process; what was committed to the index is not done again, and a file that kills the process is left out.
 */
export class SearchClient {
  readonly #init: SearchInit;
  readonly #options: SearchClientOptions;
  readonly #pending = new Map<number, Pending>();
  readonly #runs = new Map<string, StartOptions>();
  #process: Process | undefined;
  #busy: readonly string[] = [];
  #suspects: readonly string[] = [];
  readonly #refused = new Set<string>();
  #deaths = 0;
  #nextId = 1;
  #closed = false;
  #idle: AbortController | undefined;
  #lose: (error: UserError) => void = () => undefined;
  /** Resolved with the reason when the process has died too often, or its runs cannot be started again. */
  readonly lost = new Promise<UserError>((resolve) => { this.#lose = resolve; });

  constructor(init: SearchInit, options: SearchClientOptions) {
    this.#init = init;
    this.#options = options;
  }

  /** @throws UserError */
  async start(options: StartOptions): Promise<SearchStatus> {
    const status = await this.#request({ kind: 'start', ...options, skip: [...options.skip], suspects: [...this.#suspects], refused: [...this.#refused] });
    this.#runs.set(options.run, options);
    return status;
  }

  /** @throws UserError */
  ask<K extends Exclude<SearchRequest['kind'], 'start' | 'close'>>(request: Extract<SearchRequest, { kind: K }>): Promise<SearchResults[K]> {
    return this.#request<K>(request);
  }

  /** Ends a run and forgets it. */
  async closeRun(run: string): Promise<void> {
    if (this.#runs.delete(run)) await this.#request({ kind: 'close', run });
  }

  /** Process id of the running search process. */
  get pid(): number | undefined {
    return this.#process?.port.pid;
  }

  /** Ends the process. What was found is lost, what was computed is in the index. */
  close(): void {
    this.#closed = true;
    this.#runs.clear();
    this.#end();
  }

  async #request<K extends SearchRequest['kind']>(request: Extract<SearchRequest, { kind: K }>): Promise<SearchResults[K]> {
    if (this.#closed) throw new UserError('cancelled', 'the search is closed');
    this.#idle?.abort();
    const process = this.#connect();
    await process.ready;
    try {
      return await new Promise<SearchResults[K]>((resolve, reject) => {
        const id = this.#nextId++;
        // The process answers a request of kind K with SearchResults[K]; the wire does not carry the type.
        this.#pending.set(id, { resolve: (value) => { resolve(value as SearchResults[K]); }, reject });
        process.port.send({ type: 'search', id, request });
      });
    } finally {
      void this.#endWhenIdle();
    }
  }

  #connect(): Process {
    if (this.#process !== undefined) return this.#process;
    const port = (this.#options.start ?? (() => forkBackground<ToSearch, FromSearch>()))();
    const ready = new Promise<void>((resolve, reject) => {
      port.onMessage((message) => {
        if (message.type === 'ready') resolve();
        else if (message.type === 'refused') {
          reject(fromWireError(message.error));
          this.#end();
        } else this.#receive(message);
      });
      port.onExit((lastWords) => {
        const error = new UserError('host-died', `the search process died${lastWords === '' ? '' : ` (${lastLine(lastWords)})`}`);
        reject(error);
        if (this.#process?.port === port) void this.#recover(error);
      });
    });
    // Whoever waits for it hears of it; nobody may be waiting.
    ready.catch(() => undefined);
    this.#process = { port, ready };
    port.send({ type: 'search-init', init: this.#init });
    return this.#process;
  }

  #receive(message: Exclude<FromSearch, { type: 'ready' | 'refused' }>): void {
    switch (message.type) {
      case 'search-result':
      case 'error': {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.type === 'error') pending?.reject(fromWireError(message.error));
        else pending?.resolve(message.value);
        return;
      }
      case 'search-busy':
        this.#busy = message.paths;
        return;
      case 'search-status':
      case 'search-photos':
        this.#options.onNews(message);
        return;
    }
  }

  /** Starts the runs again in a new process. */
  async #recover(error: UserError): Promise<void> {
    this.#process = undefined;
    for (const { reject } of this.#pending.values()) reject(error);
    this.#pending.clear();
    if (this.#closed || this.#runs.size === 0) return;
    if (++this.#deaths > MAX_DEATHS) {
      this.#lose(error);
      return;
    }
    // With a single file under way there is no doubt which one it was.
    if (this.#busy.length === 1) this.#refused.add(this.#busy[0]);
    this.#suspects = [...new Set([...this.#suspects, ...this.#busy])].filter((path) => !this.#refused.has(path));
    this.#busy = [];
    this.#options.onRestart?.();
    for (const run of [...this.#runs.values()]) await this.start(run).catch((failure: unknown) => { this.#lose(failure instanceof UserError ? failure : error); });
  }

  #end(): void {
    this.#idle?.abort();
    const process = this.#process;
    this.#process = undefined;
    for (const { reject } of this.#pending.values()) reject(new UserError('cancelled', 'cancelled'));
    this.#pending.clear();
    process?.port.kill();
  }

  async #endWhenIdle(): Promise<void> {
    if (this.#runs.size > 0 || this.#pending.size > 0) return;
    this.#idle?.abort();
    const idle = new AbortController();
    this.#idle = idle;
    try {
      await delay(this.#options.idleTimeout ?? DEFAULT_IDLE, undefined, { signal: idle.signal, ref: false });
    } catch {
      return; // There is something to do again.
    }
    if (this.#runs.size === 0 && this.#pending.size === 0) this.#end();
  }
}

function lastLine(text: string): string {
  return (text.trim().split('\n').at(-1) ?? '').slice(0, 200);
}

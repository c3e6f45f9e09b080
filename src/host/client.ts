import { setTimeout as delay } from 'node:timers/promises';
import type { HostInit } from './init.ts';
import type { HostRequest } from './requests.ts';
import { UserError } from '../errors.ts';
import type { Device } from '../model/deviceNames.ts';
import { forkHost, type HostPort } from './port.ts';
import { fromWireError, type FromHost, type HostResults, type Step } from './protocol.ts';

export interface RequestOptions {
  /** Ends the request at once: inference cannot be interrupted, so the process is killed and a new one started. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: Step) => void;
}

export interface ClientOptions {
  /** Milliseconds without a request after which the host is ended, which is the only way to give its memory back. */
  readonly idleTimeout?: number;
  /** Milliseconds that a new host may take until it is ready. */
  readonly startTimeout?: number;
  readonly start?: () => HostPort;
  /** Told of the host's life; `restarted` when one has died of a request, which then is tried once more. */
  readonly onState?: (state: HostState, message?: string) => void;
}

export type HostState = 'starting' | 'ready' | 'restarted';

const DEFAULT_IDLE = 10 * 60_000;
/** Large models are checked, loaded and, the first time, tried on every device. */
const DEFAULT_START = 300_000;

interface Job {
  readonly request: HostRequest;
  readonly options: RequestOptions;
  readonly resolve: (value: HostResults[keyof HostResults]) => void;
  readonly reject: (error: Error) => void;
  attempts: number;
}

/**
 * The one who talks to the host process: starts it when first needed, sends one request at a time, and answers for its
 * death. A request whose host dies is tried once more, on the CPU; a second death is an error.
 */
export class HostClient {
  readonly #init: HostInit;
  readonly #options: ClientOptions;
  readonly #queue: Job[] = [];
  #host: { readonly port: HostPort; readonly connection: Promise<Connection> } | undefined;
  #current: Job | undefined;
  #idle: AbortController | undefined;
  #closed = false;
  /** The device of the host that died last of a request. */
  #crashed: Device | undefined;

  constructor(init: HostInit, options: ClientOptions = {}) {
    this.#init = init;
    this.#options = options;
  }

  /**
   * @throws UserError `host-died` after a second death, `cancelled` when the signal is raised, or what the request
   * itself ends with.
   */
  request<K extends HostRequest['kind']>(
    request: Extract<HostRequest, { kind: K }>,
    options: RequestOptions = {},
  ): Promise<HostResults[K]> {
    if (this.#closed) return Promise.reject(new UserError('cancelled', 'the engine is closed'));
    return new Promise<HostResults[K]>((resolve, reject) => {
      const job: Job = {
        request,
        options,
        // The host answers a request of kind K with HostResults[K]; the wire does not carry the type.
        resolve: (value) => { resolve(value as HostResults[K]); },
        reject,
        attempts: 0,
      };
      options.signal?.addEventListener('abort', () => { this.#cancel(job); }, { once: true });
      if (options.signal?.aborted === true) {
        reject(cancelled());
        return;
      }
      this.#queue.push(job);
      void this.#work();
    });
  }

  /** Process id of the running host; undefined while there is none. */
  get pid(): number | undefined {
    return this.#host?.port.pid;
  }

  /** Ends the host; requests that are under way or waiting are refused as cancelled. */
  close(): void {
    this.#closed = true;
    for (const job of this.#queue.splice(0)) job.reject(cancelled());
    this.#current?.reject(cancelled());
    this.#end();
  }

  /** Works the queue off, one job at a time. */
  async #work(): Promise<void> {
    if (this.#current !== undefined) return;
    this.#idle?.abort();
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) {
      this.#current = job;
      await this.#attempt(job);
      this.#current = undefined;
    }
    if (!this.#closed) void this.#endWhenIdle();
  }

  async #attempt(job: Job): Promise<void> {
    for (;;) {
      if (isAborted(job)) return;
      job.attempts++;
      try {
        job.options.onProgress?.('load');
        const host = await this.#connect(job.attempts > 1 ? 'cpu' : this.#init.device);
        job.resolve(await host.send(job.request, job.options.onProgress));
        return;
      } catch (error) {
        if (!(error instanceof HostDeath)) {
          job.reject(error instanceof Error ? error : new Error(String(error)));
          return;
        }
        this.#host = undefined;
        if (this.#closed || isAborted(job)) return;
        this.#crashed = error.device;
        this.#options.onState?.('restarted', restartedMessage(error.device));
        if (job.attempts > 1) {
          job.reject(new UserError('host-died', `the model process died twice on this request${error.reason}; see --device and the size of the image`));
          return;
        }
      }
    }
  }

  #connect(device: HostInit['device']): Promise<Connection> {
    if (this.#host === undefined) {
      const { onState } = this.#options;
      onState?.('starting');
      const port = (this.#options.start ?? forkHost)();
      const timeout = this.#options.startTimeout ?? DEFAULT_START;
      this.#host = { port, connection: Connection.open(port, { ...this.#init, device, ...this.#mark() }, timeout) };
      // A host that refuses to start must not be kept as the one to ask.
      this.#host.connection.then(
        ({ notes }) => onState?.('ready', notes.length === 0 ? undefined : notes.join('; ')),
        () => { this.#host = undefined; },
      );
    }
    return this.#host.connection;
  }

  #mark(): Pick<HostInit, 'crashed'> {
    return this.#crashed === undefined ? {} : { crashed: this.#crashed };
  }

  #cancel(job: Job): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    job.reject(cancelled());
    if (this.#current === job) this.#end();
  }

  #end(): void {
    this.#idle?.abort();
    this.#host?.port.kill();
    this.#host = undefined;
  }

  async #endWhenIdle(): Promise<void> {
    this.#idle = new AbortController();
    try {
      await delay(this.#options.idleTimeout ?? DEFAULT_IDLE, undefined, { signal: this.#idle.signal, ref: false });
    } catch {
      return; // A new request came in.
    }
    this.#end();
  }
}

/** The process is gone; not an answer to the request. */
class HostDeath extends Error {
  readonly reason: string;
  /** What it ran on; undefined if it died before it was ready. */
  device: Device | undefined;

  constructor(lastWords: string) {
    super('the host died');
    const line = lastWords.trim().split('\n').at(-1) ?? '';
    this.reason = line === '' ? '' : ` (${line.slice(0, 200)})`;
  }
}

interface Pending {
  readonly resolve: (value: HostResults[keyof HostResults]) => void;
  readonly reject: (error: Error) => void;
  readonly onProgress: ((step: Step) => void) | undefined;
}

/** One life of the host process. */
class Connection {
  readonly #port: HostPort;
  readonly #pending = new Map<number, Pending>();
  readonly #death: Promise<HostDeath>;
  #nextId = 1;
  #dead: HostDeath | undefined;
  #device: Device | undefined;
  notes: readonly string[] = [];

  private constructor(port: HostPort) {
    this.#port = port;
    this.#death = new Promise((resolve) => {
      port.onExit((lastWords) => {
        this.#dead = new HostDeath(lastWords);
        this.#dead.device = this.#device;
        for (const { reject } of this.#pending.values()) reject(this.#dead);
        this.#pending.clear();
        resolve(this.#dead);
      });
    });
  }

  /** @throws HostDeath, or the UserError with which the host refuses to start. */
  static async open(port: HostPort, init: HostInit, timeout: number): Promise<Connection> {
    const connection = new Connection(port);
    const timer = new AbortController();
    const ready = new Promise<void>((resolve, reject) => {
      port.onMessage((message) => {
        if (message.type === 'ready') {
          connection.#device = message.device;
          connection.notes = message.notes ?? [];
          resolve();
        }
        else if (message.type === 'refused') reject(fromWireError(message.error));
        else connection.#receive(message);
      });
      void connection.#death.then(reject);
      delay(timeout, undefined, { signal: timer.signal }).then(
        () => { reject(new HostDeath(`it was not ready after ${timeout} ms`)); },
        () => undefined,
      );
    });
    port.send({ type: 'init', init });
    try {
      await ready;
    } catch (error) {
      port.kill();
      throw error;
    } finally {
      timer.abort();
    }
    return connection;
  }

  send(request: HostRequest, onProgress: ((step: Step) => void) | undefined): Promise<HostResults[keyof HostResults]> {
    if (this.#dead !== undefined) return Promise.reject(this.#dead);
    const id = this.#nextId++;
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { resolve, reject, onProgress });
      this.#port.send({ type: 'request', id, request });
    });
  }

  #receive(message: Exclude<FromHost, { type: 'ready' | 'refused' }>): void {
    const pending = this.#pending.get(message.id);
    if (pending === undefined) return;
    if (message.type === 'progress') {
      pending.onProgress?.(message.step);
      return;
    }
    this.#pending.delete(message.id);
    if (message.type === 'result') pending.resolve(message.value);
    else pending.reject(fromWireError(message.error));
  }
}

function restartedMessage(device: Device | undefined): string | undefined {
  if (device === undefined || device === 'cpu') return undefined;
  return `the model process died on ${device}: the CPU is used instead, and ${device} is not chosen again by itself`;
}

function isAborted(job: Job): boolean {
  return job.options.signal?.aborted === true;
}

function cancelled(): UserError {
  return new UserError('cancelled', 'cancelled');
}

import type { HostClient } from '../host/client.ts';
import type { HostResults } from '../host/protocol.ts';
import type { HostRequest } from '../host/requests.ts';
import { ApiError, type ApiEvent, type Settings } from './contract.ts';

/** Opens a client for the model of the settings. */
export type OpenClient = (settings: Settings) => HostClient;

/** The handlers' way to the host: requests that have a name can be cancelled and tell of their progress. */
export class Gateway {
  readonly #open: OpenClient;
  readonly #publish: (event: ApiEvent) => void;
  readonly #running = new Map<string, AbortController>();
  #client: HostClient;

  constructor(open: OpenClient, settings: Settings, publish: (event: ApiEvent) => void) {
    this.#open = open;
    this.#publish = publish;
    this.#client = open(settings);
  }

  /** @throws UserError as the host does; ApiError `bad-request` if a request of this name is under way */
  async ask<K extends HostRequest['kind']>(
    request: Extract<HostRequest, { kind: K }>, requestId?: string,
  ): Promise<HostResults[K]> {
    if (requestId === undefined) return this.#client.request<K>(request);
    if (this.#running.has(requestId)) throw new ApiError('bad-request', `a request named ${requestId} is under way`);
    const abort = new AbortController();
    this.#running.set(requestId, abort);
    try {
      return await this.#client.request<K>(request, {
        signal: abort.signal,
        onProgress: (step) => { this.#publish({ type: 'progress', requestId, step }); },
      });
    } finally {
      this.#running.delete(requestId);
    }
  }

  /** Ends a request if it is still under way. */
  cancel(requestId: string): void {
    this.#running.get(requestId)?.abort();
  }

  /** Ends the host; what is under way fails as cancelled, and the next request starts one with these settings. */
  restart(settings: Settings): void {
    this.#client.close();
    this.#client = this.#open(settings);
  }

  close(): void {
    this.#client.close();
  }
}

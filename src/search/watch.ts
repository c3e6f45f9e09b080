import { watch } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** A file that is being written changes again and again: it is looked at when it has been still for so long. */
const STILL_MS = 1000;
/** Where the system cannot tell of changes, the folder is listed anew so often. */
const POLL_MS = 10_000;

/** Waits until something in a folder, or below it, has changed and been still for a moment. */
export class FolderWatch {
  readonly #close: () => void;
  #last = 0;
  #notify: () => void = () => undefined;
  #isWatching = true;

  constructor(folder: string) {
    try {
      const watcher = watch(folder, { recursive: true, persistent: true }, () => { this.#note(); });
      watcher.on('error', () => { this.#isWatching = false; });
      this.#close = () => { watcher.close(); };
    } catch {
      this.#isWatching = false;
      this.#close = () => undefined;
    }
  }

  close(): void {
    this.#close();
  }

  /** Resolved at the next change, at once if there was one meanwhile, and when the signal is raised. */
  async changed(signal: AbortSignal): Promise<void> {
    await this.#somethingChanged(signal);
    while (!signal.aborted && performance.now() - this.#last < STILL_MS) {
      await delay(STILL_MS, undefined, { signal }).catch(() => undefined);
    }
    this.#last = 0;
  }

  #note(): void {
    this.#last = performance.now();
    this.#notify();
  }

  async #somethingChanged(signal: AbortSignal): Promise<void> {
    if (this.#last > 0) return;
    await new Promise<void>((resolve) => {
      this.#notify = resolve;
      signal.addEventListener('abort', () => { resolve(); }, { once: true });
      // Also where changes are told of: some network drives tell of none.
      setTimeout(resolve, this.#isWatching ? POLL_MS * 6 : POLL_MS).unref();
    });
  }
}

import type { BrowserWindow } from 'electron';
import type { ApiEvent } from '../src/api/contract.ts';

type Status = Extract<ApiEvent, { type: 'search' }>['status'];

/** What Electron's `setProgressBar` takes: below 0 for nothing, above 1 for "goes on, nobody knows how long". */
interface Shown {
  readonly share: number;
  readonly mode: 'normal' | 'paused' | 'error';
}

/** How far the searches are that go on, for the taskbar; nothing once they have ended. */
export class TaskbarProgress {
  readonly #window: () => BrowserWindow | undefined;
  readonly #going = new Map<string, Status>();

  constructor(window: () => BrowserWindow | undefined) {
    this.#window = window;
  }

  note(event: ApiEvent): void {
    if (event.type !== 'search') return;
    const { status } = event;
    if (status.state === 'running' || status.state === 'paused') this.#going.set(status.run, status);
    else this.#going.delete(status.run);
    const { share, mode } = shown([...this.#going.values()]);
    this.#window()?.setProgressBar(share, { mode });
  }
}

function shown(going: readonly Status[]): Shown {
  if (going.length === 0) return { share: -1, mode: 'normal' };
  const mode = going.every(({ state }) => state === 'paused') ? 'paused' : 'normal';
  const total = going.reduce((sum, each) => sum + each.total, 0);
  if (total === 0 || going.some(({ scanned }) => !scanned)) return { share: 2, mode };
  return { share: going.reduce((sum, { done }) => sum + done, 0) / total, mode };
}

import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromWireError, type WireError } from '../host/protocol.ts';
import type { Device } from '../model/session.ts';
import type { Look, LookRequest, ReaderOptions } from './reader.ts';

/** Photos to look at, one after the other; each is answered by one message, in the same order. */
export interface ToWorker {
  readonly looks: readonly LookRequest[];
}

export type FromWorker =
  | { readonly type: 'ready'; readonly device: Device }
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'look'; readonly look: Look }
  | { readonly type: 'failed'; readonly error: WireError };

/** Where the pool gets its work. */
export interface WorkSource {
  /** The next photos for one worker; empty if there are none now: `Workers.wake` then says that there are again. */
  next(): readonly Task[];
  /** Told whenever it changes which files are being looked at. */
  busy(paths: readonly string[]): void;
}

/** One photo, and who is told of it. */
export interface Task {
  readonly request: LookRequest;
  readonly done: (look: Look) => void;
  readonly failed: (error: Error) => void;
}

interface Thread {
  readonly worker: Worker;
  readonly tasks: Task[];
  ready: boolean;
}

/** The sources run as they are in a checkout and compiled in a package. */
const ENTRY = join(import.meta.dirname, `worker${extname(import.meta.filename)}`);

/**
 * Threads that look at photos. There is one more than cores: each works on one photo at a time, so while one waits for
 * its file or its decoder the others keep the cores busy, and no more than one photo a thread is in memory.
 */
export class Workers {
  readonly #threads: Thread[] = [];
  readonly #source: WorkSource;
  /** The device that the first thread has its model on. @throws UserError with which it refuses */
  readonly device: Promise<Device>;

  /** @param cores threads that the machine can spare; each reader has one */
  constructor(options: ReaderOptions, cores: number, source: WorkSource) {
    this.#source = source;
    this.device = this.#start(options);
    // The others would only keep the first from its first photo.
    this.device.then((device) => {
      // A device other than the CPU is one for all; there a second thread only keeps it busy.
      const others = device === 'cpu' ? cores : 1;
      for (let i = 0; i < others; i++) this.#start({ ...options, device }).catch(() => undefined);
    }, () => undefined);
  }

  /** Says that there is work. */
  wake(): void {
    for (const thread of this.#threads) this.#feed(thread);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(options: ReaderOptions): Promise<Device> {
    const worker = new Worker(ENTRY, { workerData: options, execArgv: ['--disable-warning=ExperimentalWarning'] });
    const thread: Thread = { worker, tasks: [], ready: false };
    this.#threads.push(thread);
    return new Promise((resolve, reject) => {
      worker.on('error', (error) => { throw error; });
      worker.on('message', (message: FromWorker) => {
        if (message.type === 'ready') {
          thread.ready = true;
          resolve(message.device);
        } else if (message.type === 'refused') {
          reject(fromWireError(message.error));
        } else {
          const task = thread.tasks.shift();
          if (message.type === 'look') task?.done(message.look);
          else task?.failed(fromWireError(message.error));
        }
        this.#feed(thread);
      });
    });
  }

  #feed(thread: Thread): void {
    if (!thread.ready || thread.tasks.length > 0) return;
    const tasks = this.#source.next();
    if (tasks.length === 0) return;
    thread.tasks.push(...tasks);
    this.#source.busy(this.#threads.flatMap((each) => each.tasks.map(({ request }) => request.path)));
    thread.worker.postMessage({ looks: tasks.map(({ request }) => request) } satisfies ToWorker);
  }
}

import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fromWireError, type WireError } from '../host/protocol.ts';
import type { Device } from '../model/deviceNames.ts';
import type { ParsedPhrase } from '../model/language/syntax.ts';
import type { EncoderOptions } from './photoEncoder.ts';
import type { Look } from './reader.ts';

export type ToWorker =
  /** Answers from the store; undefined for those that are not in it. */
  | { readonly type: 'recall'; readonly hashes: readonly string[]; readonly phrases: readonly ParsedPhrase[] }
  /** @param device on which the model is loaded if it is not yet; by the options if undefined */
  | { readonly type: 'look'; readonly path: string; readonly phrases: readonly ParsedPhrase[]; readonly device: Device | undefined };

export type FromWorker =
  | { readonly type: 'ready' }
  /** The thread, or the model in it, cannot be had. */
  | { readonly type: 'refused'; readonly error: WireError }
  | { readonly type: 'loaded'; readonly device: Device }
  | { readonly type: 'looks'; readonly looks: readonly (Look | undefined)[] }
  | { readonly type: 'failed'; readonly error: WireError };

/** Where the pool gets its work. */
export interface WorkSource {
  /**
   * The next photos for one thread; undefined if there are none now: `Workers.wake` then says that there are again.
   * @param mayLook whether this thread may be told to look at a photo, for which it needs the model
   */
  next(mayLook: boolean): Task | undefined;
  /** Told whenever it changes which files are being looked at. */
  busy(paths: readonly string[]): void;
  /** The model is loaded. */
  loaded(device: Device): void;
  /** Nothing more can be looked at. */
  refused(error: Error): void;
}

interface Answered {
  readonly phrases: readonly ParsedPhrase[];
  /** @param looks as many as there are photos, in their order */
  readonly done: (looks: readonly (Look | undefined)[]) => void;
  readonly failed: (error: Error) => void;
}

/** Photos for one thread, and who is told of them. */
export type Task =
  | Answered & { readonly kind: 'recall'; readonly photos: readonly { readonly path: string; readonly hash: string }[] }
  | Answered & { readonly kind: 'look'; readonly path: string };

interface Thread {
  readonly worker: Worker;
  task: Task | undefined;
  ready: boolean;
  /** Whether it has the model, or is loading it. */
  looks: boolean;
}

/** The sources run as they are in a checkout and compiled in a package. */
const ENTRY = join(import.meta.dirname, `worker${extname(import.meta.filename)}`);

/**
 * Threads that look at photos. There is one more than cores: each works on one photo at a time, so while one waits for
 * its file or its decoder the others keep the cores busy, and no more than one photo a thread is in memory.
 */
export class Workers {
  readonly #threads: Thread[] = [];
  readonly #options: EncoderOptions;
  readonly #source: WorkSource;
  #device: Device | undefined;

  /** @param cores threads that the machine can spare; each reader has one */
  constructor(options: EncoderOptions, cores: number, source: WorkSource) {
    this.#options = options;
    this.#source = source;
    // The others would only keep the first from its first photo.
    this.#start(() => { for (let i = 0; i < cores; i++) this.#start(); });
  }

  /** Says that there is work. */
  wake(): void {
    for (const thread of this.#threads) this.#feed(thread);
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => worker.terminate()));
  }

  #start(onReady?: () => void): void {
    const worker = new Worker(ENTRY, { workerData: this.#options, execArgv: ['--disable-warning=ExperimentalWarning'] });
    const thread: Thread = { worker, task: undefined, ready: false, looks: false };
    this.#threads.push(thread);
    worker.on('error', (error) => { throw error; });
    worker.on('message', (message: FromWorker) => {
      if (message.type === 'ready') {
        thread.ready = true;
        onReady?.();
      }
      this.#receive(thread, message);
      this.#feed(thread);
    });
  }

  #receive(thread: Thread, message: FromWorker): void {
    const { task } = thread;
    switch (message.type) {
      case 'ready':
        return;
      case 'loaded':
        if (this.#device !== undefined) return;
        this.#device = message.device;
        this.#source.loaded(message.device);
        this.wake();
        return;
      case 'refused':
        // The others do as well without it.
        if (!thread.ready && this.#threads.some(({ ready }) => ready)) return;
        thread.task = undefined;
        thread.looks = false;
        this.#source.refused(fromWireError(message.error));
        return;
      case 'looks':
        thread.task = undefined;
        task?.done(message.looks);
        return;
      case 'failed':
        thread.task = undefined;
        task?.failed(fromWireError(message.error));
        return;
    }
  }

  #feed(thread: Thread): void {
    if (!thread.ready || thread.task !== undefined) return;
    const task = this.#source.next(this.#mayLook(thread));
    if (task === undefined) return;
    thread.task = task;
    thread.looks ||= task.kind === 'look';
    this.#source.busy(this.#threads.flatMap(({ task: each }) => (each === undefined ? [] : pathsOf(each))));
    thread.worker.postMessage(this.#messageOf(task));
  }

  #messageOf(task: Task): ToWorker {
    const { phrases } = task;
    if (task.kind === 'look') return { type: 'look', path: task.path, phrases, device: this.#device };
    return { type: 'recall', hashes: task.photos.map(({ hash }) => hash), phrases };
  }

  /** One thread finds out which device is best. Any other than the CPU is one for all: two threads keep it busy. */
  #mayLook(thread: Thread): boolean {
    if (thread.looks) return true;
    const others = this.#threads.filter(({ looks }) => looks).length;
    return this.#device === undefined ? others === 0 : this.#device === 'cpu' || others < 2;
  }
}

function pathsOf(task: Task): readonly string[] {
  return task.kind === 'look' ? [task.path] : task.photos.map(({ path }) => path);
}

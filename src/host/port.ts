import { fork, type Serializable } from 'node:child_process';
import { extname, resolve } from 'node:path';
import type { FromHost, ToHost } from './protocol.ts';

/** A running process as its client sees it, a host unless said otherwise; Electron's utility process is another one. */
export interface HostPort<To = ToHost, From = FromHost> {
  readonly pid: number | undefined;
  send(message: To): void;
  onMessage(listener: (message: From) => void): void;
  /** @param listener told once, with what the process last wrote to its error stream. */
  onExit(listener: (lastWords: string) => void): void;
  kill(): void;
}

/** Enough of a native crash report to name the cause. */
const LAST_WORDS = 2000;

/** Starts the host, or what else its entry point can be, as a child of this process. */
export function forkHost<To = ToHost, From = FromHost>(): HostPort<To, From> {
  return start(false);
}

/** As `forkHost`, for work that has time: where that matters, in a session of its own, so that it can give way to all others. */
export function forkBackground<To = ToHost, From = FromHost>(): HostPort<To, From> {
  return start(process.platform === 'linux');
}

function start<To, From>(detached: boolean): HostPort<To, From> {
  // The sources run as they are in a checkout and compiled in a package.
  const entry = resolve(import.meta.dirname, `process${extname(import.meta.filename)}`);
  const child = fork(entry, [], {
    detached,
    serialization: 'advanced',
    execArgv: ['--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let lastWords = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  return {
    pid: child.pid,
    // A message to a process that has just died is lost; its exit event says so to the client.
    send: (message) => void child.send(message as Serializable, () => undefined),
    onMessage: (listener) => void child.on('message', (message) => { listener(message as From); }),
    onExit: (listener) => {
      let told = false;
      const tell = () => {
        if (!told) listener(lastWords);
        told = true;
      };
      child.on('exit', tell);
      child.on('error', tell);
    },
    kill: () => void child.kill('SIGKILL'),
  };
}

import { utilityProcess } from 'electron';
import type { HostPort } from '../src/host/port.ts';
import type { FromHost, ToHost } from '../src/host/protocol.ts';

/** Enough of a native crash report to name the cause. */
const LAST_WORDS = 2000;

/** Starts the host as a utility process of this application. @param entry path of its script */
export function forkUtilityHost<To = ToHost, From = FromHost>(entry: string): HostPort<To, From> {
  const child = utilityProcess.fork(entry, [], {
    serviceName: 'Phraselift model',
    stdio: ['ignore', 'ignore', 'pipe'],
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  let lastWords = '';
  child.stderr?.on('data', (chunk: Buffer) => { lastWords = (lastWords + chunk.toString('utf8')).slice(-LAST_WORDS); });
  return {
    get pid() { return child.pid; },
    send: (message) => { child.postMessage(message); },
    onMessage: (listener) => void child.on('message', (message: From) => { listener(message); }),
    onExit: (listener) => void child.once('exit', () => { listener(lastWords); }),
    kill: () => void child.kill(),
  };
}

/** Entry point of a thread that looks at photos, one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { toWireError } from '../host/protocol.ts';
import { PhotoReader, type ReaderOptions } from './reader.ts';
import type { FromWorker, ToWorker } from './workers.ts';

const port = parentPort;
if (port === null) throw new Error('this is the entry point of a worker thread');
const send = (message: FromWorker): void => { port.postMessage(message); };

try {
  const reader = await PhotoReader.open(workerData as ReaderOptions);
  port.on('message', (message: ToWorker) => void work(reader, message));
  send({ type: 'ready', device: reader.device });
} catch (error) {
  send({ type: 'refused', error: toWireError(error) });
}

async function work(reader: PhotoReader, { looks }: ToWorker): Promise<void> {
  const used: string[] = [];
  for (const request of looks) {
    try {
      const look = await reader.look(request);
      if (!look.encoded) used.push(look.hash);
      send({ type: 'look', look });
    } catch (error) {
      send({ type: 'failed', error: toWireError(error) });
    }
  }
  // Failing to note a use loses nothing; a store that is locked or full says so when it is written to.
  if (used.length > 0) try { reader.touch(used); } catch { /* see above */ }
}

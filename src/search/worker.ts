/** Entry point of a thread that looks at photos, one at a time. */
import { parentPort, workerData } from 'node:worker_threads';
import { toWireError } from '../host/protocol.ts';
import type { EncoderOptions } from './photoEncoder.ts';
import { PhotoReader, type Look } from './reader.ts';
import type { FromWorker, ToWorker } from './workers.ts';

const port = parentPort;
if (port === null) throw new Error('this is the entry point of a worker thread');
const send = (message: FromWorker): void => { port.postMessage(message); };

try {
  const reader = await PhotoReader.open(workerData as EncoderOptions);
  port.on('message', (message: ToWorker) => void work(reader, message));
  send({ type: 'ready' });
} catch (error) {
  send({ type: 'refused', error: toWireError(error) });
}

async function work(reader: PhotoReader, message: ToWorker): Promise<void> {
  try {
    if (message.type === 'recall') recall(reader, message);
    else await look(reader, message);
  } catch (error) {
    send({ type: 'failed', error: toWireError(error) });
  }
}

function recall(reader: PhotoReader, { hashes, phrases }: Extract<ToWorker, { type: 'recall' }>): void {
  const looks = hashes.map((hash) => reader.recall(hash, phrases));
  send({ type: 'looks', looks });
  touch(reader, looks);
}

async function look(reader: PhotoReader, { path, phrases, device }: Extract<ToWorker, { type: 'look' }>): Promise<void> {
  try {
    send({ type: 'loaded', device: await reader.load(device) });
  } catch (error) {
    send({ type: 'refused', error: toWireError(error) });
    return;
  }
  const found = await reader.look(path, phrases);
  send({ type: 'looks', looks: [found] });
  if (!found.encoded) touch(reader, [found]);
}

/** Failing to note a use loses nothing; a store that is locked or full says so when it is written to. */
function touch(reader: PhotoReader, looks: readonly (Look | undefined)[]): void {
  try {
    reader.touch(looks.flatMap((found) => found?.hash ?? []));
  } catch { /* see above */ }
}

/** Entry point of the host where it runs as a utility process of Electron. */
import { serveHost } from '../src/host/serve.ts';

const { parentPort } = process;
serveHost({
  send: (message) => { parentPort.postMessage(message); },
  onMessage: (listener) => void parentPort.on('message', ({ data }) => { listener(data); }),
});

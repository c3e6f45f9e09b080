/**
 * Entry point of the process that owns the model and decodes images. It dies with its parent, and it may be killed at
 * any moment: nothing that matters is kept only here.
 */
import { serveHost } from './serve.ts';

process.on('disconnect', () => process.exit());
serveHost({
  send: (message) => process.send?.(message),
  onMessage: (listener) => void process.on('message', listener),
});

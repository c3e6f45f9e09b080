import type { ServerResponse } from 'node:http';
import { SECURITY_HEADERS } from '../security.ts';
import type { EditorService } from '../service.ts';

/** A comment line often enough that nothing on the way takes the connection for dead. */
const HEARTBEAT_MS = 20_000;

/** Sends events to a page for as long as it listens (WHATWG HTML, "Server-sent events"). */
export function streamEvents(service: EditorService, response: ServerResponse): void {
  response.writeHead(200, { ...SECURITY_HEADERS, 'Content-Type': 'text/event-stream' });
  response.write(': listening\n\n');
  const end = service.onEvent((event) => { response.write(`data: ${JSON.stringify(event)}\n\n`); });
  const heartbeat = setInterval(() => { response.write(':\n\n'); }, HEARTBEAT_MS);
  heartbeat.unref();
  response.on('close', () => {
    clearInterval(heartbeat);
    end();
  });
}

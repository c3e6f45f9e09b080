import { z } from 'zod';
import { toWireError } from '../host/protocol.ts';
import type { HostChannel, Receive } from '../host/serve.ts';
import { giveWay } from './giveWay.ts';
import { searchInit, searchRequest } from './protocol.ts';
import { SearchServer } from './server.ts';

const incoming = z.discriminatedUnion('type', [
  z.object({ type: z.literal('search-init'), init: searchInit }),
  z.object({ type: z.literal('search'), id: z.number().int(), request: searchRequest }),
]);

/**
 * The process that searches folders. It keeps all cores busy for minutes and gives way to the window, to the model's process
 * and to whatever else the user does meanwhile.
 */
export function serveSearch(channel: HostChannel): Receive {
  giveWay();
  let server: SearchServer | undefined;
  return async (raw) => {
    const message = incoming.parse(raw);
    if (message.type === 'search-init') {
      try {
        server = SearchServer.open(message.init, (news) => { channel.send(news); });
        channel.send({ type: 'ready' });
      } catch (error) {
        channel.send({ type: 'refused', error: toWireError(error) });
      }
      return;
    }
    const { id, request } = message;
    try {
      if (server === undefined) throw new Error('the search process was asked before it was initialised');
      channel.send({ type: 'search-result', id, value: await server.handle(request) });
    } catch (error) {
      channel.send({ type: 'error', id, error: toWireError(error) });
    }
  };
}

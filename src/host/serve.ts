import { z } from 'zod';
import { searchInit, searchRequest, type FromSearch } from '../search/protocol.ts';
import { SearchServer } from '../search/server.ts';
import { toWireError, type FromHost } from './protocol.ts';
import { hostInit, hostRequest } from './requests.ts';
import { Service } from './service.ts';

const incoming = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), init: hostInit }),
  z.object({ type: z.literal('request'), id: z.number().int(), request: hostRequest }),
  z.object({ type: z.literal('search-init'), init: searchInit }),
  z.object({ type: z.literal('search'), id: z.number().int(), request: searchRequest }),
]);

/** The host's side of the channel to its parent, whatever carries it. */
export interface HostChannel {
  send(message: FromHost | FromSearch): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Answers what the parent asks, for the life of the process. */
export function serveHost(channel: HostChannel): void {
  let service: Service | undefined;
  let search: SearchServer | undefined;

  async function open(message: Extract<z.infer<typeof incoming>, { type: 'init' | 'search-init' }>): Promise<void> {
    try {
      if (message.type === 'init') {
        service = await Service.open(message.init);
        channel.send({ type: 'ready', device: service.device, notes: service.notes });
      } else {
        search = SearchServer.open(message.init, (news) => { channel.send(news); });
        channel.send({ type: 'ready' });
      }
    } catch (error) {
      channel.send({ type: 'refused', error: toWireError(error) });
    }
  }

  async function receive(message: z.infer<typeof incoming>): Promise<void> {
    if (message.type === 'init' || message.type === 'search-init') return open(message);
    const { id } = message;
    try {
      if (message.type === 'search') {
        if (search === undefined) throw new Error('the search process was asked before it was initialised');
        channel.send({ type: 'search-result', id, value: await search.handle(message.request) });
      } else {
        if (service === undefined) throw new Error('the host was asked before it was initialised');
        const value = await service.handle(message.request, (step) => { channel.send({ type: 'progress', id, step }); });
        channel.send({ type: 'result', id, value });
      }
    } catch (error) {
      channel.send({ type: 'error', id, error: toWireError(error) });
    }
  }

  channel.onMessage((message) => void receive(incoming.parse(message)));
}

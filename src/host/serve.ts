import { z } from 'zod';
import { toWireError, type FromHost } from './protocol.ts';
import { hostInit, hostRequest } from './requests.ts';
import { Service } from './service.ts';

const incoming = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), init: hostInit }),
  z.object({ type: z.literal('request'), id: z.number().int(), request: hostRequest }),
]);

/** The host's side of the channel to its parent, whatever carries it. */
export interface HostChannel {
  send(message: FromHost): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** Answers what the parent asks, for the life of the process. */
export function serveHost(channel: HostChannel): void {
  let service: Service | undefined;

  async function receive(message: z.infer<typeof incoming>): Promise<void> {
    if (message.type === 'init') {
      try {
        service = await Service.open(message.init);
        channel.send({ type: 'ready', device: service.device, notes: service.notes });
      } catch (error) {
        channel.send({ type: 'refused', error: toWireError(error) });
      }
      return;
    }
    const { id, request } = message;
    try {
      if (service === undefined) throw new Error('the host was asked before it was initialised');
      const value = await service.handle(request, (step) => { channel.send({ type: 'progress', id, step }); });
      channel.send({ type: 'result', id, value });
    } catch (error) {
      channel.send({ type: 'error', id, error: toWireError(error) });
    }
  }

  channel.onMessage((message) => void receive(incoming.parse(message)));
}

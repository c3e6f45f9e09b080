import { z } from 'zod';
import { hostInit } from './init.ts';
import { toWireError } from './protocol.ts';
import { hostRequest } from './requests.ts';
import type { HostChannel, Receive } from './serve.ts';
import { Service } from './service.ts';

const incoming = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), init: hostInit }),
  z.object({ type: z.literal('request'), id: z.number().int(), request: hostRequest }),
]);

/** The process that owns the model. */
export function serveModel(channel: HostChannel): Receive {
  let service: Service | undefined;
  return async (raw) => {
    const message = incoming.parse(raw);
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
  };
}

/**
 * Entry point of the process that owns the model and decodes images. It dies with its parent, and it may be killed at
 * any moment: nothing that matters is kept only here.
 */
import { z } from 'zod';
import { hostInit, hostRequest } from './requests.ts';
import { toWireError, type FromHost } from './protocol.ts';
import { Service } from './service.ts';

const incoming = z.discriminatedUnion('type', [
  z.object({ type: z.literal('init'), init: hostInit }),
  z.object({ type: z.literal('request'), id: z.number().int(), request: hostRequest }),
]);

let service: Service | undefined;

async function receive(message: z.infer<typeof incoming>): Promise<void> {
  if (message.type === 'init') {
    try {
      service = await Service.open(message.init);
      send({ type: 'ready' });
    } catch (error) {
      send({ type: 'refused', error: toWireError(error) });
    }
    return;
  }
  const { id, request } = message;
  try {
    if (service === undefined) throw new Error('the host was asked before it was initialised');
    send({ type: 'result', id, value: await service.handle(request, (step) => { send({ type: 'progress', id, step }); }) });
  } catch (error) {
    send({ type: 'error', id, error: toWireError(error) });
  }
}

function send(message: FromHost): void {
  process.send?.(message);
}

process.on('disconnect', () => process.exit());
process.on('message', (message) => void receive(incoming.parse(message)));

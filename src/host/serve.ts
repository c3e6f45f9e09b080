import type { FromSearch } from '../search/protocol.ts';
import type { FromHost } from './protocol.ts';

/** The host's side of the channel to its parent, whatever carries it. */
export interface HostChannel {
  send(message: FromHost | FromSearch): void;
  onMessage(listener: (message: unknown) => void): void;
}

/** What answers the messages of one kind of process; it checks them itself. */
export type Receive = (message: unknown) => Promise<void>;

/**
 * Answers what the parent asks, for the life of the process. The first message tells which process this is, and only then
 * its code is loaded: a search, whose first result is waited for, needs little of what a host does.
 */
export function serveHost(channel: HostChannel): void {
  let receiving: Promise<Receive> | undefined;
  channel.onMessage((message) => {
    receiving ??= receiverFor(message, channel);
    void receiving.then((receive) => receive(message));
  });
}

async function receiverFor(message: unknown, channel: HostChannel): Promise<Receive> {
  const isSearch = typeof message === 'object' && message !== null && 'type' in message && message.type === 'search-init';
  if (isSearch) return (await import('../search/serve.ts')).serveSearch(channel);
  return (await import('./serveModel.ts')).serveModel(channel);
}

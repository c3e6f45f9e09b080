import { expect, it } from 'vitest';
import { Searches } from '../../src/api/searches.ts';
import type { ApiEvent, SearchStatus, Settings } from '../../src/api/contract.ts';
import type { SearchPort } from '../../src/search/client.ts';
import type { FromSearch, SearchInit, ToSearch } from '../../src/search/protocol.ts';

const thresholds = { object: 0.5, none: 0.4, found: 0.8 };

function status(run: string, state: SearchStatus['state'], version: number): SearchStatus {
  return {
    run, state, folder: '/photos', name: 'photos', thresholds, defaultThresholds: thresholds, phrases: [],
    total: 0, scanned: true, done: 0, encoded: 0, failed: 0, seconds: 0, notes: [], version,
  };
}

/** A process that answers a start by these messages, all of which arrive before anything else is done. */
function processThat(answers: (id: number, run: string) => readonly FromSearch[]): SearchPort {
  let tell: (message: FromSearch) => void = () => undefined;
  return {
    pid: undefined,
    send: (message: ToSearch) => {
      if (message.type === 'search-init') process.nextTick(() => { tell({ type: 'ready' }); });
      else if (message.request.kind === 'start') {
        const { run } = message.request;
        process.nextTick(() => { for (const answer of answers(message.id, run)) tell(answer); });
      }
    },
    onMessage: (listener) => { tell = listener; },
    onExit: () => undefined,
    kill: () => undefined,
  };
}

function searchesWith(port: SearchPort, events: ApiEvent[]): Searches {
  const options = { initOf: () => ({}) as SearchInit, start: () => port, log: () => undefined };
  return new Searches(options, {} as Settings, (event) => { events.push(event); });
}

it.each(['after', 'before'])('a search that ends right %s its start is answered is known to be over, and its end is told', async (order) => {
  const events: ApiEvent[] = [];
  const searches = searchesWith(processThat((id, run) => {
    const answer: FromSearch = { type: 'search-result', id, value: status(run, 'running', 1) };
    const end: FromSearch = { type: 'search-status', status: status(run, 'failed', 2) };
    return order === 'after' ? [answer, end] : [end, answer];
  }), events);
  const { run } = await searches.start({ folder: '/photos', phrases: ['a dog'] });
  expect(searches.statuses).toEqual([status(run, 'failed', 2)]);
  expect(events).toEqual([{ type: 'search', status: status(run, 'failed', 2) }]);
  searches.end();
});

it('a search that cannot be started is not kept', async () => {
  const events: ApiEvent[] = [];
  const searches = searchesWith(processThat((id, run) => [
    { type: 'search-status', status: status(run, 'failed', 1) },
    { type: 'error', id, error: { code: 'file-missing', message: 'no such folder' } },
  ]), events);
  await expect(searches.start({ folder: '/photos', phrases: ['a dog'] })).rejects.toThrow('no such folder');
  expect(searches.statuses).toEqual([]);
});

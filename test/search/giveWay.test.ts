import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { constants, getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { forkBackground, forkHost, type HostPort } from '../../src/host/port.ts';
import { packFolders } from '../../src/model/pack.ts';
import type { FromSearch, SearchInit, ToSearch } from '../../src/search/protocol.ts';

const home = mkdtempSync(join(tmpdir(), 'phraselift-way-'));
afterAll(() => { rmSync(home, { recursive: true, force: true }); });

const init: SearchInit = {
  model: 'lite', device: 'cpu', threads: 1, modelFolders: packFolders(), cacheFolder: join(home, 'cache'), dataFolder: join(home, 'data'), maxPixels: 1e6,
};

/** The priority of a search process, and that of its session where the system has such. */
async function prioritiesOf(port: HostPort<ToSearch, FromSearch>): Promise<{ own: number; session: string | undefined }> {
  const ready = new EventTarget();
  const answered = once(ready, 'ready');
  port.onMessage(({ type }) => { ready.dispatchEvent(new Event(type)); });
  port.send({ type: 'search-init', init });
  await answered;
  const autogroup = `/proc/${port.pid}/autogroup`;
  const session = existsSync(autogroup) ? readFileSync(autogroup, 'utf8').trim() : undefined;
  const own = getPriority(port.pid);
  const gone = new Promise<void>((resolve) => { port.onExit(() => { resolve(); }); });
  port.kill();
  await gone;
  return { own, session };
}

const low = constants.priority.PRIORITY_BELOW_NORMAL;

describe('the process that searches', () => {
  it('has a low priority, and so has its session where sessions share the processor', async () => {
    const { own, session } = await prioritiesOf(forkBackground<ToSearch, FromSearch>());
    expect(own).toBe(low);
    if (session !== undefined) expect(session).toMatch(new RegExp(`nice ${low}$`, 'u'));
  });

  it('leaves the session alone that it shares with others', async () => {
    const { own, session } = await prioritiesOf(forkHost<ToSearch, FromSearch>());
    expect(own).toBe(low);
    expect(session).toBe(existsSync('/proc/self/autogroup') ? readFileSync('/proc/self/autogroup', 'utf8').trim() : undefined);
  });
});

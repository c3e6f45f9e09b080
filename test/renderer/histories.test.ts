import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { setService } from '../../renderer/service/service.ts';
import { dropHistory, newHistory } from '../../renderer/state/histories.ts';
import { useNotices } from '../../renderer/state/notices.ts';
import { ApiError, methods, type Api, type Method } from '../../src/api/contract.ts';
import { hashDocument } from '../../src/document/document.ts';
import type { DocumentHistory } from '../../src/document/history.ts';
import { openTestService, type TestService } from '../api/helpers.ts';
import { blob, emptyDocument } from '../document/fixtures.ts';

let test: TestService;
let isFull = false;

beforeAll(async () => {
  test = await openTestService();
  const api = Object.fromEntries((Object.keys(methods) as Method[]).map((method) => [method, (params: never) =>
    (isFull && method === 'history.put' ? Promise.reject(new ApiError('disk-full', 'no space left')) : test.call(method, params))]));
  setService({
    api: api as unknown as Api, openFile: () => Promise.reject(new Error()), openProject: () => Promise.reject(new Error()),
    openFolder: () => Promise.reject(new Error()), onEvent: () => () => undefined,
  });
});
afterAll(() => test.close());
beforeEach(() => {
  isFull = false;
  useNotices.setState({ notices: [] });
});

const CAP = 500_000;
const STEPS = 12;
const folder = () => join(test.home, 'cache', 'history');
const files = () => readdirSync(folder(), { recursive: true, encoding: 'utf8' }).filter((path) => statSync(join(folder(), path)).isFile());

/** Changes of all of a mask of 1200 x 1200 pixels: 1.4 MB each. */
function paint(history: DocumentHistory): string[] {
  const mask = blob(600, 600, 500, 500, 200);
  history.commit({ kind: 'addLayers', layers: [{ id: 'a', name: 'a', mask, origin: null }], group: null, parent: null, index: 0 });
  const hashes = [hashDocument(history.document)];
  for (let i = 0; i < STEPS; i++) {
    history.commit({ kind: 'maskOperation', ids: ['a'], operation: { kind: 'feather', radius: 2 + (i % 3) } });
    hashes.push(hashDocument(history.document));
  }
  return hashes;
}

describe('a history that takes too much memory', () => {
  it('really lies on the disk, comes back to the last pixel, and goes with its document', async () => {
    const history = newHistory(emptyDocument(1200, 1200), { capBytes: CAP });
    const hashes = paint(history);
    await history.settled();
    expect(files().length).toBeGreaterThan(50);
    // The nearest step stays in memory, whatever its size.
    expect(history.bytes).toBeLessThan(4 * CAP);
    for (let step = hashes.length - 2; step >= 0; step--) {
      expect(await history.undo()).toBe(true);
      expect(hashDocument(history.document)).toBe(hashes[step]);
      expect(history.bytes).toBeLessThan(20 * CAP);
    }
    await history.settled();
    await dropHistory(history);
    expect(files()).toEqual([]);
  });

  it('loses its oldest steps, and says so, where the disk is full', async () => {
    isFull = true;
    const history = newHistory(emptyDocument(1200, 1200), { capBytes: CAP });
    paint(history);
    await vi.waitFor(() => { expect(useNotices.getState().notices.map(({ textKey }) => textKey)).toEqual(['error.history']); });
    expect(history.position).toBeLessThan(STEPS + 1);
    expect(await history.undo()).toBe(true);
  });

  it('leaves nothing when the service ends', async () => {
    const other = await openTestService();
    await other.call('history.put', { history: 'h', key: '0', tile: 'AAAA' });
    expect(await other.call('history.get', { history: 'h', key: '0' })).toBe('AAAA');
    await expect(other.call('history.get', { history: 'h', key: '1' })).rejects.toMatchObject({ code: 'file-missing' });
    await expect(other.call('history.put', { history: '../x', key: '0', tile: '' })).rejects.toMatchObject({ code: 'bad-request' });
    await other.service.close();
    expect(readdirSync(join(other.home, 'cache', 'history'))).toEqual([]);
    await other.close();
    expect(existsSync(other.home)).toBe(false);
  });
});

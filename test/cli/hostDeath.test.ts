import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { openEngine } from '../../src/engine.ts';
import { childrenOf } from '../processes.ts';
import { phraselift } from './run.ts';

const photo = resolve(import.meta.dirname, '../../assets/samples/breakfast.jpg');
const home = mkdtempSync(join(tmpdir(), 'phraselift-death-'));
afterAll(() => { rmSync(home, { recursive: true, force: true }); });

/** Kills the first `count` hosts that the command line starts, each a moment after it appeared. */
async function killHosts(cli: number, count: number): Promise<number> {
  const killed = new Set<number>();
  for (let waited = 0; waited < 20_000 && killed.size < count; waited += 20) {
    for (const child of childrenOf(cli)) {
      if (killed.has(child)) continue;
      killed.add(child);
      await delay(150);
      process.kill(child, 'SIGKILL');
    }
    await delay(20);
  }
  return killed.size;
}

function selectWhileKilling(hosts: number) {
  let killing: Promise<number> = Promise.resolve(0);
  const result = phraselift(['select', photo, 'the cups', '--json', '--device', 'cpu'], {
    env: { PHRASELIFT_HOME: join(home, String(hosts)) },
    onStart: (child) => { killing = killHosts(child.pid!, hosts); },
  });
  return result.then(async (outcome) => ({ ...outcome, killed: await killing }));
}

describe.skipIf(process.platform !== 'linux')('the death of the host in the middle of a request', () => {
  it('once: the right answer all the same', async () => {
    const undisturbed = await selectWhileKilling(0);
    const { code, stdout, killed } = await selectWhileKilling(1);
    expect({ code, killed }).toEqual({ code: 0, killed: 1 });
    const instances = (text: string) => (JSON.parse(text) as { instances: unknown }).instances;
    expect(instances(stdout)).toEqual(instances(undisturbed.stdout));
  });

  it('twice: one line and exit 2 within 10 s', async () => {
    const start = performance.now();
    const { code, stdout, stderr, killed } = await selectWhileKilling(2);
    expect({ code, stdout, killed }).toEqual({ code: 2, stdout: '', killed: 2 });
    expect(stderr).toMatch(/^phraselift: the model process died twice[^\n]*\n$/);
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});

describe('openEngine', () => {
  it('cancels a request under way and answers the next one', async () => {
    const engine = openEngine({ device: 'cpu', cacheFolder: join(home, 'cancel') });
    const abort = new AbortController();
    const cancelled = engine.select(photo, 'the cups', { signal: abort.signal, onProgress: (step) => { if (step === 'encode') abort.abort(); } });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    await expect(engine.select(photo, 'the cups')).resolves.toMatchObject({ verdict: 'found' });
    engine.close();
  });

  it('reports the steps in order, and none of the image steps for a second phrase', async () => {
    const engine = openEngine({ device: 'cpu', cacheFolder: join(home, 'steps') });
    const steps: string[] = [];
    const onProgress = (step: string) => steps.push(step);
    await engine.select(photo, 'the cups', { onProgress });
    expect(steps).toEqual(['load', 'decode', 'encode', 'relate', 'masks']);
    steps.length = 0;
    const { timings } = await engine.select(photo, 'the mugs', { onProgress });
    expect(steps).toEqual(['load', 'relate', 'masks']);
    expect(timings.encode).toBeUndefined();
    expect(timings.decode).toBeUndefined();
    engine.close();
  });
});

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { chooseDevice } from '../../src/host/chooseDevice.ts';
import type { Graphs, Testable } from '../../src/model/devices.ts';
import type { Device } from '../../src/model/deviceNames.ts';

/** What a made-up provider does: how long it takes, or how it fails. */
type Behaviour = { readonly milliseconds: number } | 'absent' | 'wrong' | 'stops' | 'dies';

interface Loaded extends Graphs {
  readonly device: Device;
}

class ProcessDied extends Error {}

/** A model whose providers behave as told; `dies` ends what stands for the process. */
function model(behaviours: Partial<Record<Device, Behaviour>>): { readonly testable: Testable<Loaded>; readonly tried: Device[] } {
  const tried: Device[] = [];
  const testable: Testable<Loaded> = {
    id: 'test',
    fingerprint: 'f',
    forms: () => ['plain'],
    load: (_form, device) => {
      tried.push(device);
      const behaviour = behaviours[device];
      if (behaviour === undefined || behaviour === 'absent') return Promise.reject(new Error('no adapter'));
      return Promise.resolve({ device, release: () => Promise.resolve() });
    },
    selfTest: ({ device }) => {
      const behaviour = behaviours[device];
      if (behaviour === 'stops') return Promise.reject(new Error('device lost'));
      return Promise.resolve({ passed: behaviour !== 'wrong', difference: behaviour === 'wrong' ? 0.5 : 0, maskIou: 1 });
    },
    exercise: async ({ device }) => {
      const behaviour = behaviours[device];
      if (behaviour === 'dies') throw new ProcessDied();
      if (typeof behaviour === 'object') await delay(behaviour.milliseconds);
    },
  };
  return { testable, tried };
}

let cache: string;
beforeEach(() => { cache = mkdtempSync(join(tmpdir(), 'phraselift-devices-')); });
afterEach(() => { rmSync(cache, { recursive: true, force: true }); });

const options = { threads: 1, bundled: () => true };
const slow = { milliseconds: 60 };
const quick = { milliseconds: 1 };

describe('chooseDevice', () => {
  it('takes the fastest that passes, keeps the finding, and does not probe again', async () => {
    const { testable, tried } = model({ cpu: slow, webgpu: quick });
    expect(await chooseDevice(testable, 'auto', cache, options)).toMatchObject({ device: 'webgpu', notes: [] });
    tried.length = 0;
    expect((await chooseDevice(testable, 'auto', cache, options)).device).toBe('webgpu');
    expect(tried).toEqual(['webgpu']);
  });

  it('stays on the CPU where the others are slower or absent, and keeps quiet about it', async () => {
    const { testable } = model({ cpu: quick, webgpu: slow });
    expect(await chooseDevice(testable, 'auto', cache, options)).toMatchObject({ device: 'cpu', notes: [] });
  });

  it('tells of providers that are wrong or stop, and takes the next one', async () => {
    const { testable } = model({ cpu: slow, webgpu: 'wrong', cuda: 'stops', tensorrt: quick });
    const { device, notes } = await chooseDevice(testable, 'auto', cache, options);
    expect(device).toBe('tensorrt');
    expect(notes).toEqual([
      expect.stringMatching(/^webgpu is not used: its self-test differs from the CPU by 5.0e-1/u), 'cuda is not used: device lost',
    ]);
  });

  it('never tries a device again in which the process died, and says so', async () => {
    const { testable, tried } = model({ cpu: slow, webgpu: 'dies', dml: quick });
    await expect(chooseDevice(testable, 'auto', cache, options)).rejects.toThrow(ProcessDied);
    tried.length = 0;
    const { device, notes } = await chooseDevice(testable, 'auto', cache, options);
    expect(device).toBe('dml');
    expect(tried).not.toContain('webgpu');
    expect(notes).toEqual(['webgpu is not used: the model process died when it was tried']);
  });

  it('marks the device of a process that died of a request', async () => {
    const { testable, tried } = model({ cpu: slow, webgpu: quick });
    expect((await chooseDevice(testable, 'auto', cache, options)).device).toBe('webgpu');
    expect((await chooseDevice(testable, 'cpu', cache, options, 'webgpu')).device).toBe('cpu');
    expect(JSON.parse(readFileSync(join(cache, 'device-test.json'), 'utf8'))).toMatchObject({ device: 'cpu', crashed: ['webgpu'] });
    tried.length = 0;
    expect((await chooseDevice(testable, 'auto', cache, options)).device).toBe('cpu');
    expect(tried).toEqual(['cpu']);
  });

  it('refuses a named device that is wrong instead of taking another', async () => {
    const { testable } = model({ cpu: quick, webgpu: 'wrong' });
    await expect(chooseDevice(testable, 'webgpu', cache, options)).rejects.toMatchObject({ code: 'device-unavailable' });
  });
});

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDevice, probeDevices } from '../../src/model/devices.ts';
import { testableLite } from '../../src/model/lite/selfTest.ts';
import { readLitePack } from '../../src/model/pack.ts';
import { parseDevice } from '../../src/model/deviceNames.ts';
import { loadGraph, type GraphLoader } from '../../src/model/session.ts';
import { altered } from './faulty.ts';

const pack = testableLite(await readLitePack(join(import.meta.dirname, '../../assets/models/lite')));
const bundled = () => true;

describe('openDevice', () => {
  it('opens the CPU', async () => {
    const { device, graphs } = await openDevice(pack, 'cpu', { threads: 1 });
    expect(device).toBe('cpu');
    await graphs.release();
  });

  it('accepts a provider that computes what the CPU does, up to rounding', async () => {
    const load = altered((value) => value * (1 + 1e-6));
    const { graphs } = await openDevice(pack, 'webgpu', { threads: 1, load, bundled });
    await graphs.release();
  });

  it.each([
    ['a little wrong', (value: number) => value * 1.05 + 0.01],
    ['zero', () => 0],
    ['not a number', () => NaN],
  ])('refuses a provider whose output is %s', async (_name, change) => {
    const opening = openDevice(pack, 'webgpu', { threads: 1, load: altered(change), bundled });
    await expect(opening).rejects.toMatchObject({
      code: 'device-unavailable',
      message: expect.stringContaining('self-test differs from the CPU') as string,
    });
  });

  it('refuses a provider that fails while it runs, with its own words', async () => {
    const load: GraphLoader = () => Promise.resolve({
      run: () => Promise.reject(new Error('kernel exploded\nat somewhere')),
      release: () => Promise.resolve(),
    });
    await expect(openDevice(pack, 'webgpu', { threads: 1, load, bundled })).rejects.toThrow('device "webgpu" cannot be used: kernel exploded');
  });

  it('explains a provider that the build does not carry', async () => {
    const device = process.platform === 'win32' ? 'coreml' : 'dml';
    await expect(openDevice(pack, device, { threads: 1 })).rejects.toThrow(/has no "\w+" provider/);
  });
});

describe('probeDevices', () => {
  it('reports every device; the CPU is usable and timed', async () => {
    const load: GraphLoader = (path, device, threads) =>
      device === 'cpu' ? loadGraph(path, device, threads) : Promise.reject(new Error('no adapter'));
    const reports = await probeDevices(pack, { threads: 1, load, bundled });
    expect(reports.map(({ device, usable }) => [device, usable])).toEqual([
      ['cpu', true], ['webgpu', false], ['cuda', false], ['tensorrt', false], ['dml', false], ['coreml', false],
    ]);
    expect(reports[0].milliseconds).toBeGreaterThan(0);
    expect(reports[1]).toEqual({ device: 'webgpu', usable: false, verified: true, fault: 'absent', reason: 'no adapter' });
    expect(reports[2].verified).toBe(false);
  });
});

describe('parseDevice', () => {
  it('names the devices when it knows none of that name', () => {
    expect(parseDevice('auto')).toBe('auto');
    expect(() => parseDevice('gpu')).toThrow('unknown device "gpu" (auto, cpu, webgpu, cuda, tensorrt, dml, coreml)');
  });
});

import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDevice, probeDevices } from '../../../src/model/devices.ts';
import { readPack, type RelaPack } from '../../../src/model/pack.ts';
import { testableRela } from '../../../src/model/rela/selfTest.ts';
import { loadGraph, type GraphLoader } from '../../../src/model/session.ts';
import { altered, stopping } from '../faulty.ts';
import { miniatureId, miniatureModels } from './miniature.ts';

const models = miniatureModels();
const bundled = () => true;
const GRID_SAMPLE = /image\.float32/u;

async function open(load: GraphLoader) {
  const pack = await readPack(join(models!, miniatureId)) as RelaPack;
  return openDevice(testableRela(pack), 'cuda', { threads: 1, load, bundled });
}

describe.skipIf(models === undefined)('devices for a rela pack', { timeout: 240_000 }, () => {
  it('accepts a provider that computes what the pack says the CPU does', async () => {
    const { graphs, notes } = await open(altered((value) => value * (1 + 1e-6)));
    expect(notes).toEqual([]);
    await graphs.release();
  });

  it('gives the CPU the form with DeformConv, or the next where a pack was imported before there was one', async () => {
    const pack = await readPack(join(models!, miniatureId)) as RelaPack;
    const { text, image: { grid_sample, gather } } = pack.manifest.variants.float32!;
    const older = { ...pack, manifest: { ...pack.manifest, variants: { float32: { text, image: { grid_sample, gather } } } } };
    for (const [model, file] of [[pack, 'image-deform_conv.float32.onnx'], [older, 'image.float32.onnx']] as const) {
      const paths: string[] = [];
      const load: GraphLoader = (path, ...rest) => {
        paths.push(basename(path));
        return loadGraph(path, ...rest);
      };
      const { graphs } = await openDevice(testableRela(model), 'cpu', { threads: 1, load });
      await graphs.release();
      expect(paths).toEqual(['text.float32.onnx', file]);
    }
  });

  it.each([
    ['computes GridSample wrongly', altered((value) => value * 1.2 + 0.1, GRID_SAMPLE)],
    ['gives NaN for GridSample', altered(() => NaN, GRID_SAMPLE)],
    ['stops at GridSample', stopping('GridSample is not implemented', GRID_SAMPLE)],
  ])('uses the form without GridSample where a provider %s, and says so', async (_what, load) => {
    const { graphs, notes } = await open(load);
    expect(notes).toEqual([expect.stringMatching(/^cuda: the form "gather" of the graphs is used: (its self-test differs|GridSample is not)/u)]);
    await graphs.release();
  });

  it.each([
    ['all image graphs', /image/u], ['the text graph', /text/u],
  ])('refuses a provider that computes %s wrongly', async (_what, only) => {
    await expect(open(altered((value) => value * 1.01 + 0.01, only))).rejects.toMatchObject({
      code: 'device-unavailable', report: { fault: 'wrong', usable: false },
    });
  });

  it('tells one that stops from one that is absent', async () => {
    await expect(open(stopping('device lost'))).rejects.toMatchObject({ report: { fault: 'failed', reason: 'device lost' } });
    await expect(open(() => Promise.reject(new Error('no CUDA library')))).rejects.toMatchObject({
      report: { fault: 'absent', reason: 'no CUDA library' },
    });
  });

  it('reports every device, and what is not verified', async () => {
    const pack = await readPack(join(models!, miniatureId)) as RelaPack;
    const reports = await probeDevices(testableRela(pack), { threads: 1, load: altered((value) => value), bundled });
    expect(reports.map(({ device, verified }) => [device, verified])).toEqual([
      ['cpu', true], ['webgpu', true], ['cuda', false], ['tensorrt', false], ['dml', false], ['coreml', false],
    ]);
    for (const { usable, milliseconds } of reports) expect([usable, milliseconds! > 0]).toEqual([true, true]);
    expect(reports[1].selfTest).toMatchObject({ passed: true, maskIou: 1 });
    // Its own CPU need not be the one that made the pack, but on the same machine nothing differs.
    expect(reports[1].selfTest?.difference).toBeLessThan(1e-3);
  });
});

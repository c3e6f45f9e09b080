import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadGraph } from '../../src/model/session.ts';
import { readPack, type RelaPack } from '../../src/model/pack.ts';
import { FORMS, RelaGraphs } from '../../src/model/rela/graphs.ts';
import { enlarge, targetLogits } from '../../src/model/rela/output.ts';
import { importerPython, importerState } from '../model/rela/miniature.ts';
import { shared } from './folder.ts';

const project = resolve(import.meta.dirname, '../..');
const fixture = join(shared ?? '', 'parity', 'swin_tiny.npz');
const available = shared !== undefined && existsSync(fixture) && importerPython !== undefined;

/** Made once for a state of the importer: a checkpoint with the fixture's parameters, its pack (1 GB), and the fixture's inputs and masks as raw files. */
const cache = join(project, 'training', '.cache', 'parity-swin-tiny');
const SIDE = 480;

function python(...args: readonly string[]): void {
  execFileSync(importerPython!, args, { cwd: project, stdio: ['ignore', 'ignore', 'inherit'] });
}

function prepare(): void {
  mkdirSync(cache, { recursive: true });
  const checkpoint = join(cache, 'swin-tiny.pth');
  if (!existsSync(checkpoint)) {
    python('-m', 'training.rela.parity', '--config', 'swin-tiny', '--fixture', fixture, '--write-checkpoint', checkpoint);
  }
  const stamp = join(cache, 'importer');
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== importerState()) {
    python('-m', 'training.rela.import_checkpoint', checkpoint, '--models', cache, '--accept-licence', '--replace');
    writeFileSync(stamp, importerState());
  }
  python('-c', [
    'import sys, numpy as np',
    'from pathlib import Path',
    'from training.rela.fixture import Fixture',
    'fixture, folder = Fixture(Path(sys.argv[1])), Path(sys.argv[2])',
    'for number in fixture.numbers:',
    '    for name, tensor in zip(("image", "ids", "mask"), fixture.inputs(number)): tensor.numpy().tofile(folder / f"in{number}.{name}")',
    '    np.unpackbits(fixture.get(number, "mask480_bits")).tofile(folder / f"in{number}.mask480")',
  ].join('\n'), fixture, cache);
}

function bytes(name: string): ArrayBuffer {
  return Uint8Array.from(readFileSync(join(cache, name))).buffer;
}

function integers(name: string): number[] {
  return Array.from(new BigInt64Array(bytes(name)), Number);
}

function iou(logits: Float32Array, wanted: Uint8Array): number {
  let both = 0;
  let either = 0;
  logits.forEach((logit, i) => {
    both += logit > 0 ? wanted[i] : 0;
    either += logit > 0 ? 1 : wanted[i];
  });
  return both / either;
}

describe.skipIf(!available)("the runner's graphs and the official outputs (Swin-T)", { timeout: 3_600_000 }, () => {
  it.each([['float32', 0.999], ['float16', 0.99]] as const)('%s masks overlap by at least %d', async (precision, least) => {
    prepare();
    const pack = await readPack(join(cache, 'rela-swin-tiny')) as RelaPack;
    const only = { ...pack, manifest: { ...pack.manifest, variants: { [precision]: pack.manifest.variants[precision] } } };
    for (const form of FORMS) {
      const graphs = await RelaGraphs.load(only, form, 'cpu', 2, loadGraph);
      for (const number of [1, 2, 3]) {
        const tokens = { ids: integers(`in${number}.ids`), mask: integers(`in${number}.mask`) };
        const image = new Float32Array(bytes(`in${number}.image`));
        const output = await graphs.masks(image, await graphs.words(tokens), tokens);
        const logits = enlarge(targetLogits(output.mask, 1), 120, SIDE);
        const wanted = new Uint8Array(bytes(`in${number}.mask480`));
        expect(iou(logits, wanted), `${form}, input ${number}`).toBeGreaterThanOrEqual(least);
      }
      await graphs.release();
    }
    const weights = (name: string) => statSync(join(cache, 'rela-swin-tiny', `weights.${name}.bin`)).size;
    expect(weights('float16')).toBeLessThan(0.6 * weights('float32'));
  });
});

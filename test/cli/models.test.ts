import { execFileSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { importerPython, miniatureId, miniatureModels } from '../model/rela/miniature.ts';
import { phraselift, type CliResult } from './run.ts';

const project = resolve(import.meta.dirname, '../..');
const photo = join(project, 'assets/samples/breakfast.jpg');
const home = mkdtempSync(join(tmpdir(), 'phraselift-models-'));
const installed = join(home, 'data', 'models');
const models = miniatureModels();
afterAll(() => { rmSync(home, { recursive: true, force: true }); });

function run(...args: readonly string[]): Promise<CliResult> {
  return phraselift(args, { env: { PHRASELIFT_HOME: home } });
}

/** What lies in the models folder, hidden or not. */
function left(): string[] {
  return existsSync(installed) ? readdirSync(installed) : [];
}

/** Writes a file with Python, as torch.save does. @param content an expression over `state`, the filled miniature */
function checkpoint(name: string, content: string): string {
  const path = join(home, name);
  const script = [
    'import sys, os, torch',
    'from training.rela.config import MINIATURE',
    'from training.rela.parity import filled_model',
    'class Code:',
    '    def __reduce__(self): return (os.system, ("touch " + sys.argv[1] + ".ran",))',
    'state = filled_model(MINIATURE).state_dict()',
    `torch.save(${content}, sys.argv[1])`,
  ].join('\n');
  execFileSync(importerPython!, ['-c', script, path], { cwd: project });
  return path;
}

describe('models', () => {
  it('lists and verifies what is shipped, and does not remove it', async () => {
    expect(await run('models', 'list')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^lite {2}lite {2}\S+ {2}[\d.]+ MB {2}Apache-2\.0/u) as string });
    const { stdout } = await run('models', 'list', '--json');
    expect(JSON.parse(stdout)).toEqual([expect.objectContaining({ id: 'lite', kind: 'lite', shipped: true })]);
    expect(await run('models', 'verify')).toMatchObject({ code: 0, stdout: expect.stringContaining('all as they should be') as string });
    expect(await run('models', 'remove', 'lite')).toMatchObject({ code: 2, stderr: 'phraselift: model "lite" came with the program and cannot be removed\n' });
    expect(await run('models', 'remove', '../lite')).toMatchObject({ code: 2, stderr: expect.stringContaining('is not installed') as string });
  });

  it('wants the licence accepted before anything happens', async () => {
    const { code, stderr } = await run('models', 'import', join(home, 'none.pth'));
    expect(code).toBe(2);
    expect(stderr).toMatch(/CC BY-NC-SA 4\.0[^]*phraselift: the licence above must be accepted first: pass --accept-licence\n$/u);
  });

  it('says what to install where there is no Python for the importer', async () => {
    const { code, stderr } = await run('models', 'import', 'x.pth', '--accept-licence', '--python', join(home, 'no-python'));
    expect(code).toBe(2);
    expect(stderr.trim().split('\n').at(-1)).toMatch(/^phraselift: the importer needs Python 3\.11 .*no-python does not run.*requirements\.txt/u);
  });
});

describe.skipIf(importerPython === undefined)('models import', { timeout: 600_000 }, () => {
  it('takes an official-style checkpoint from the file to the answer', async () => {
    const path = checkpoint('miniature.pth', '{"model": {**state, "text_encoder.embeddings.position_ids": torch.arange(32)[None]}, "iteration": 1}');
    const imported = await run('models', 'import', path, '--config', 'miniature', '--accept-licence');
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('try it with --model rela-miniature') as string });
    expect(imported.stderr).toContain('comparing ONNX Runtime with PyTorch');
    expect(left()).toEqual([miniatureId]);
    const manifest = JSON.parse(readFileSync(join(installed, miniatureId, 'manifest.json'), 'utf8')) as { provenance: unknown };
    expect(manifest.provenance).toMatchObject({ config: 'miniature', positionIds: true, untrainedTextLayers: { status: 'not checked' } });

    expect(await run('models', 'verify', miniatureId)).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await run('select', photo, 'the red cup on the left', '--model', miniatureId, '--device', 'cpu', '--json');
    expect({ code: code === 2 ? stderr : 'answered' }).toEqual({ code: 'answered' });
    expect(JSON.parse(stdout)).toMatchObject({
      model: { id: miniatureId }, device: 'cpu', unknownWords: [], regionMap: { size: [4, 4] },
      targetProbability: expect.any(Number) as number,
    });
    // A second import keeps what is there unless it is told otherwise.
    const again = await run('models', 'import', path, '--config', 'miniature', '--accept-licence');
    expect(again).toMatchObject({ code: 2, stderr: expect.stringMatching(/exists already.*\n$/u) as string });
    expect(left()).toEqual([miniatureId]);
  });

  it('notices a changed weight, and removes the pack', async () => {
    const weights = join(installed, miniatureId, 'weights.float32.bin');
    const bytes = readFileSync(weights);
    bytes[5000] ^= 1;
    writeFileSync(weights, bytes);
    expect(await run('models', 'verify', miniatureId)).toMatchObject({ code: 2, stderr: expect.stringContaining('weights.float32.bin: checksum differs') as string });
    appendFileSync(weights, 'x');
    expect(await run('models', 'list')).toMatchObject({ code: 2, stderr: expect.stringContaining('weights.float32.bin: has') as string });
    expect(await run('models', 'remove', miniatureId)).toMatchObject({ code: 0 });
    expect(left()).toEqual([]);
  });

  it.each([
    ['holds code', '{"model": {"x": Code()}}', /refused, it holds code/u],
    ['lacks a tensor', '{"model": dict(list(state.items())[1:])}', /1 of \d+ keys missing/u],
    ['is of the wrong shape', '{"model": {**state, "backbone.norm0.weight": torch.zeros(3)}}', /1 of another shape, first backbone\.norm0\.weight/u],
    ['is not finite', '{"model": {**state, "backbone.norm0.weight": state["backbone.norm0.weight"] * float("nan")}}', /not finite/u],
  ])('refuses a file that %s and leaves nothing', async (_what, content, message) => {
    const path = checkpoint('bad.pth', content);
    const { code, stderr } = await run('models', 'import', path, '--config', 'miniature', '--accept-licence');
    expect(code).toBe(2);
    expect(stderr.trim().split('\n').at(-1)).toMatch(message);
    expect(existsSync(`${path}.ran`)).toBe(false);
    expect(left()).toEqual([]);
  });

  it('leaves nothing after Ctrl+C', async () => {
    const path = checkpoint('miniature.pth', '{"model": state}');
    const { code, stdout } = await phraselift(['models', 'import', path, '--config', 'miniature', '--accept-licence'], {
      env: { PHRASELIFT_HOME: home },
      onStart: (child) => { child.stderr?.on('data', (text: Buffer | string) => { if (String(text).includes('exporting')) child.kill('SIGINT'); }); },
    });
    expect({ code, stdout }).toEqual({ code: 130, stdout: '' });
    expect(left()).toEqual([]);
  });

  it('takes a pack that was made on another machine, whole or not at all', async () => {
    const made = join(models!, miniatureId);
    expect(await run('models', 'import', made)).toMatchObject({ code: 2, stderr: expect.stringContaining('pass --accept-licence') as string });
    const damaged = join(home, 'damaged');
    cpSync(made, damaged, { recursive: true });
    appendFileSync(join(damaged, 'image.float32.onnx'), 'x');
    expect(await run('models', 'import', damaged, '--accept-licence')).toMatchObject({ code: 2, stderr: expect.stringContaining('image.float32.onnx: has') as string });
    expect(left()).toEqual([]);
    expect(await run('models', 'import', made, '--accept-licence')).toMatchObject({ code: 0 });
    expect(await run('models', 'import', made, '--accept-licence')).toMatchObject({ code: 2, stderr: expect.stringContaining('pass --replace') as string });
    expect(await run('models', 'import', made, '--accept-licence', '--replace')).toMatchObject({ code: 0 });
    expect(left()).toEqual([miniatureId]);
    mkdirSync(join(installed, `.${miniatureId}.importing-1`));
    expect((await run('models', 'list')).stdout.split('\n').filter(Boolean)).toHaveLength(2);
  });
});

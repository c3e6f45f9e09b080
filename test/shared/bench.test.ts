import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { phraselift } from '../cli/run.ts';
import { pythonWith } from '../python.ts';
import { shared, withoutShared } from './folder.ts';

const folder = mkdtempSync(join(tmpdir(), 'phraselift-bench-'));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });
const python = pythonWith('numpy', 'pycocotools');

describe.skipIf(withoutShared() || python === undefined)('the dev bench', () => {
  it('is answered at least as well as the first version must', { timeout: 900_000 }, async () => {
    const [refs, instances] = [join(shared!, 'bench/dev-refs.json'), join(shared!, 'data/coco-train/instances.json')];
    const out = join(folder, 'predictions.jsonl');
    const args = ['predict', '--refs', refs, '--images', join(shared!, 'data/coco-train/images'), '--out', out, '--device', 'cpu'];
    const { code, stderr } = await phraselift(args, { env: { PHRASELIFT_HOME: join(folder, 'home') } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const result = join(folder, 'score.json');
    execFileSync(python!, [join(shared!, 'bench/score.py'), refs, instances, out, '--json', result]);
    const score = (JSON.parse(readFileSync(result, 'utf8')) as { all: Record<string, number> }).all;
    console.log('dev bench:', score);
    expect(score['gIoU']).toBeGreaterThanOrEqual(46);
    expect(score['N-acc']).toBeGreaterThanOrEqual(62);
    expect(score['T-acc']).toBeGreaterThanOrEqual(80);
    expect(score['Pr@F1']).toBeGreaterThanOrEqual(40);
  });
});

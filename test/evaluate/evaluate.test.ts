import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/evaluate/report.ts';
import { phraselift } from '../cli/run.ts';
import { makeDataset, sampleFolder, type Dataset } from './dataset.ts';

describe('phraselift evaluate', () => {
  let data: Dataset;

  beforeAll(async () => { data = await makeDataset(); });
  afterAll(async () => { await data.remove(); });

  const run = (...more: string[]) => phraselift([
    'evaluate', '--grefs', data.grefs, '--instances', data.instances, '--images', sampleFolder, '--device', 'cpu', ...more,
  ], { env: { XDG_CACHE_HOME: join(data.folder, 'cache') } });

  const keep = async (name: string, lines: readonly unknown[], tail = '') => {
    const out = join(data.folder, name);
    await mkdir(out, { recursive: true });
    await writeFile(join(out, 'predictions.jsonl'), lines.map((line) => `${JSON.stringify(line)}\n`).join('') + tail);
    return out;
  };

  it('answers every sentence, keeps the answers, and reports', async () => {
    const out = join(data.folder, 'fresh');
    const { code, stdout, stderr } = await run('--out', out, '--json');
    expect(stderr).toBe('');
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Report;
    expect(report.data).toMatchObject({ split: 'val', sentences: 3, images: 1 });
    expect(report.gres.official.samples).toBe(3);
    // A real model on a scene that it knows: far from nothing, and an elephant is not on the table.
    expect(report.gres.full.gIoU).toBeGreaterThan(60);
    expect(report.gres.official.nAcc).toBe(100);
    // Squashing to 480 x 480 changes edges, not answers.
    expect(Math.abs(report.gres.full.gIoU! - report.gres.official.gIoU!)).toBeLessThan(2);
    expect((await readFile(join(out, 'predictions.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(3);
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toEqual(report);
    expect(await readFile(join(out, 'report.md'), 'utf8')).toContain('| gIoU |');

    const again = await run('--out', out);
    expect(again.code).toBe(2);
    expect(again.stderr).toMatch(/^phraselift: .*predictions\.jsonl: exists; give --resume to go on or --force to replace it\n$/);
  });

  it('gives perfect answers perfect scores', async () => {
    const out = await keep('perfect', data.perfect);
    const report = JSON.parse((await run('--out', out, '--resume', '--json')).stdout) as Report;
    const all = { gIoU: 100, cIoU: 100, nAcc: 100, tAcc: 100, precision: [100, 100, 100], precisionOfAll: [100, 100, 100] };
    expect(report.gres).toMatchObject({ official: all, full: all });
    expect(report.grec.official).toEqual({ samples: 3, exact: 100, nAcc: 100, tAcc: 100 });
    expect(report.grec.paper).toEqual(report.grec.official);
    expect(report.grec.ap).toBeCloseTo(100, 6);
  });

  it('goes on after the last whole line of an interrupted run', async () => {
    const out = await keep('torn', data.perfect.slice(0, 2), '{"sent_id": 12, "verd');
    const report = JSON.parse((await run('--out', out, '--resume', '--json')).stdout) as Report;
    expect(report.gres.full.samples).toBe(3);
    expect(report.gres.full.tAcc).toBe(100);
  });

  it('takes a merged mask and the classifier\'s word where the model has them', async () => {
    const [donuts, ...rest] = data.perfect;
    const merged = { mask: (donuts.instances[0] as { mask: unknown }).mask, saysNothing: true };
    const out = await keep('merged', [{ ...donuts, verdict: 'none', instances: [], merged }, ...rest]);
    const report = JSON.parse((await run('--out', out, '--resume', '--json')).stdout) as Report;
    expect(report.gres.official.tAcc).toBe(50);
    expect(report.gres.official.gIoU).toBeCloseTo(200 / 3, 6);
  });

  it('says what is wrong with its files in one line', async () => {
    const split = await run('--split', 'testC');
    expect(split).toMatchObject({ code: 2, stderr: expect.stringContaining('has no split "testC" (it has: val)') as string });
    const images = await phraselift(['evaluate', '--grefs', data.grefs, '--instances', data.instances, '--images', data.folder]);
    expect(images.stderr).toBe(`phraselift: ${data.folder}: lacks 1 of 1 images, the first is breakfast.jpg\n`);
    const swapped = await phraselift(['evaluate', '--grefs', data.instances, '--instances', data.grefs, '--images', sampleFolder]);
    expect(swapped.stderr).toMatch(/^phraselift: .*instances\.json: is not gRefCOCO refs \(.*\)\n$/);
    const out = await keep('broken', [{ sent_id: 10, verdict: 'maybe' }]);
    const broken = await run('--out', out, '--resume');
    expect(broken.stderr).toMatch(/^phraselift: .*predictions\.jsonl: line 1 is no prediction \(verdict: .*--force to begin anew\n$/);
  });
});

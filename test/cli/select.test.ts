import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phraselift, type CliOptions } from './run.ts';

const samples = resolve(import.meta.dirname, '../../assets/samples');
const photo = join(samples, 'breakfast.jpg');
const asRoot = process.getuid?.() === 0;

let folder: string;
let env: Record<string, string>;
let plain: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'phraselift-cli-'));
  env = { PHRASELIFT_HOME: join(folder, 'home') };
  plain = join(folder, 'plain.png');
  await sharp({ create: { width: 320, height: 200, channels: 3, background: '#4a7' } }).png().toFile(plain);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

const run = (args: readonly string[], options: CliOptions = {}) =>
  phraselift(['select', ...args, '--device', 'cpu'], { ...options, env: { ...env, ...options.env } });

/** Exit 2, one line on stderr that says all of `parts`, nothing on stdout, no stack. */
async function expectError(args: readonly string[], ...parts: readonly (string | RegExp)[]): Promise<void> {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(stderr).toMatch(/^phraselift: /);
  for (const part of parts) expect(stderr).toMatch(part);
}

describe('phraselift select', () => {
  it('prints the answer for programs', async () => {
    const { code, stdout, stderr } = await run([photo, 'the cups', '--json']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const answer = JSON.parse(stdout) as Record<string, unknown>;
    expect(Object.keys(answer).sort()).toEqual([
      'candidates', 'count', 'device', 'image', 'instances', 'model', 'phrase', 'regionMap', 'targetProbability',
      'timings', 'unknownWords', 'verdict',
    ]);
    const [instance] = answer['instances'] as Record<string, unknown>[];
    expect(Object.keys(instance).sort()).toEqual(['box', 'id', 'label', 'mask', 'score']);
    expect(instance['label']).toBe('cup');
    expect(answer['device']).toBe('cpu');
  });

  it('says none with exit 1 and a probability', async () => {
    const { code, stdout } = await run([photo, 'an elephant']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/nothing here matches \(\d+ % likely/);
  });

  it('runs no image graph for a photo that it has seen in an earlier process', async () => {
    const fresh = { PHRASELIFT_HOME: join(folder, 'fresh') };
    const timings = async (phrase: string) => {
      const { stdout } = await run([photo, phrase, '--json'], { env: fresh });
      return (JSON.parse(stdout) as { timings: Record<string, number> }).timings;
    };
    expect(await timings('the cups')).toHaveProperty('encode');
    expect(await timings('the bottles')).not.toHaveProperty('encode');
  });

  it('writes files next to other files and does not touch those', async () => {
    const out = join(folder, 'mixed');
    mkdirSync(out);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    const { code, stdout } = await run([photo, 'the cups', '--out', out, '--png', '--psd', '--coco', '--overlay']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/wrote .*\.psd/);
    const names = readdirSync(out);
    expect(names.some((name) => name.endsWith('.png'))).toBe(true);
    expect(names.some((name) => name.endsWith('.psd'))).toBe(true);
    expect(names.some((name) => name.endsWith('.json'))).toBe(true);
    expect(readFileSync(join(out, 'mine.txt'), 'utf8')).toBe('mine');
  });

  it('keeps what exists unless it is told to replace it', async () => {
    const out = join(folder, 'clash');
    await run([photo, 'the cups', '--out', out]);
    const [file] = readdirSync(out);
    const before = statSync(join(out, file)).mtimeMs;
    await expectError([photo, 'the cups', '--out', out], file.replaceAll(/[.()]/g, '.'), /--force/);
    expect(statSync(join(out, file)).mtimeMs).toBe(before);
    expect((await run([photo, 'the cups', '--out', out, '--force'])).code).toBe(0);
  });
});

describe('input that must work', () => {
  it.each([
    ['1x1', 1, 1],
    ['60,000x1', 60_000, 1],
  ])('an image of %s', async (name, width, height) => {
    const path = join(folder, `${name}.png`);
    await sharp({ create: { width, height, channels: 3, background: 'red' } }).png().toFile(path);
    const { code, stderr } = await run([path, 'a cup', '--out', join(folder, 'tiny'), '--overlay', '--force']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  });

  it.each([
    ['CMYK', (path: string) => sharp(photo).resize(600).toColourspace('cmyk').jpeg().toFile(path)],
    ['16 bits', (path: string) => sharp(photo).resize(600).toColourspace('rgb16').png().toFile(path)],
    ['GIF', (path: string) => sharp(photo).resize(600).gif().toFile(path)],
  ])('a photo in %s under a wrong ending', async (name, write) => {
    const path = join(folder, `${name}.txt`);
    await write(path);
    const { code } = await run([path, 'the cups']);
    expect(code).toBe(0);
  });

  it.each(['🦄🦄', 'الكوب الأحمر', 'die roten Tassen', 'gobbledegook', '?!;,.', 'a\u0007\u001b[31mcup\u0000'.replace('\u0000', '')])(
    'the phrase %j', async (phrase) => {
      const { code, stdout, stderr } = await run([plain, phrase]);
      expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
       
      expect(stdout.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f]/);
    });

  it('capitals, as well as small letters', async () => {
    const [capitals, small] = await Promise.all([run([photo, 'THE CUPS', '--json']), run([photo, 'the cups', '--json'])]);
    const count = ({ stdout }: { stdout: string }) => (JSON.parse(stdout) as { count: number }).count;
    expect(count(capitals)).toBe(count(small));
  });
});

describe('input that must fail', () => {
  it('a file that is missing, empty, no image, cut off or a folder', async () => {
    const write = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(join(folder, name), bytes);
      return join(folder, name);
    };
    await expectError([join(folder, 'nowhere.jpg'), 'a cup'], /nowhere\.jpg/);
    await expectError([write('empty.jpg', ''), 'a cup'], /empty\.jpg/);
    await expectError([write('text.jpg', 'this is text'), 'a cup'], /text\.jpg/);
    await expectError([write('cut.jpg', readFileSync(photo).subarray(0, 30_000)), 'a cup'], /cut\.jpg/);
    await expectError([folder, 'a cup'], /phraselift-cli-/);
  });

  it('an image over the limit, naming the limit and the way out', async () => {
    await expectError([plain, 'a cup', '--max-pixels', '1000'], /plain\.png/, /1,?000/);
  });

  it('an empty phrase, and one of more than 1,000 characters', async () => {
    await expectError([plain, ''], /phrase is empty/);
    await expectError([plain, '  \t'], /phrase is empty/);
    await expectError([plain, 'cup '.repeat(300)], /1200 characters, at most 1000/);
  });

  it('an unknown model, device, option or threshold', async () => {
    await expectError([plain, 'a cup', '--model', 'sam'], /model "sam" is not installed/);
    const device = await phraselift(['select', plain, 'a cup', '--device', 'gpu'], { env });
    expect(device).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('unknown device "gpu"') as string });
    await expectError([plain, 'a cup', '--treshold', '0.5'], /--threshold/);
    await expectError([plain, 'a cup', '--threshold', '7'], /0 to 1/);
  });

  it('a device that is absent, in one line', async () => {
    const { code, stderr, stdout } = await phraselift(['select', plain, 'a cup', '--device', 'cuda'], { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^phraselift: device "cuda" cannot be used: [^\n]+\n$/);
  });

  it('an output folder that is a file', async () => {
    await expectError([photo, 'the cups', '--out', plain], /plain\.png/);
    expect((await sharp(plain).metadata()).width).toBe(320);
  });

  it.skipIf(asRoot)('an output folder or photo without permission (skipped for root, who may do everything)', async () => {
    const locked = join(folder, 'locked');
    mkdirSync(locked);
    chmodSync(locked, 0o500);
    await expectError([photo, 'the cups', '--out', locked], /locked/);
    expect(readdirSync(locked)).toEqual([]);
    const secret = join(folder, 'secret.png');
    writeFileSync(secret, readFileSync(plain));
    chmodSync(secret, 0);
    await expectError([secret, 'a cup'], /secret\.png/);
  });

  it('leaves nothing behind when it fails', async () => {
    const out = join(folder, 'failing');
    await expectError([join(folder, 'nowhere.jpg'), 'a cup', '--out', out, '--psd'], /nowhere/);
    expect(existsSync(out)).toBe(false);
  });
});

import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeScenes } from '../search/scenes.ts';
import { phraselift, type CliOptions, type CliResult } from './run.ts';

const root = mkdtempSync(join(tmpdir(), 'phraselift-search-'));
const folder = join(root, 'photos');
const home = join(root, 'home');
const run = (args: readonly string[], options: CliOptions = {}): Promise<CliResult> =>
  phraselift([...args, '--device', 'cpu'], { ...options, env: { PHRASELIFT_HOME: home, ...options.env } });
const lines = (text: string): Record<string, unknown>[] => text.split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
const originals = (): string => JSON.stringify(readdirSync(folder, { recursive: true }).sort().map((name) => {
  const { size, mtimeMs, ino } = lstatSync(join(folder, String(name)));
  return [name, size, mtimeMs, ino];
}));

beforeAll(async () => {
  // Breakfast, desk, fruit, kitchen and shelf: cups in all but one.
  await writeScenes(folder, 5);
  mkdirSync(join(folder, 'sub'));
  renameSync(join(folder, 'scene-004.jpg'), join(folder, 'sub', 'line\nbreak.jpg'));
  writeFileSync(join(folder, 'broken.jpg'), 'no photo');
});
afterAll(() => { rmSync(root, { recursive: true, force: true }); });

describe('phraselift search', () => {
  it('says which photos contain what, writes what was asked for, and changes no original', async () => {
    const before = originals();
    const [csv, none, hits] = [join(root, 'all.csv'), join(root, 'none.txt'), join(root, 'hits')];
    const args = ['search', folder, 'the cups', 'a giraffe', '--csv', csv, '--list-none', none, '--copy-to', hits, '--json'];
    const { code, stdout, stderr } = await run(args);
    expect(code).toBe(0);
    const answers = lines(stdout);
    const summary = answers.at(-1)?.['summary'] as Record<string, unknown>;
    expect(summary).toMatchObject({ state: 'finished', photos: 6, total: 6, encoded: 5, failed: 1, failures: { 'not-an-image': 1 }, device: 'cpu' });
    const cups = answers.filter(({ phrase, verdict }) => phrase === 'the cups' && verdict !== 'none');
    expect(cups.length).toBeGreaterThanOrEqual(3);
    const instances = cups[0]['instances'] as unknown[];
    expect(cups[0]['count']).toBe(instances.length);
    // Its label is the model's affair: a mug may be called a bottle, and processors differ in a last digit.
    expect(instances[0]).toMatchObject({ id: 0, label: expect.any(String) as string, mask: { size: [427, 640] } });
    expect(cups.flatMap((answer) => answer['instances'] as { label: string }[]).map(({ label }) => label)).toContain('cup');
    expect(answers.filter(({ error }) => error !== undefined)).toMatchObject([{ path: join(folder, 'broken.jpg'), error: { code: 'not-an-image' } }]);
    expect(stderr.replace(/^note: \d+ of the hits are unsure; --sure leaves them out\n$/, '')).toBe('');
    expect(readFileSync(csv, 'utf8').split('\r\n')[0]).toMatch(/^path,phrase,verdict,probability,count/);
    expect(readFileSync(csv, 'utf8')).toContain(`"${join(folder, 'sub', 'line\nbreak.jpg')}",a giraffe,none`);
    expect(readdirSync(hits)).toHaveLength(cups.length);
    for (const path of readFileSync(none, 'utf8').split('\n').filter(Boolean)) expect(existsSync(path)).toBe(true);
    expect(originals()).toBe(before);

    // Nothing is written over.
    expect(await run(args)).toMatchObject({ code: 2, stderr: expect.stringMatching(/all\.csv exists already and is not replaced/) as string });
    // Copies that are there count, and are not made twice; hits in a folder below are not searched.
    const again = await run(['search', folder, 'the cups', '--copy-to', hits, '--link-to', join(folder, 'links')]);
    expect(again.code).toBe(0);
    expect(readdirSync(hits)).toHaveLength(cups.length);
    expect(lstatSync(join(folder, 'links', readdirSync(join(folder, 'links'))[0])).isSymbolicLink()).toBe(true);
    expect(again.stderr).toMatch(/6 photos looked at .*; 5 were in the index/);
    rmSync(join(folder, 'links'), { recursive: true });
  });

  it('looks again only at what is new, however files were renamed', async () => {
    renameSync(join(folder, 'scene-000.jpg'), join(folder, 'sub', 'moved.jpg'));
    const { code, stdout } = await run(['search', folder, 'a zebra', '--json']);
    expect(code).toBe(1);
    expect(lines(stdout).at(-1)?.['summary']).toMatchObject({ photos: 6, encoded: 0, failed: 1 });
  });

  it('prints paths alone for programs, and honours globs', async () => {
    const { stdout } = await run(['search', folder, 'the cups', '--paths', '--null', '--sure', '--include', 'sub/**']);
    const paths = stdout.split('\0').filter(Boolean);
    expect(paths.length).toBeGreaterThan(0);
    for (const path of paths) expect(existsSync(path)).toBe(true);
    expect(paths.every((path) => path.startsWith(join(folder, 'sub')))).toBe(true);
  });

  it('says plainly what is wrong, or that there is nothing', async () => {
    const empty = join(root, 'empty');
    mkdirSync(empty);
    expect(await run(['search', empty, 'a dog'])).toMatchObject({ code: 1, stdout: '', stderr: `${empty}: no photos in it\n` });
    expect(await run(['search', join(root, 'missing'), 'a dog'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/no such folder/) as string });
    expect(await run(['search', folder, ' '])).toMatchObject({ code: 2, stderr: expect.stringMatching(/phrase is empty/) as string });
    expect(await run(['search', folder, 'a dog', '--found', '0.2', '--none', '0.5'])).toMatchObject({ code: 2, stderr: expect.stringMatching(/swap them/) as string });
  });

  it('stops at Ctrl+C with what it has, and goes on from there', async () => {
    const other = join(root, 'other');
    await writeScenes(other, 20);
    const interrupted = await run(['search', other, 'the cups', '--json'], {
      env: { PHRASELIFT_HOME: join(root, 'home-2') },
      onStart: (child) => { child.stdout?.once('data', () => { child.kill('SIGINT'); }); },
    });
    expect(interrupted.code).toBe(130);
    expect(interrupted.stderr).toMatch(/interrupted after \d+ of 20 photos; what was seen is kept: run the same command again/);
    const seen = (lines(interrupted.stdout).at(-1)?.['summary'] as { encoded: number }).encoded;
    expect(seen).toBeLessThan(20);
    const rest = await run(['search', other, 'the cups', '--json'], { env: { PHRASELIFT_HOME: join(root, 'home-2') } });
    const { encoded } = lines(rest.stdout).at(-1)?.['summary'] as { encoded: number };
    expect(encoded).toBeLessThanOrEqual(20 - seen);
  });

  it('goes on with files that are added or changed while it watches', async () => {
    const other = join(root, 'watched');
    const [first, second] = await writeScenes(other, 2);
    renameSync(second, join(root, 'kept back.jpg'));
    const seen: string[] = [];
    const changes = [
      () => { renameSync(join(root, 'kept back.jpg'), join(other, 'added.jpg')); },
      // Another content under a name that is known.
      () => { writeFileSync(first, readFileSync(join(other, 'added.jpg'))); },
    ];
    const { code, stdout } = await run(['search', other, 'the cups', '--json', '--watch'], {
      env: { PHRASELIFT_HOME: join(root, 'home-4') },
      onStart: (child) => {
        child.stdout?.on('data', (text: string) => {
          for (const { path } of lines(text)) {
            if (typeof path !== 'string') continue;
            seen.push(path);
            const change = changes.shift();
            // The search must be over, and the folder watched.
            setTimeout(change ?? (() => { child.kill('SIGINT'); }), 1500);
          }
        });
      },
    });
    expect(code).toBe(130);
    expect(seen).toEqual([first, join(other, 'added.jpg'), first]);
    expect(lines(stdout).at(-1)?.['summary']).toMatchObject({ total: 1, encoded: 0 });
  });

  it('ends quietly when its reader has seen enough', async () => {
    const { stderr } = await run(['search', folder, 'the cups', '--json'], { onStart: (child) => { child.stdout?.destroy(); } });
    expect(stderr).toBe('');
  });
});

describe('phraselift index', () => {
  it('prepares a folder, and drops what is gone when it is told to', async () => {
    const other = join(root, 'indexed');
    const [first] = await writeScenes(other, 3);
    const env = { PHRASELIFT_HOME: join(root, 'home-3') };
    expect(await run(['index', other], { env })).toMatchObject({ code: 0, stdout: expect.stringMatching(/^3 photos: 3 looked at, 0 were in the index, 0 failed/) as string });
    rmSync(first);
    expect((await run(['index', other, '--prune'], { env })).stdout).toMatch(/2 photos: 0 looked at, 2 were in the index[\s\S]*1 entries of files that are gone were dropped/);
  });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { scanFolder, type ScanOptions } from '../../src/search/scan.ts';

let folder: string;
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'phraselift-scan-')); });
afterEach(() => { rmSync(folder, { recursive: true, force: true }); });

const put = (...names: readonly string[]): void => {
  for (const name of names) {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), 'x');
  }
};
async function scan(options: Partial<ScanOptions> = {}): Promise<{ files: string[]; problems: string[] }> {
  const files: string[] = [];
  const problems: string[] = [];
  for await (const each of scanFolder(folder, { recursive: true, outside: true, ...options })) {
    if ('file' in each) files.push(relative(folder, each.file.path));
    else problems.push(`${relative(folder, each.problem.path)}: ${each.problem.reason}`);
  }
  return { files, problems };
}

describe('scanFolder', () => {
  it('lists photos by their endings, hidden and system folders left out', async () => {
    put('a.JPG', 'b.heic', 'notes.txt', '.hidden.jpg', '.git/c.jpg', '@eaDir/d.jpg', '$RECYCLE.BIN/e.jpg', 'Previews.lrdata/f.jpg', 'sub/g.nef');
    expect(await scan()).toEqual({ files: ['a.JPG', 'b.heic', 'sub/g.nef'], problems: [] });
    expect((await scan({ recursive: false })).files).toEqual(['a.JPG', 'b.heic']);
  });

  it('takes names in any script, with line breaks, and very long paths', async () => {
    const deep = Array.from({ length: 6 }, (_, i) => String(i).repeat(50)).join('/');
    const names = ['ネコ.jpg', 'line\nbreak.jpg', 'שלום.png', 'e\u0301.jpg', `${deep}/long.jpg`];
    put(...names);
    expect((await scan()).files.sort()).toEqual([...names].sort());
  });

  it('follows links but visits no folder twice', async () => {
    put('real/a.jpg');
    symlinkSync(folder, join(folder, 'real', 'loop'));
    symlinkSync(join(folder, 'real'), join(folder, 'again'));
    symlinkSync(join(folder, 'real', 'a.jpg'), join(folder, 'alias.jpg'));
    symlinkSync(join(folder, 'gone.jpg'), join(folder, 'dangling.jpg'));
    const { files, problems } = await scan();
    expect(files).toHaveLength(2);
    expect(files).toContain('alias.jpg');
    expect(problems).toEqual([expect.stringMatching(/^dangling\.jpg: has gone/)]);
  });

  it('lets no link lead out of the folder where that is not wanted', async () => {
    put('inside/a.jpg', 'outside/b.jpg');
    symlinkSync(join(folder, 'outside', 'b.jpg'), join(folder, 'inside', 'link.jpg'));
    symlinkSync(join(folder, 'outside'), join(folder, 'inside', 'folder'));
    const found: string[] = [];
    for await (const each of scanFolder(join(folder, 'inside'), { recursive: true, outside: false })) if ('file' in each) found.push(each.file.path);
    expect(found).toEqual([join(folder, 'inside', 'a.jpg')]);
  });

  it('refuses pipes and sparse files, and takes hard links', async () => {
    put('a.jpg');
    linkSync(join(folder, 'a.jpg'), join(folder, 'b.jpg'));
    execFileSync('mkfifo', [join(folder, 'pipe.jpg')]);
    writeFileSync(join(folder, 'sparse.jpg'), '');
    truncateSync(join(folder, 'sparse.jpg'), 50_000_000);
    const { files, problems } = await scan();
    expect(files).toEqual(['a.jpg', 'b.jpg']);
    expect(problems.join('\n')).toMatch(/pipe\.jpg: is a device, pipe or socket[\s\S]*sparse\.jpg: is sparse/);
  });

  it('honours globs for names and for paths', async () => {
    put('a.jpg', 'b.png', '2024/c.jpg', '2024/raw/d.jpg', '2023/[x].jpg');
    expect((await scan({ include: ['*.jpg'] })).files).toEqual(['a.jpg', '2023/[x].jpg', '2024/c.jpg', '2024/raw/d.jpg']);
    expect((await scan({ include: ['2024/**'], exclude: ['**/raw/**'] })).files).toEqual(['2024/c.jpg']);
    expect((await scan({ exclude: ['*.JPG'] })).files).toEqual(['b.png']);
  });

  it('tells of folders that cannot be read, and goes on', async () => {
    put('a.jpg', 'locked/b.jpg');
    chmodSync(join(folder, 'locked'), 0o000);
    const { files, problems } = await scan();
    chmodSync(join(folder, 'locked'), 0o755);
    expect(files[0]).toBe('a.jpg');
    // The administrator may read everything.
    if (process.getuid?.() !== 0) expect(problems).toEqual(['locked: no permission to read it']);
  });

  it('says of the folder itself what is wrong with it', async () => {
    put('a.jpg');
    const first = (path: string): Promise<unknown> => scanFolder(path, { recursive: true, outside: true }).next();
    await expect(first(join(folder, 'none'))).rejects.toThrow(/no such folder/);
    await expect(first(join(folder, 'a.jpg'))).rejects.toThrow(/is a file; name the folder/);
  });
});

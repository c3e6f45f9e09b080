import {
  access, chmod, lstat, mkdir, readdir, readFile, symlink, utimes, writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { checkFolder, outputError, planOutputs, writeFileAtomic, writeOutputs } from '../../src/export/write.ts';
import { mountable, onSmallDisk } from '../smallDisk.ts';
import { temporaryFolder } from './fixtures.ts';

const root = process.getuid?.() === 0;
const module = join(import.meta.dirname, '../../src/export/write.ts');
const imports = `
  import { readdirSync } from 'node:fs';
  import { checkFolder, planOutputs, writeOutputs } from ${JSON.stringify(module)};`;

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

async function userError(promise: Promise<unknown>): Promise<UserError> {
  const error: unknown = await promise.then(() => undefined, (caught: unknown) => caught);
  expect(error).toBeInstanceOf(UserError);
  expect((error as UserError).message).not.toContain('\n');
  return error as UserError;
}

describe('checkFolder', () => {
  it('takes a folder that exists or can be created, and creates nothing', async () => {
    const folder = await temporaryFolder();
    await checkFolder(folder);
    await checkFolder(join(folder, 'a', 'b'));
    expect(await readdir(folder)).toEqual([]);
  });

  it('names a file that is in the way', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'file');
    await writeFile(file, '');
    const error = await userError(checkFolder(file));
    expect(error.code).toBe('output-unwritable');
    expect(error.message).toContain(file);
    expect((await userError(checkFolder(join(file, 'below')))).code).toBe('output-unwritable');
  });

  it.skipIf(root)('refuses a folder without permission (skipped for root, who has every permission)', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o555);
    expect((await userError(checkFolder(folder))).code).toBe('output-unwritable');
    expect((await userError(checkFolder(join(folder, 'new')))).code).toBe('output-unwritable');
    await chmod(folder, 0o755);
  });

  it.skipIf(process.platform !== 'linux')('refuses a file system that has no room for folders', async () => {
    expect((await userError(writeFileAtomic('/proc/phraselift/x.png', bytes('x')))).code).toBe('output-unwritable');
  });
});

describe('planOutputs', () => {
  it('does not mind other files', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'other.png'), 'other');
    const plan = await planOutputs(folder, ['a.png', 'b.png']);
    expect(plan).toEqual({
      folder, names: ['a.png', 'b.png'], paths: [join(folder, 'a.png'), join(folder, 'b.png')], force: false,
    });
  });

  it('names the file that exists, and the way out', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'b.png'), 'old');
    const error = await userError(planOutputs(folder, ['a.png', 'b.png']));
    expect(error.code).toBe('output-exists');
    expect(error.message).toContain(join(folder, 'b.png'));
    expect(error.message).toContain('--force');
    expect((await planOutputs(folder, ['b.png'], { force: true })).force).toBe(true);
  });

  it('never plans to replace a folder or the photo itself', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a.png'));
    expect((await userError(planOutputs(folder, ['a.png'], { force: true }))).code).toBe('output-exists');
    const photo = join(folder, 'mug.png');
    await writeFile(photo, 'photo');
    const error = await userError(planOutputs(folder, ['mug.png'], { force: true, originals: [photo] }));
    expect(error.code).toBe('output-exists');
    expect(error.message).toContain('never replaced');
  });

  it('says that a name is too long', async () => {
    const folder = await temporaryFolder();
    const error = await userError(planOutputs(folder, [`${'x'.repeat(300)}.png`]));
    expect(error.code).toBe('output-unwritable');
    expect(error.message).toContain('too long');
  });

  it('takes names only, and different ones', async () => {
    const folder = await temporaryFolder();
    for (const names of [['../a.png'], ['..'], [''], ['a.png', 'A.PNG']]) {
      const error: unknown = await planOutputs(folder, names).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(UserError);
    }
  });
});

describe('writeOutputs', () => {
  it('creates the folder and writes all files', async () => {
    const folder = join(await temporaryFolder(), 'new', 'deep');
    const plan = await planOutputs(folder, ['a', 'b']);
    const result = await writeOutputs(plan, async (stage) => {
      await stage('a', bytes('one'));
      await stage('b', bytes('two'));
      return 2;
    });
    expect(result).toBe(2);
    expect((await readdir(folder)).sort()).toEqual(['a', 'b']);
    expect(await readFile(join(folder, 'b'), 'utf8')).toBe('two');
  });

  it('leaves nothing, and the old files as they were, when the work fails half way', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'a'), 'old');
    const plan = await planOutputs(folder, ['a', 'b'], { force: true });
    const work = writeOutputs(plan, async (stage) => {
      await stage('a', bytes('new'));
      expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
      throw new Error('half way');
    });
    await expect(work).rejects.toThrow('half way');
    expect(await readdir(folder)).toEqual(['a']);
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('old');
  });

  it('does not replace a file that has appeared since the plan', async () => {
    const folder = await temporaryFolder();
    const plan = await planOutputs(folder, ['a']);
    const error = await userError(
      writeOutputs(plan, async (stage) => {
        await stage('a', bytes('ours'));
        await writeFile(join(folder, 'a'), 'theirs');
      }),
    );
    expect(error.code).toBe('output-exists');
    expect(await readFile(join(folder, 'a'), 'utf8')).toBe('theirs');
    expect(await readdir(folder)).toEqual(['a']);
  });

  it('replaces a link of that name instead of following it', async () => {
    const folder = await temporaryFolder();
    const outside = join(await temporaryFolder(), 'precious');
    await writeFile(outside, 'precious');
    await symlink(outside, join(folder, 'a'));
    expect((await userError(writeFileAtomic(join(folder, 'a'), bytes('new')))).code).toBe('output-exists');
    await writeFileAtomic(join(folder, 'a'), bytes('new'), { force: true });
    expect(await readFile(outside, 'utf8')).toBe('precious');
    expect((await lstat(join(folder, 'a'))).isSymbolicLink()).toBe(false);
    await symlink(join(folder, 'nowhere'), join(folder, 'dangling'));
    expect((await userError(writeFileAtomic(join(folder, 'dangling'), bytes('x')))).code).toBe('output-exists');
  });

  it('accepts only what was planned', async () => {
    const plan = await planOutputs(await temporaryFolder(), ['a']);
    await expect(writeOutputs(plan, (stage) => stage('b', bytes('x')))).rejects.toThrow('not planned');
  });

  it('removes what a killed process left behind, but not a running one\'s file', async () => {
    const folder = await temporaryFolder();
    const [stale, fresh] = ['0'.repeat(16), '1'.repeat(16)].map((id) => join(folder, `.phraselift-${id}.tmp`));
    await writeFile(stale, '');
    await writeFile(fresh, '');
    await utimes(stale, new Date(0), new Date(0));
    await writeFileAtomic(join(folder, 'a'), bytes('x'));
    await expect(access(stale)).rejects.toThrow();
    await access(fresh);
  });
});

describe('a full disk', () => {
  it.skipIf(process.platform !== 'linux')('is told from what the system answers (needs /dev/full)', async () => {
    const cause: unknown = await writeFile('/dev/full', 'x').catch((caught: unknown) => caught);
    const error = outputError('/some/file.png', cause) as UserError;
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ code: 'disk-full', cause });
    expect(error.message).toContain('/some/file.png');
  });

  it.skipIf(!mountable)('leaves no file (skipped where a small disk cannot be mounted)', async () => {
    const result = await onSmallDisk('size=64k', `${imports}
      const plan = await planOutputs('/mnt', ['small', 'big']);
      const code = await writeOutputs(plan, async (stage) => {
        await stage('small', new Uint8Array(1000));
        await stage('big', new Uint8Array(100_000));
      }).then(() => 'written', (error) => error.code);
      console.log(JSON.stringify({ code, left: readdirSync('/mnt') }));`);
    expect(result).toEqual({ code: 'disk-full', left: [] });
  });

  it.skipIf(!mountable)('is told apart from a read-only one (skipped as above)', async () => {
    const result = await onSmallDisk('ro', `${imports}
      const codes = [];
      for (const folder of ['/mnt', '/mnt/new']) codes.push(await checkFolder(folder).catch((error) => error.code));
      console.log(JSON.stringify(codes));`);
    expect(result).toEqual(['output-unwritable', 'output-unwritable']);
  });
});

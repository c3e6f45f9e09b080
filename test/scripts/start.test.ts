import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
let folder: string;
let photo: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phraselift-start-'));
  photo = join(folder, 'photo.jpg');
  writeFileSync(photo, 'not looked at');
  writeFileSync(join(folder, 'electron'), '#!/bin/sh\nprintf "started %s\\n" "$*"\nexit 3\n');
  chmodSync(join(folder, 'electron'), 0o755);
});
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

/** Runs `npm start` without npm. @param until ends it as soon as its output matches */
function start(args: readonly string[], env: Record<string, string>, until?: RegExp): Promise<{ code: number | null; output: string }> {
  return new Promise((done, fail) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(root, 'scripts', 'start.ts'), ...args], {
      env: { ...process.env, PHRASELIFT_HOME: join(folder, 'home'), INIT_CWD: folder, ...env },
      // Its own group, so that what it has started can be ended with it.
      detached: true,
    });
    let output = '';
    const hear = (data: Buffer): void => {
      output += data.toString();
      if (until?.test(output) === true && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.once('error', fail);
    child.once('close', (code) => { done({ code, output }); });
  });
}

describe.skipIf(process.platform === 'win32')('npm start', { timeout: 120_000 }, () => {
  it('opens the window of the Electron that is there, with the photo, and ends as it ends', async () => {
    const { code, output } = await start(['photo.jpg'], { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder });
    expect(output).toContain(`started ${root} ${photo}\n`);
    expect(code).toBe(3);
  });

  it('serves the same editor where there is no display, or where a browser is wanted', async () => {
    const address = /http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43}\n/;
    const headless = await start([photo], { DISPLAY: '', WAYLAND_DISPLAY: '', ELECTRON_OVERRIDE_DIST_PATH: folder }, address);
    expect(headless).toMatchObject({ code: 130 });
    expect(headless.output).toContain('there is no display');
    const wanted = await start(['--browser'], { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: folder }, address);
    expect(wanted.output).toMatch(address);
    expect(wanted.output).not.toContain('started');
  });

  it('names a photo that is not there', async () => {
    expect(await start(['none.jpg'], {})).toEqual({ code: 2, output: `phraselift: ${join(folder, 'none.jpg')}: no such file\n` });
  });
});

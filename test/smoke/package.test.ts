import { execFile } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { listPackage } from '@electron/asar';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildIfStale } from '../../scripts/build-editor.ts';
import { electron9 } from './electron9.ts';

const root = resolve(import.meta.dirname, '../..');
const output = join(root, '.cache', 'package');
const resources = join(output, 'linux-unpacked', 'resources');

const binary = await electron9();
if ('missing' in binary) console.warn(`The packaging test is skipped: ${binary.missing}`);

/** Packages with a stand-in for the Electron binary. @returns what electron-builder says */
function packageWith(electronDist: string): Promise<string> {
  const args = ['--linux', 'dir', `-c.electronDist=${electronDist}`, `-c.directories.output=${output}`, '--publish', 'never'];
  return new Promise((done) => {
    execFile(process.execPath, [join(root, 'node_modules', 'electron-builder', 'cli.js'), ...args], { cwd: root }, (_error, stdout, stderr) => {
      done(stdout + stderr);
    });
  });
}

describe.skipIf('missing' in binary)('the package', { timeout: 300_000 }, () => {
  let said: string;
  let files: string[];

  beforeAll(async () => {
    if ('missing' in binary) throw new Error('skipped');
    rmSync(output, { recursive: true, force: true });
    await buildIfStale();
    said = await packageWith(dirname(binary.executable));
    files = listPackage(join(resources, 'app.asar'), { isPack: false });
  }, 300_000);

  it('gets its fuses last, which only a current binary has', () => {
    expect(said).toContain('doAddElectronFuses');
    expect(said).toContain('Could not find sentinel in the provided Electron binary');
  });

  it('holds the application and nothing else of the checkout', () => {
    const outside = files.filter((file) => !/^\/(package\.json|LICENSE|NOTICE|dist|assets|node_modules)(\/|$)/.test(file));
    expect(outside).toEqual([]);
    for (const file of ['/dist/electron/main.cjs', '/dist/electron/preload.cjs', '/dist/electron/host.mjs', '/dist/renderer/index.html']) {
      expect(files).toContain(file);
    }
    const packages = new Set(files.map((file) => /^\/node_modules\/([^/]+)/.exec(file)?.[1]));
    for (const name of ['electron', 'vite', 'typescript', 'react', 'node22', 'playwright-core']) expect(packages).not.toContain(name);
  });

  it('keeps native code and models as real files, of this platform alone', () => {
    const unpacked = join(resources, 'app.asar.unpacked');
    for (const path of [
      'assets/models/lite/encoder.onnx', 'node_modules/onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node',
      'node_modules/@img/sharp-linux-x64', 'node_modules/libheif-js',
    ]) {
      expect([path, existsSync(join(unpacked, path))]).toEqual([path, true]);
    }
    expect(files.filter((file) => /napi-v\d+\/(darwin|win32)|linux\/arm64/.test(file))).toEqual([]);
  });
});

/** Builds the page and the bundles of Electron into dist/. As a script: if they are older than what they are made of. */
import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildElectron } from './build-electron.ts';

const root = resolve(import.meta.dirname, '..');
const SOURCES = ['renderer', 'src', 'electron', 'index.html', 'vite.config.ts', 'package-lock.json'];
const RESULTS = ['dist/renderer/index.html', 'dist/electron/main.cjs', 'dist/electron/preload.cjs', 'dist/electron/host.mjs', 'dist/electron/worker.mjs'];

/**
 * Builds the page in a process of its own: within a test's, React would be built for development.
 * @param args further ones for `vite build`
 */
export async function buildPage(args: readonly string[] = []): Promise<void> {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  await promisify(execFile)(process.execPath, [vite, 'build', '--logLevel', 'error', ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
  });
}

export async function buildEditor(): Promise<void> {
  await buildPage();
  await buildElectron(join(root, 'dist', 'electron'));
}

/** @param beforeBuild called if something has to be built */
export async function buildIfStale(beforeBuild: () => void = () => undefined): Promise<void> {
  const newest = Math.max(...await Promise.all(SOURCES.map((path) => newestIn(join(root, path)))));
  const oldest = Math.min(...RESULTS.map((path) => timeOf(join(root, path))));
  if (oldest >= newest) return;
  beforeBuild();
  await buildEditor();
}

async function newestIn(path: string): Promise<number> {
  if (!statSync(path).isDirectory()) return timeOf(path);
  const files = await readdir(path, { recursive: true, withFileTypes: true });
  return Math.max(0, ...files.filter((file) => file.isFile()).map((file) => timeOf(join(file.parentPath, file.name))));
}

function timeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? -Infinity;
}

if (process.argv[1] === import.meta.filename) await buildIfStale();

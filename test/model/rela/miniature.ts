import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pythonWith } from '../../python.ts';

const project = resolve(import.meta.dirname, '../../..');
const sources = join(project, 'training', 'rela');

/** Milliseconds that making the pack never takes. */
const ABANDONED = 15 * 60_000;

export const miniatureId = 'rela-miniature';

/** Python that can make a pack; undefined, after saying so, where there is none. */
export const importerPython = pythonWith('torch', 'onnx', 'onnxscript', 'onnxruntime');

/**
 * A folder of packs that holds one of the miniature model with made-up weights: every graph and operator of the real one,
 * 96 x 96 pixels. Made once for each state of the Python sources.
 * @returns undefined where there is no Python to make it
 */
export function miniatureModels(): string | undefined {
  if (importerPython === undefined) return undefined;
  const models = join(project, 'training', '.cache', 'miniature', importerState());
  makeOnce(join(models, miniatureId));
  return models;
}

/** Hash of all that decides what the importer writes. */
export function importerState(): string {
  const hash = createHash('sha256');
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(py|txt|md)$/u.test(name) && name !== 'README.md').sort();
  for (const name of names) hash.update(readFileSync(join(sources, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Test files run beside each other: one makes the pack, the others wait for it. */
function makeOnce(folder: string): void {
  mkdirSync(dirname(folder), { recursive: true });
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (isHeld(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
      continue;
    }
    try {
      execFileSync(importerPython!, ['-m', 'training.rela', 'miniature', '--out', folder], { cwd: project, stdio: ['ignore', 'ignore', 'pipe'] });
    } finally {
      rmSync(lock, { recursive: true, force: true });
    }
  }
}

/** Takes a lock unless another process holds it. One that is as old as this was left by a run that was killed. */
function isHeld(lock: string): boolean {
  try {
    mkdirSync(lock);
    return false;
  } catch {
    const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (age > ABANDONED) rmSync(lock, { recursive: true, force: true });
    return true;
  }
}

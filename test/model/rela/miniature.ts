import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pythonWith } from '../../python.ts';

const project = resolve(import.meta.dirname, '../../..');
const sources = join(project, 'training', 'rela');

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
  const hash = createHash('sha256');
  const names = readdirSync(sources, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(py|txt|md)$/u.test(name)).sort();
  for (const name of names) hash.update(readFileSync(join(sources, name)));
  const models = join(project, 'training', '.cache', 'miniature', hash.digest('hex').slice(0, 16));
  const folder = join(models, miniatureId);
  if (!existsSync(folder)) {
    try {
      execFileSync(importerPython, ['-m', 'training.rela', 'miniature', '--out', folder], { cwd: project, stdio: ['ignore', 'ignore', 'pipe'] });
    } catch (error) {
      // Another test may have been quicker.
      if (!existsSync(folder)) throw error;
    }
  }
  return models;
}

import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';

/**
 * A Python that can import the given modules: PHRASELIFT_PYTHON, or the environment that scripts/test-python.sh makes.
 * @returns undefined, after saying so, where there is none
 */
export function pythonWith(...modules: readonly string[]): string | undefined {
  const python = process.env['PHRASELIFT_PYTHON'] ?? resolve(import.meta.dirname, '../training/.venv/bin/python');
  try {
    execFileSync(python, ['-c', `import ${modules.join(', ')}`], { stdio: 'ignore' });
    return python;
  } catch {
    console.warn(`Skipped: ${python} cannot import ${modules.join(', ')} (PHRASELIFT_PYTHON names another Python).`);
    return undefined;
  }
}

import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type BuildOptions } from 'esbuild';

const root = resolve(import.meta.dirname, '..');

/**
 * Bundles the main process, its preload script, and the host and its threads.
 * @param outFolder where the scripts are put; what is in it goes
 * @param target esbuild's name of the oldest Node that the main process may run on
 */
export async function buildElectron(outFolder: string, target = 'node22'): Promise<void> {
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    absWorkingDir: root,
    logLevel: 'warning',
    sourcemap: true,
    legalComments: 'linked',
  };
  // A sandboxed preload script and the smoke test's old Electron both take CommonJS only, where the folder of a
  // script has another name.
  const commonJs: BuildOptions = {
    ...common,
    format: 'cjs',
    target,
    external: ['electron'],
    define: { 'import.meta.dirname': '__dirname', 'import.meta.filename': '__filename' },
  };
  // Parts that are loaded later are named by their content: those of the last build would stay.
  await rm(outFolder, { recursive: true, force: true });
  await Promise.all([
    build({ ...commonJs, entryPoints: ['electron/main.ts'], outfile: join(outFolder, 'main.cjs') }),
    build({ ...commonJs, entryPoints: ['electron/preload.ts'], outfile: join(outFolder, 'preload.cjs') }),
    // The host and its threads run on a whole Node, with its packages (native ones among them) beside it.
    build({
      ...common,
      format: 'esm',
      target: 'node22',
      packages: 'external',
      // So that what is imported when it is needed is loaded then.
      splitting: true,
      entryPoints: { host: 'electron/host.ts', worker: 'src/search/worker.ts' },
      outExtension: { '.js': '.mjs' },
      outdir: outFolder,
    }),
  ]);
}

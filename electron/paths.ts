import { join, resolve } from 'node:path';

/** Where things lie beside the bundled main script, which is dist/electron/main.cjs. */
const here = import.meta.dirname;
const root = resolve(here, '../..');

/** What native code opens must be a real file: it lies beside the archive, not in it. */
const unpacked = (path: string): string => path.replace(/app\.asar(?=[\\/]|$)/, 'app.asar.unpacked');

export const paths = {
  preload: join(here, 'preload.cjs'),
  host: join(here, 'host.mjs'),
  pages: resolve(here, '../renderer'),
  models: unpacked(join(root, 'assets', 'models')),
  samples: unpacked(join(root, 'assets', 'samples')),
} as const;

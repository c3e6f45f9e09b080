import { resolve } from 'node:path';
import { defineConfig, mergeConfig, type Plugin } from 'vite';
import base from '../../vite.config.ts';

/** What Chrome 83 lacks, before anything of the page runs. */
const polyfill: Plugin = {
  name: 'polyfill first',
  transform(code, id) {
    const path = resolve(import.meta.dirname, 'polyfill.ts');
    return id.endsWith('/renderer/main.tsx') ? `import ${JSON.stringify(path)};\n${code}` : undefined;
  },
};

export default mergeConfig(base, defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  plugins: [polyfill],
  build: { target: 'chrome83' },
}));

import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The renderer, built once for both shells: Electron and the loopback server serve `dist/renderer`. */
export default defineConfig({
  plugins: [react()],
  // Relative, so that the page works below a token in the path as well as at the root of a custom protocol.
  base: './',
  build: {
    outDir: 'dist/renderer',
    emptyOutDir: true,
    target: 'chrome130',
    // Nothing may come from a data: URL: the content security policy is strict.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1500,
  },
});

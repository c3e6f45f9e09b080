import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Native sessions and image decoding are heavy: more forks than cores only slow each other down.
    maxWorkers: 2,
  },
});

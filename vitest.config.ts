import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Commands are run as whole processes with a model each, on machines that may be busy.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    // Native sessions and image decoding are heavy: more forks than cores only slow each other down.
    maxWorkers: 2,
  },
});

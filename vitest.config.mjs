import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['./test/support/build-app.ts', './test/support/shared-storage.ts'],
    include: ['test/**/*.test.ts'],
    // CommonJS packages look as they do to Node: their `exports` is the default export, not unwrapped.
    deps: { interopDefault: false },
    // The app logs to the console; that is of interest where a test fails.
    silent: 'passed-only',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './test/support/closing-line-reporter.ts'],
  },
});

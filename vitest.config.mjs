import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globalSetup: ['./test/support/build-app.ts', './test/support/shared-storage.ts'],
    include: ['test/**/*.test.ts'],
    // CommonJS packages look as they do to Node: their `exports` is the default export, not unwrapped.
    deps: { interopDefault: false },
    // By default one core is left idle, which on two cores doubles the time.
    maxWorkers: '100%',
    // The app logs to the console; that is of interest where a test fails.
    silent: 'passed-only',
    // `npm run coverage`. What is left out of the domain's branches are the `?? 0` that indexed access asks for.
    coverage: {
      provider: 'v8',
      include: ['shared/**/*.ts', 'functions/**/*.ts'],
      exclude: ['**/ports/**', 'functions/main.ts'],
      reporter: ['text-summary', 'html'],
      thresholds: {
        'shared/domain/**': { lines: 99, branches: 92 },
        'shared/domain/stability/**': { branches: 100 },
        'shared/application/**': { lines: 95, branches: 88 },
        lines: 85,
      },
    },
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', './test/support/closing-line-reporter.ts'],
  },
});

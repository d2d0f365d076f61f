import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests of values, and of use cases over stores in memory: no server, no process, no file but fixtures. */
const IN_MEMORY = [
  'test/{application,cli,config,contract,contracts,domain,functions,reference}/**/*.test.ts',
  'test/infra/*.test.ts',
];

/** Tests over servers in their own process, which they leave as they found it; none starts the app. */
const SERVERS = ['test/{adapters,conformance,fuzz,support}/**/*.test.ts'];

export default defineConfig({
  // As Node resolves it, which is how the packages around it do: there must be one copy of its classes.
  resolve: {
    alias: { graphql: fileURLToPath(import.meta.resolve('graphql')) },
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'in-memory',
          include: IN_MEMORY,
          // They leave nothing behind, and loading the app anew for each file is most of what they would cost.
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'servers',
          include: SERVERS,
          // Loading Azure's SDKs anew for each file took longer than the tests.
          isolate: false,
          globalSetup: ['./test/support/shared-storage.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: ['test/**/*.test.ts'],
          exclude: [...IN_MEMORY, ...SERVERS],
          globalSetup: ['./test/support/build-app.ts', './test/support/shared-storage.ts'],
        },
      },
    ],
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

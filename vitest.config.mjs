import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import LongestFirst from './test/support/longest-first.ts';
import { PATIENCE_MS } from './test/support/patience.ts';

/** Tests of values, and of use cases over stores in memory: no server, no process, no file but fixtures. */
const IN_MEMORY = [
  'test/{application,cli,config,contract,contracts,domain,functions,reference}/**/*.test.ts',
  'test/infra/*.test.ts',
  'test/web/!(sign-in)/**/*.test.ts',
  'test/kinds/*/{domain,application,contracts,functions}/**/*.test.ts',
  'test/kinds/*.test.ts',
];

/** Tests over servers in their own process, which they leave as they found it; none starts the app. */
const SERVERS = [
  'test/{adapters,conformance,fuzz,support,workflows}/**/*.test.ts',
  'test/kinds/*/{adapters,servers}/**/*.test.ts',
  'test/web/sign-in/**/*.test.ts',
  'test/infra/*/**/*.test.ts',
  'test/local/{blob,chromium,cosmos,mail,report-server,service-bus,threads,token,kubernetes,databricks,edge-agent,edge-sim,webhook-receiver}/**/*.test.ts',
];

/** Tests of the page, in Chromium over one local stack for them all. */
const BROWSER = ['test/browser/**/*.test.ts'];

/** Every screen in both themes by axe: as long as all other tests of the page together, and a command of its own. */
const ACCESSIBILITY = ['test/browser/accessibility.test.ts'];

/**
 * What takes longest, a command of its own: simulations of many worlds, processes that are killed again and again, kinds
 * of work over whole stacks that are stopped in the middle, and the longest ways through everything.
 */
const ENDURANCE = [
  'test/collections/collections.test.ts',
  'test/dispatchers/two-dispatchers.test.ts',
  'test/e2e/{killed-process,flood,edges,edge-runs,edge-agents,databricks,webhooks,pipeline,data-sources,demo}.test.ts',
  'test/e2e/{policies,report-collection}.test.ts',
  'test/kinds/batch/batch-on-stack.test.ts',
  'test/simulation/**/*.test.ts',
  'test/local/functions-host/random-kills.test.ts',
  'test/**/*.endurance.test.ts',
];

const IN_CHROMIUM = {
  // A browser takes longer to start than most tests take: each worker has one for all its files.
  isolate: false,
  globalSetup: ['./test/support/build-app.ts', './test/support/browser/browser-project.ts'],
  setupFiles: ['./test/support/browser/without-chromium.ts'],
};

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
          exclude: [...IN_MEMORY, ...SERVERS, ...BROWSER, ...ENDURANCE],
          globalSetup: ['./test/support/build-app.ts', './test/support/shared-storage.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'endurance',
          include: ENDURANCE,
          globalSetup: ['./test/support/build-app.ts', './test/support/shared-storage.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'browser', include: BROWSER, exclude: ACCESSIBILITY, ...IN_CHROMIUM },
      },
      {
        extends: true,
        test: { name: 'accessibility', include: ACCESSIBILITY, ...IN_CHROMIUM },
      },
    ],
    // CommonJS packages look as they do to Node: their `exports` is the default export, not unwrapped.
    deps: { interopDefault: false },
    // Node runs the code as it is, as it does everywhere else; to transform it first took a fifth of the time.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Of packages too, each process reads the compiled code of the one before: most load the same SDKs.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, '.cache/node-compile') },
    sequence: { sequencer: LongestFirst },
    // By default one core is left idle. A third of the time is waiting for processes: one worker more than cores uses it.
    maxWorkers: availableParallelism() + 1,
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
    // What is polled for comes about in other processes, on a machine that has others to do.
    expect: { poll: { timeout: PATIENCE_MS } },
    // Several such waits, one after the other: only what hangs takes so long, on the slowest of machines too.
    testTimeout: 3 * PATIENCE_MS,
    hookTimeout: 3 * PATIENCE_MS,
    reporters: ['default', './test/support/closing-line-reporter.ts'],
  },
});

import { defineConfig } from 'vitest/config';

// The cases of `npm run conformance`; `npm test` runs them too, against the stand-ins only.
export default defineConfig({
  test: {
    include: ['test/conformance/*-service.test.ts'],
    deps: { interopDefault: false },
    // On Azure time has to pass, and a queue is emptied before each case.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    reporters: ['verbose', './test/support/closing-line-reporter.ts'],
  },
});

import { fileURLToPath } from 'node:url';

/** Where pages are kept of tests that failed: a picture, and what led to it (`npx playwright-core show-trace`). */
export const FAILURES_FOLDER = fileURLToPath(new URL('../../../.cache/browser-failures/', import.meta.url));

/** What the stack of the browser tests had to say. */
export const STACK_LOG_FOLDER = fileURLToPath(new URL('../../../.cache/browser-stack/', import.meta.url));

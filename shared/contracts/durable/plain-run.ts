import { z } from 'zod';
import { plainResult, runAttempt } from '../run.ts';
import { waiting } from './run-steps.ts';

// Stored in histories: never renamed once deployed.
export const COMMIT_PLAIN_RESULT = 'commitPlainResult';

/** Ends a pause of an orchestration early. */
export const WAKE_EVENT = 'wake';

/** The input of the orchestrator of a plain kind; `begun` is what a long history goes on with. */
export const plainRunInput = runAttempt.extend({
  timeoutSeconds: z.number(),
  upstream: waiting.exactOptional(),
  begun: z.object({ deadlineAt: z.number(), state: z.unknown() }).exactOptional(),
});

export const commitPlainResultInput = runAttempt.extend({ result: plainResult });

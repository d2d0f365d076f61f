import { z } from 'zod';
import { runAttempt, runFailure } from '../run.ts';

// Stored in histories: never renamed once deployed.
export const RECORD_FAILURE = 'recordFailure';

/** Tells an orchestration that its run was cancelled. */
export const CANCEL_EVENT = 'cancel';

/** Until when, epoch ms, and how often something is looked for that others bring. */
export const waiting = z.object({ deadlineAt: z.number(), pollSeconds: z.number() });
export type Waiting = z.output<typeof waiting>;

/** The input of the activities that need no more than the attempt's name. */
export const stepInput = runAttempt;

export const recordFailureInput = runAttempt.extend({ failure: runFailure });

import { z } from 'zod';
import { runFailure } from '../run.ts';

// Stored in histories: never renamed once deployed.
export const CHECK_UPSTREAM = 'checkUpstream';

/** What an activity that looks for something that others bring returns; in older histories nothing is `rejected`. */
export const readinessCheck = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('ready') }),
  z.object({ outcome: z.literal('not-ready'), message: z.string() }),
  z.object({ outcome: z.literal('rejected'), failure: runFailure }),
]);

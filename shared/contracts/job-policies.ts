import { z } from 'zod';
import { CATCH_UP_POLICIES, DEFAULT_POLICIES, OVERLAP_POLICIES } from '../domain/job/job-policies.ts';
import { FAILURE_REASONS } from '../domain/run/run-failure.ts';

const DAY_SECONDS = 86_400;
const YEAR_SECONDS = 366 * DAY_SECONDS;

/** A whole number within bounds, each with a message of its own. */
export function whole(min: number, max: number): z.ZodNumber {
  return z
    .int('must be a whole number')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
}

const { catchUp, retry } = DEFAULT_POLICIES;

const catchUpRequest = z.strictObject({
  policy: z.enum(CATCH_UP_POLICIES, `must be one of ${CATCH_UP_POLICIES.join(', ')}`).default(catchUp.policy),
  windowSeconds: whole(60, YEAR_SECONDS).default(catchUp.windowSeconds),
  maxCount: whole(1, 1000).default(catchUp.maxCount),
  maxAgeSeconds: whole(60, YEAR_SECONDS).default(catchUp.maxAgeSeconds),
  maxPerMinute: whole(1, 6000).default(catchUp.maxPerMinute),
});

const retryRequest = z.strictObject({
  maxAttempts: whole(1, 20).default(retry.maxAttempts),
  initialDelaySeconds: whole(1, DAY_SECONDS).default(retry.initialDelaySeconds),
  backoffCoefficient: z
    .number('must be a number')
    .min(1, 'must be at least 1')
    .max(10, 'must be at most 10')
    .default(retry.backoffCoefficient),
  maxDelaySeconds: whole(1, DAY_SECONDS).default(retry.maxDelaySeconds),
  nonRetryable: z
    .array(z.enum(FAILURE_REASONS, `must be one of ${FAILURE_REASONS.join(', ')}`))
    .readonly()
    .default(retry.nonRetryable),
});

const concurrency = z.strictObject({
  key: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 letters, digits, ".", "_" or "-"'),
  limit: whole(1, 10_000),
});

/** A job's policies as a caller writes them and as they are stored; what is absent gets the default. */
export const jobPolicies = z.strictObject({
  overlap: z
    .enum(OVERLAP_POLICIES, `must be one of ${OVERLAP_POLICIES.join(', ')}`)
    .default(DEFAULT_POLICIES.overlap),
  catchUp: catchUpRequest.prefault({}),
  startDeadlineSeconds: whole(1, YEAR_SECONDS).exactOptional(),
  timeoutSeconds: whole(1, 7 * DAY_SECONDS).default(DEFAULT_POLICIES.timeoutSeconds),
  retry: retryRequest.prefault({}),
  pauseAfterFailures: whole(1, 1000).exactOptional(),
  spreadSeconds: whole(0, DAY_SECONDS).default(DEFAULT_POLICIES.spreadSeconds),
  concurrency: concurrency.exactOptional(),
});

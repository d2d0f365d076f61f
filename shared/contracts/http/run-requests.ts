import { z } from 'zod';
import { RUN_STATES } from '../../domain/run/run.ts';
import { jobId } from '../run.ts';
import { paging } from './paging.ts';
import { queryInstant } from './query-instant.ts';

/** The states that a person's retry goes on from. */
const RETRYABLE = ['failed', 'dead', 'cancelled', 'skipped'] as const;

const runState = z.enum(RUN_STATES, `must be one of ${RUN_STATES.join(', ')}`);
const retryable = z.enum(RETRYABLE, `must be one of ${RETRYABLE.join(', ')}`);

const text = (max: number) =>
  z.string().trim().min(1, 'must not be empty').max(max, `must be at most ${max} characters`);

/** The query parameters of `GET /api/runs`; `state` may name several, with commas between. */
export const runsQuery = z.strictObject({
  state: z
    .string()
    .transform((states) => states.split(','))
    .pipe(z.array(runState))
    .exactOptional()
    .describe('Several with commas between.'),
  valueStream: z.string().exactOptional(),
  jobId: jobId.exactOptional(),
  from: queryInstant.exactOptional(),
  to: queryInstant.exactOptional(),
  ...paging,
});

/**
 * Who asks for a change, and why: kept with what is changed. Who is named by who calls, where callers have to say who
 * they are.
 */
const request = {
  author: text(128)
    .exactOptional()
    .describe('Who asks; of a caller who is identified it is known, and has to be left out.'),
  reason: text(500).describe('Why: kept with what is changed.'),
};

/** The body of `POST /api/runs/{runId}/retry` and `POST /api/runs/{runId}/cancel`. */
export const runRequest = z.strictObject(request);

/** The same where nothing has to be said. */
export const optionalRequest = z.strictObject({
  author: request.author,
  reason: request.reason.exactOptional(),
});

/** The body of `POST /api/runs/retry`. */
export const retryRunsRequest = z.strictObject({
  filter: z.strictObject({
    state: z
      .union([retryable, z.array(retryable).min(1, 'must name at least one state')])
      .transform((state) => (typeof state === 'string' ? [state] : state)),
    valueStream: z.string().exactOptional(),
    jobId: jobId.exactOptional(),
    causeContains: text(200).exactOptional(),
    from: queryInstant.exactOptional(),
    to: queryInstant.exactOptional(),
  }),
  ...request,
  dryRun: z.boolean().default(false),
  limit: z.int().min(1, 'must be at least 1').max(1000, 'must be at most 1000').default(100),
  cursor: z.string().exactOptional(),
});

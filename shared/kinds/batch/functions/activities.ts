import { runAttempt } from '../../../contracts/run.ts';
import type { BatchDesk } from '../application/batch-desk.ts';
import { createCreateJobs } from '../application/create-jobs.ts';
import { endBatch } from '../application/end-batch.ts';
import { createFetchSource } from '../application/fetch-source.ts';
import { createLookAtBatch } from '../application/look-at-batch.ts';
import { createPlanRun } from '../application/plan-run.ts';
import {
  BATCH_CREATE_JOBS,
  BATCH_END,
  BATCH_FETCH_SOURCE,
  BATCH_LOOK,
  BATCH_PLAN,
  createJobsInput,
  lookInput,
} from '../contracts/steps.ts';

/** The steps of a batch by their names, each one call of a use case. */
export function batchActivities(
  desk: BatchDesk,
): Readonly<Record<string, (input: unknown) => Promise<unknown>>> {
  const planRun = createPlanRun(desk);
  const fetchSource = createFetchSource(desk);
  const createJobs = createCreateJobs(desk);
  const lookAtBatch = createLookAtBatch(desk);
  return {
    [BATCH_PLAN]: async (input) => planRun(runAttempt.parse(input)),
    [BATCH_FETCH_SOURCE]: async (input) => fetchSource(runAttempt.parse(input)),
    [BATCH_CREATE_JOBS]: async (input) => {
      const { from, ...attempt } = createJobsInput.parse(input);
      return createJobs(attempt, from);
    },
    [BATCH_LOOK]: async (input) => {
      const { told, since, ...attempt } = lookInput.parse(input);
      return lookAtBatch(attempt, { told, ...(since === undefined ? {} : { since }) });
    },
    [BATCH_END]: async (input) => endBatch(desk, runAttempt.parse(input)),
  };
}

import type { Job } from '../domain/job/job.ts';
import type { Run } from '../domain/run/run.ts';
import type { WorkToStart } from './ports/orchestrations.ts';

const SECOND_MS = 1000;

/**
 * The durable work of a run's present attempt. The wait for its data is counted from its slot: where that is long
 * past, as in a backfill, the work looks once.
 */
export function workToStart(
  { runId, attempt, dueAt }: Run,
  { task, policies: { timeoutSeconds } }: Job,
): WorkToStart {
  const { readiness } = task;
  if (readiness === undefined) return { runId, attempt, timeoutSeconds };
  const { deadlineSeconds, pollSeconds } = readiness;
  const deadlineAt = dueAt + deadlineSeconds * SECOND_MS;
  return { runId, attempt, timeoutSeconds, readiness: { deadlineAt, pollSeconds } };
}

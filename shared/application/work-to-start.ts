import type { Job } from '../domain/job/job.ts';
import type { DataReadiness } from '../domain/job/stability-task.ts';
import type { Run } from '../domain/run/run.ts';
import type { Waiting, WorkToStart } from './ports/orchestrations.ts';

const SECOND_MS = 1000;

/**
 * The durable work of a run's present attempt. The wait for its data is counted from its slot: where that is long past, as
 * in a backfill, the work looks once. The wait for another job is counted from when the attempt may start: after an outage
 * both jobs' runs begin at the same time, and the other's has to have its time.
 */
export function workToStart(
  { runId, attempt, dueAt, effectiveAt }: Run,
  { after, policies: { timeoutSeconds }, ...job }: Job,
): WorkToStart {
  const readiness = job.kind === 'stability' ? job.task.readiness : undefined;
  return {
    ...{ runId, attempt, kind: job.kind, timeoutSeconds },
    ...(readiness === undefined ? {} : { readiness: waiting(readiness, dueAt) }),
    ...(after === undefined ? {} : { upstream: waiting(after, effectiveAt) }),
  };
}

function waiting({ deadlineSeconds, pollSeconds }: DataReadiness, since: number): Waiting {
  return { deadlineAt: since + deadlineSeconds * SECOND_MS, pollSeconds };
}

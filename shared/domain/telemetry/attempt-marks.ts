import { attemptIdOf } from '../run/run-id.ts';
import type { FinishedRun, Run } from '../run/run.ts';

/** Names an end of a run. */
export function endId({ runId, attempt, finishedAt }: FinishedRun): string {
  return `${attemptIdOf(runId, attempt)} ended ${finishedAt}`;
}

/** Names the start of an attempt. */
export function startId({ runId }: Run, attempt: number): string {
  return `${attemptIdOf(runId, attempt)} began`;
}

/** When the last attempt began; undefined when it had not: what then stands there is the start of an earlier one. */
export function startOfAttempt(run: FinishedRun): number | undefined {
  if (!('startedAt' in run)) return undefined;
  const isEarlier = run.endedAttempts.some(
    ({ attempt, startedAt }) => attempt !== run.attempt && startedAt === run.startedAt,
  );
  return isEarlier ? undefined : run.startedAt;
}

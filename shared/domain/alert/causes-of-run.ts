import type { Job } from '../job/job.ts';
import type { DeadRun, FailedRun, Run, RunResult } from '../run/run.ts';
import { isReportSummary, isStabilitySummary } from '../run/run.ts';
import type { StabilityThresholds } from '../stability/stability-band.ts';
import type { AlertCause, AlertRecovery } from './alert-cause.ts';
import { withEndpoint } from './endpoint-of.ts';
import { lateCauseOf, startedLateMs } from './lateness.ts';
import { isMiss, missedCauseOf } from './missed-slots.ts';
import { measuredOf } from './measured-of.ts';

/** Longer texts are cut: ten causes have to fit the document of an incident. */
const MAX_MESSAGE = 1000;

/**
 * What may have to be told of a run as it is now; of one failure, each condition that it meets. Without its job
 * a cause does not know its endpoint: good enough to see whether any rule looks for it.
 *
 * The runs of a backfill are somebody's who watches them: only that they fail, or are given up, is told. What they measure
 * is of the past.
 */
export function causesOfRun(run: Run, job?: Job): readonly AlertCause[] {
  return [
    ...startCausesOf(run),
    ...(run.state === 'failed' ? failureCausesOf(run, job) : []),
    ...(run.state === 'succeeded' && run.trigger !== 'backfill' ? driftCausesOf(run, run.result, job) : []),
    ...(run.state === 'dead' ? [deadCauseOf(run)] : []),
  ];
}

/** What says of a run's job that it is well again. */
export function recoveriesOfRun(run: Run): readonly AlertRecovery[] {
  const subject = `job:${run.jobId}`;
  const isLive = run.trigger !== 'backfill';
  const lateMs = startedLateMs(run);
  return [
    ...(isLive && hasBegun(run) ? [{ subject, conditions: ['missed'] as const, at: run.dueAt }] : []),
    ...(isLive && lateMs !== undefined
      ? [{ subject, conditions: ['late'] as const, at: run.dueAt, lateMs }]
      : []),
    ...(run.state === 'succeeded' ? recoveriesOfSuccess(run, run.result) : []),
  ];
}

function startCausesOf(run: Run): readonly AlertCause[] {
  if (run.trigger === 'backfill') return [];
  return [lateCauseOf(run), missedCauseOf(run)].filter((cause) => cause !== undefined);
}

function failureCausesOf(run: FailedRun, job: Job | undefined): readonly AlertCause[] {
  const { reason, message } = run.failure;
  const attempts = run.attempt - run.chainStart + 1;
  const failed: AlertCause = {
    ...causeOf(run, run.finishedAt),
    condition: 'run-failed',
    group: withEndpoint(reason, job),
    detail: { type: 'failure', reason, message: message.slice(0, MAX_MESSAGE), attempts, dueAt: run.dueAt },
  };
  return attempts > 1 ? [failed, { ...failed, condition: 'retries-exhausted' }] : [failed];
}

function deadCauseOf(run: DeadRun): AlertCause {
  const { reason, deliveryCount } = run.cause;
  return {
    ...causeOf(run, run.finishedAt),
    condition: 'dead-letter',
    group: `dead letter: ${reason}`.slice(0, MAX_MESSAGE),
    detail: { type: 'dead-letter', reason: reason.slice(0, MAX_MESSAGE), deliveryCount },
  };
}

function driftCausesOf(run: Run, result: RunResult, job: Job | undefined): readonly AlertCause[] {
  if (!isStabilitySummary(result)) return [];
  const { alarm, band } = measuredOf(result);
  if (!alarm && band === 'stable') return [];
  const { modelId, psi, worstCharacteristics, window } = result;
  const thresholds = thresholdsOf(job);
  return [
    {
      ...causeOf(run, run.dueAt),
      condition: 'drift',
      modelId,
      group: `model ${modelId}`,
      detail: {
        ...{ type: 'drift', psi, band, alarm, characteristics: worstCharacteristics },
        ...(window === undefined ? {} : { window }),
        ...(thresholds === undefined ? {} : { thresholds }),
      },
    },
  ];
}

function thresholdsOf(job: Job | undefined): StabilityThresholds | undefined {
  if (job?.kind !== 'stability') return undefined;
  const { moderate, significant } = job.task.criteria;
  return { moderate, significant };
}

function causeOf(run: Run, at: number): Omit<AlertCause, 'condition' | 'group' | 'detail'> {
  const { runId, jobId, valueStream, attempt } = run;
  return { causeId: `${runId}.${attempt}`, at, valueStream, subject: `job:${jobId}`, jobId, runId };
}

function recoveriesOfSuccess(
  run: Run & { readonly finishedAt: number },
  result: RunResult,
): readonly AlertRecovery[] {
  const subject = `job:${run.jobId}`;
  const conditions = ['run-failed', 'retries-exhausted', 'dead-letter', 'no-success'] as const;
  const succeeded: AlertRecovery = { subject, conditions, at: run.finishedAt };
  if (isReportSummary(result)) {
    const lock: AlertRecovery = {
      ...{ subject: `lock:${result.resource}`, conditions: ['lock-broken'], at: run.finishedAt },
    };
    return [succeeded, lock];
  }
  if (run.trigger === 'backfill' || !isStabilitySummary(result)) return [succeeded];
  return [succeeded, { subject, conditions: ['drift'], at: run.dueAt, measured: measuredOf(result) }];
}

function hasBegun(run: Run): boolean {
  return !isMiss(run) && ('startedAt' in run || run.endedAttempts.length > 0);
}

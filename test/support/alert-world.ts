import { createDeliverAlerts } from '../../shared/application/alerts/deliver-alerts.ts';
import { createRaiseAlerts } from '../../shared/application/alerts/raise-alerts.ts';
import { createSweepAlerts } from '../../shared/application/alerts/sweep-alerts.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { FailureReason } from '../../shared/domain/run/run-failure.ts';
import type { PendingRun, Run, RunningRun, StabilitySummary } from '../../shared/domain/run/run.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { toFailed, toNextAttempt, toRunning, toSucceeded } from '../../shared/domain/run/run-transitions.ts';
import type { StabilityBand } from '../../shared/domain/stability/stability-band.ts';
import type { MemoryWorld } from './memory/memory-world.ts';
import { exampleReportSummary } from './example-report-job.ts';

/** A run of a job's slot that was dispatched in time, with what a test wants otherwise. */
export function pendingRunOf(
  { jobId, valueStream }: Job,
  dueAt: number,
  overrides: Partial<PendingRun> = {},
): PendingRun {
  return {
    ...{ runId: runIdOf(jobId, dueAt), jobId, valueStream, state: 'pending', trigger: 'schedule' },
    ...{ dueAt, effectiveAt: dueAt, generation: 1, createdAt: dueAt },
    ...{ attempt: 1, chainStart: 1, endedAttempts: [] },
    ...overrides,
  };
}

/** A run that began on its slot, and failed two seconds later, the last time of so many. */
export function failedRunOf(
  job: Job,
  dueAt: number,
  {
    reason = 'report-server-failed',
    attempts = 1,
  }: { readonly reason?: FailureReason; readonly attempts?: number } = {},
): Run {
  const failure = { reason, message: `It failed as ${reason}.` };
  let running: RunningRun = toRunning(pendingRunOf(job, dueAt), dueAt);
  for (let attempt = 1; attempt < attempts; attempt += 1) {
    const now = dueAt + attempt;
    running = toRunning(toNextAttempt(running, { failure, retryAt: now, now }), now);
  }
  return toFailed(running, failure, dueAt + 2000);
}

/** A run that began on its slot, and succeeded two seconds later: what it measured is in this band. */
export function succeededRunOf(
  job: Job,
  dueAt: number,
  { band = 'stable', ...overrides }: Partial<StabilitySummary> & { readonly band?: StabilityBand } = {},
): Run {
  const running = toRunning(pendingRunOf(job, dueAt), dueAt);
  if (job.kind === 'report-collection') {
    return toSucceeded(running, exampleReportSummary({ resource: job.task.resource }), dueAt + 2000);
  }
  if (job.kind !== 'stability') throw new Error(`Nothing succeeds here for a job of kind '${job.kind}'.`);
  const psi = { stable: 0.01, 'moderate-shift': 0.15, 'significant-shift': 0.4 }[band];
  const result: StabilitySummary = {
    ...{ modelId: job.task.modelId, baselineId: 'b1', currentRowCount: 100, psi, band, alarm: false },
    ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
    ...overrides,
  };
  return toSucceeded(running, result, dueAt + 2000);
}

/** Writes a run as it is at the moment. */
export function writeRun({ memory }: Pick<MemoryWorld, 'memory'>, run: Run): void {
  memory.runs.set(run.runId, run);
}

/** Writes a job as it is at the moment. */
export function writeJob({ memory }: Pick<MemoryWorld, 'memory'>, job: Job): void {
  memory.jobs.set(job.jobId, job);
}

/** The timers of alerts, one after the other as often as it takes. */
export function alertsOf(world: MemoryWorld) {
  const raiseAlerts = createRaiseAlerts(world);
  const sweepAlerts = createSweepAlerts(world);
  const deliverAlerts = createDeliverAlerts({ ...world, sender: world.alertSender });
  return {
    raise: raiseAlerts,
    sweep: sweepAlerts,
    deliver: deliverAlerts,
    pass: async (): Promise<void> => {
      await raiseAlerts();
      await sweepAlerts();
      await deliverAlerts();
    },
  };
}

/** The incidents of a world, the first opened first. */
export function incidentsOf({ incidents }: MemoryWorld) {
  return incidents.incidents
    .all()
    .map(({ value }) => value)
    .sort((a, b) => a.openedAt - b.openedAt || a.sequence - b.sequence);
}

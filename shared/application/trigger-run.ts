import type { JobId } from '../domain/job/job-id.ts';
import type { Job } from '../domain/job/job.ts';
import type { PendingRun, Request, Run, RunIdentity } from '../domain/run/run.ts';
import { manualRunIdOf, type RunId } from '../domain/run/run-id.ts';
import { messageOf } from './end-run.ts';
import { targetChange, type ChangeDependencies } from './job-changes.ts';
import type { Fingerprint } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';

/** What the run is given, beside who asks for it. */
export interface TriggerRequest extends Request, Pick<RunIdentity, 'input' | 'interval' | 'parent'> {
  /** The same key gives the same run, whenever it comes. */
  readonly idempotencyKey: string;
}

export type TriggerOutcome =
  { readonly outcome: 'created' | 'already-exists'; readonly run: Run } | { readonly outcome: 'not-found' };

interface Dependencies extends ChangeDependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly fingerprint: Fingerprint;
}

/**
 * Runs a job now, beside its schedule; also a paused or completed one. The overlap policy and the concurrency
 * limit apply as to any other run.
 */
export function createTriggerRun(
  dependencies: Dependencies,
): (jobId: JobId, request: TriggerRequest) => Promise<TriggerOutcome> {
  return async (jobId, request) => {
    const { jobs, runs, queue, fingerprint, clock } = dependencies;
    const job = await jobs.get(jobId);
    if (job === undefined || job.value.state === 'deleted') return { outcome: 'not-found' };
    const runId = triggeredRunId(fingerprint, jobId, request.idempotencyKey);
    const run = manualRun(job.value, { runId, request, now: clock.now() });
    const { author, reason } = request;
    const by = { author, reason, action: 'run-triggered', target: runId } as const;
    const changes = [targetChange(dependencies, job.value, by)];
    const made = await jobs.commit({ jobId, runs: [{ value: run, ifVersion: undefined }], changes });
    if (made === 'committed') {
      await queue.enqueue([messageOf(run)]);
      return { outcome: 'created', run };
    }
    const existing = (await runs.get(runId))?.value;
    if (existing === undefined) return { outcome: 'not-found' };
    // The first request may have been cut off before it was sent; the queue drops a second message of that name.
    if (existing.state === 'pending') await queue.enqueue([messageOf(existing)]);
    return { outcome: 'already-exists', run: existing };
  };
}

/** The run that a key names. */
export function triggeredRunId(fingerprint: Fingerprint, jobId: JobId, idempotencyKey: string): RunId {
  return manualRunIdOf(jobId, fingerprint(idempotencyKey));
}

function manualRun(
  { jobId, valueStream, generation }: Job,
  { runId, request, now }: { runId: PendingRun['runId']; request: TriggerRequest; now: number },
): PendingRun {
  const { author, reason, input, interval, parent } = request;
  const isGiven = input !== undefined && Object.keys(input).length > 0;
  return {
    ...{ runId, jobId, valueStream, generation },
    ...{ state: 'pending', trigger: 'manual', dueAt: now, effectiveAt: now, createdAt: now },
    ...{ attempt: 1, chainStart: 1, endedAttempts: [] },
    requested: { author, reason },
    ...(isGiven ? { input } : {}),
    ...(interval === undefined ? {} : { interval }),
    ...(parent === undefined ? {} : { parent }),
  };
}

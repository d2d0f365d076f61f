import { decideStart } from '../domain/dispatch/decide-start.ts';
import { NotFound, VersionConflict } from '../domain/errors.ts';
import { isFinished, type PendingRun, type Run, type RunningRun } from '../domain/run/run.ts';
import { jobIdOf, type RunId } from '../domain/run/run-id.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Orchestrations } from './ports/orchestrations.ts';
import type { RunStore } from './ports/run-store.ts';
import type { Versioned } from './ports/versioned.ts';

/*
 * The claim. A message may be delivered twice, late, or to two workers at once; what lets exactly one of them
 * begin is the conditional write pending -> running of the run's document. Neither the queue's duplicate
 * detection nor the instance id would do: a finished instance is started again under the same id.
 *
 * A worker killed between the claim and the start leaves a running run without an orchestration; the message
 * comes again, finds the run running, and starts what is missing. Two workers may then both start it: the
 * second is refused while the first is alive, and a run that has finished meanwhile ends the newcomer at its
 * first step, because every step asks the run's document.
 */

export type StartOutcome =
  'started' | 'already-started' | 'already-finished' | 'cancelled' | 'failed-orchestration-lost';

interface Dependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly clock: Clock;
}

/** Handles the arrival of a run's message. Throws NotFound when the run was never dispatched. */
export function createStartRun(
  dependencies: Dependencies,
): (runId: RunId, orchestrations: Orchestrations) => Promise<StartOutcome> {
  return async (runId, orchestrations) => {
    for (;;) {
      const run = await dependencies.runs.get(runId);
      if (run === undefined) throw new NotFound('run', runId);
      try {
        return await handle(dependencies, run, orchestrations);
      } catch (error) {
        // Someone else moved the run on between our reading and our writing: look again.
        if (!(error instanceof VersionConflict)) throw error;
      }
    }
  };
}

async function handle(
  dependencies: Dependencies,
  { value: run, version }: Versioned<Run>,
  orchestrations: Orchestrations,
): Promise<StartOutcome> {
  if (isFinished(run)) return 'already-finished';
  if (run.state === 'running') return ensureWork(dependencies, { value: run, version }, orchestrations);
  return claim(dependencies, { value: run, version }, orchestrations);
}

async function claim(
  { jobs, runs, clock }: Dependencies,
  { value: run, version }: Versioned<PendingRun>,
  orchestrations: Orchestrations,
): Promise<StartOutcome> {
  const job = await jobs.get(jobIdOf(run.runId));
  const decision = decideStart(run, job?.value);
  const now = clock.now();
  if (decision.action === 'cancel') {
    const { reason } = decision;
    await runs.save({ ...run, state: 'cancelled', finishedAt: now, reason }, { ifVersion: version });
    return 'cancelled';
  }
  await runs.save({ ...run, state: 'running', startedAt: now }, { ifVersion: version });
  return orchestrations.start(run.runId);
}

async function ensureWork(
  { runs, clock }: Dependencies,
  { value: run, version }: Versioned<RunningRun>,
  orchestrations: Orchestrations,
): Promise<StartOutcome> {
  const status = await orchestrations.status(run.runId);
  switch (status) {
    case 'absent':
      return orchestrations.start(run.runId);
    case 'active':
      return 'already-started';
    case 'ended': {
      // The last step of an orchestration ends its run; it may just have done so.
      const message = 'The orchestration ended without a result; see its history under the run id.';
      const failure = { reason: 'orchestration-lost', message } as const;
      const failed: Run = { ...run, state: 'failed', finishedAt: clock.now(), failure };
      await runs.save(failed, { ifVersion: version });
      return 'failed-orchestration-lost';
    }
  }
}

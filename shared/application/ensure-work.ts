import { NotFound } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import type { RunningRun } from '../domain/run/run.ts';
import { toCancelled } from '../domain/run/run-transitions.ts';
import { endRun, type EndRunDependencies } from './end-run.ts';
import { createRecordFailure } from './finish-run.ts';
import { whyAbandoned } from './parent-runs.ts';
import type { Orchestrations } from './ports/orchestrations.ts';
import type { Versioned } from './ports/versioned.ts';
import { stopWork } from './stop-work.ts';
import { workToStart } from './work-to-start.ts';

/** What became of the work of a run that a message finds running. */
export type EnsuredWork =
  | 'started'
  | 'already-started'
  | 'superseded'
  /** The run that it is a step of has ended. */
  | 'cancelled'
  | 'failed-orchestration-lost';

/**
 * Starts the work of a running run where a worker died before it could, gives the attempt up where it has ended without a
 * result, and cancels a run that nobody wants any more. Throws NotFound for a run without a job, Unavailable.
 */
export async function ensureWork(
  dependencies: EndRunDependencies,
  {
    run: { value: run, version },
    job,
  }: { readonly run: Versioned<RunningRun>; readonly job: Job | undefined },
  orchestrations: Orchestrations,
): Promise<EnsuredWork> {
  const { runId, attempt } = run;
  const abandoned = await whyAbandoned(dependencies, run);
  if (abandoned !== undefined) {
    const ended = toCancelled(run, abandoned, dependencies.clock.now());
    // On a conflict it has ended meanwhile, or is at another attempt: a further message looks again.
    if ((await endRun(dependencies, { run: { value: run, version }, ended })) === 'conflict')
      return 'superseded';
    await stopWork(dependencies, run, orchestrations);
    return 'cancelled';
  }
  switch (await orchestrations.status({ runId, attempt })) {
    case 'absent': {
      if (job === undefined) throw new NotFound('job', run.jobId);
      return orchestrations.start(workToStart(run, job));
    }
    case 'active':
      // It may rest until somebody has something for it, as a step that has ended.
      await orchestrations.wake({ runId, attempt });
      return 'already-started';
    case 'ended': {
      // The last step of an orchestration ends its run; it may just have done so.
      const message = 'The orchestration ended without a result; see its history under the run id.';
      await createRecordFailure(dependencies)({ runId, attempt }, { reason: 'orchestration-lost', message });
      return 'failed-orchestration-lost';
    }
  }
}

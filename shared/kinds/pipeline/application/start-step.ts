import type { RetryOutcome } from '../../../application/retry-run.ts';
import type { TriggerOutcome, TriggerRequest } from '../../../application/trigger-run.ts';
import type { Fingerprint } from '../../../application/ports/environment.ts';
import type { DataInterval } from '../../../domain/data/data-interval.ts';
import type { JobId } from '../../../domain/job/job-id.ts';
import type { Request, Run } from '../../../domain/run/run.ts';
import type { RunInput } from '../../../domain/run/run-input.ts';
import type { RunAttempt, RunId } from '../../../domain/run/run-id.ts';
import type { ChildOf } from '../../../domain/run/run-transitions.ts';
import type { PipelineStep } from '../domain/pipeline-task.ts';
import { keyOfStep, runIdOfStep } from './step-runs.ts';

export interface StartDependencies {
  readonly triggerRun: (jobId: JobId, request: TriggerRequest) => Promise<TriggerOutcome>;
  readonly retryRun: (runId: RunId, requested: Request, child?: ChildOf) => Promise<RetryOutcome>;
  readonly fingerprint: Fingerprint;
}

export interface StepToStart {
  readonly step: PipelineStep;
  readonly input: RunInput;
  /** It has a run already, which failed in an earlier attempt. */
  readonly again: boolean;
  /** Of the pipeline's run. */
  readonly interval: DataInterval;
}

export type StartedStep =
  /** The run as it is now: another may have started it before. */
  | { readonly outcome: 'started'; readonly run: Run }
  | { readonly outcome: 'not-started'; readonly message: string };

/** Starts the run of a step, or its next chain of attempts: once in an attempt of the pipeline, however often it is asked. */
export async function startStep(
  dependencies: StartDependencies,
  { runId, attempt }: RunAttempt,
  { step, input, again, interval }: StepToStart,
): Promise<StartedStep> {
  const requested = { author: 'evenkeel', reason: `Step '${step.name}' of run '${runId}'.` };
  const child = {
    ...(Object.keys(input).length === 0 ? {} : { input }),
    ...{ interval, parent: { runId, step: step.name, attempt } },
  };
  const gone = { outcome: 'not-started', message: `There is no job '${step.job}' any more.` } as const;
  if (again) {
    const retried = await dependencies.retryRun(runIdOfStep(dependencies, runId, step), requested, child);
    return 'run' in retried ? { outcome: 'started', run: retried.run } : gone;
  }
  const idempotencyKey = keyOfStep(runId, step);
  const triggered = await dependencies.triggerRun(step.job, { ...requested, ...child, idempotencyKey });
  return triggered.outcome === 'not-found' ? gone : { outcome: 'started', run: triggered.run };
}

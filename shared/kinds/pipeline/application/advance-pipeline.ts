import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import type { StoppingOrchestrations } from '../../../application/stop-work.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { placeholderValues } from '../../fill-placeholders.ts';
import {
  concludePipeline,
  summarizeSteps,
  type PipelineEnd,
  type StepSummary,
} from '../domain/conclude-pipeline.ts';
import type { PipelineTask } from '../domain/pipeline-task.ts';
import { planSteps, type PlannedStep, type StepEvidence } from '../domain/plan-steps.ts';
import { startStep, type StartDependencies, type StepToStart } from './start-step.ts';
import { readStepRuns } from './step-runs.ts';
import { stopIfEnded, type StopDependencies } from './stop-steps.ts';

export interface AdvanceDependencies extends StartDependencies, StopDependencies {
  readonly loadWork: LoadPlainWork<PipelineTask>;
}

/** An attempt, and the steps that it began with: an edit meanwhile is for the next attempt. */
export interface PipelineAttempt extends RunAttempt {
  readonly task: PipelineTask;
}

export type PipelineLook =
  | (PipelineEnd & { readonly steps: readonly StepSummary[] })
  | { readonly outcome: 'over' }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

export type AdvancePipeline = (
  attempt: PipelineAttempt,
  orchestrations: StoppingOrchestrations,
) => Promise<PipelineLook>;

/**
 * Looks at the steps of a pipeline and starts those whose time has come.
 *
 * Between the look at the pipeline's run and the start of a step the run may be cancelled, and whoever cancels its steps
 * does not see this one yet. So the run is looked at once more, and a step that was started too late is cancelled here;
 * where the process dies before that, the look is carried out again, finds the run ended, and does the same.
 */
export function createAdvancePipeline(dependencies: AdvanceDependencies): AdvancePipeline {
  const { loadWork } = dependencies;
  return async ({ task, ...attempt }, orchestrations) => {
    const loaded = await loadWork(attempt);
    if (loaded.outcome !== 'loaded') {
      await stopIfEnded(dependencies, { runId: attempt.runId, ...task }, orchestrations);
      return loaded;
    }
    const { run, interval } = loaded;
    const values = placeholderValues(run, interval, task.timeZone);
    const runs = await readStepRuns(dependencies, attempt.runId, task.steps);
    const evidence = { attempt: attempt.attempt, runs, notStarted: new Map<string, string>(), values };
    const planned = planSteps(task.steps, evidence);
    if (!planned.some(isReady)) return lookOf(planned);
    const started = await startReady(dependencies, attempt, { task, evidence, planned, interval });
    const isOver = await stopIfEnded(dependencies, { runId: attempt.runId, ...task }, orchestrations);
    return isOver ? { outcome: 'over' } : lookOf(started);
  };
}

interface Start extends Pick<StepToStart, 'interval'> {
  readonly task: PipelineTask;
  readonly evidence: StepEvidence & {
    readonly runs: Map<string, NonNullable<ReturnType<StepEvidence['runs']['get']>>>;
    readonly notStarted: Map<string, string>;
  };
  readonly planned: readonly PlannedStep[];
}

/**
 * Starts what is ready; what cannot be started may let others start, or keep them from it. A run that is found as an
 * earlier attempt left it is ready once more, so that each step may take two rounds.
 */
async function startReady(
  dependencies: StartDependencies,
  attempt: RunAttempt,
  { task, evidence, planned, interval }: Start,
): Promise<readonly PlannedStep[]> {
  let present = planned;
  for (let round = 0; round < 2 * task.steps.length && present.some(isReady); round += 1) {
    for (const { step, standing } of present) {
      if (standing.state !== 'ready') continue;
      const { input, again } = standing;
      const started = await startStep(dependencies, attempt, { step, input, again, interval });
      if (started.outcome === 'started') evidence.runs.set(step.name, started.run);
      else evidence.notStarted.set(step.name, started.message);
    }
    present = planSteps(task.steps, evidence);
  }
  return present;
}

function isReady({ standing }: PlannedStep): boolean {
  return standing.state === 'ready';
}

function lookOf(planned: readonly PlannedStep[]): PipelineLook {
  return { ...concludePipeline(planned), steps: summarizeSteps(planned) };
}

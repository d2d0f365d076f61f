import { triggeredRunId } from '../../../application/trigger-run.ts';
import type { Fingerprint } from '../../../application/ports/environment.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { RunId } from '../../../domain/run/run-id.ts';
import type { PipelineStep } from '../domain/pipeline-task.ts';

interface Dependencies {
  readonly runs: Pick<RunStore, 'get'>;
  readonly fingerprint: Fingerprint;
}

/** Names the run of a step, whatever attempt of the pipeline asks for it. */
export function keyOfStep(pipelineRunId: RunId, { name }: PipelineStep): string {
  return `${pipelineRunId}/${name}`;
}

/** The run that a step has, or will have: it follows from the pipeline's run, the step's name and its job alone. */
export function runIdOfStep(
  { fingerprint }: Pick<Dependencies, 'fingerprint'>,
  pipelineRunId: RunId,
  step: PipelineStep,
): RunId {
  return triggeredRunId(fingerprint, step.job, keyOfStep(pipelineRunId, step));
}

/** The runs that steps have by now, by the names of these. May throw Unavailable. */
export async function readStepRuns(
  dependencies: Dependencies,
  pipelineRunId: RunId,
  steps: readonly PipelineStep[],
): Promise<Map<string, Run>> {
  const found = await Promise.all(
    steps.map(async (step) => {
      const stored = await dependencies.runs.get(runIdOfStep(dependencies, pipelineRunId, step));
      return stored === undefined ? [] : [[step.name, stored.value] as const];
    }),
  );
  return new Map(found.flat());
}

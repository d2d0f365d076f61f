import type { PlainResult } from '../../../domain/run/plain-result.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { DatabricksRun, DatabricksTaskRun } from '../domain/databricks-run.ts';
import { readOutput } from '../domain/read-output.ts';
import { summarizeRun } from '../domain/summarize-run.ts';
import type { Answered, Workspace } from './ports/workspaces.ts';
import { datasetPathOf } from './start-work.ts';
import {
  afterFault,
  withWorkspace,
  type Ended,
  type Loaded,
  type Step,
  type StepDependencies,
  type Waits,
} from './with-workspace.ts';

export type Collected =
  | Ended
  | Waits
  | { readonly outcome: 'collected'; readonly result: PlainResult }
  | { readonly outcome: 'failed'; readonly failure: RunFailure };

export type CollectResult = (step: Step & { readonly databricksRunId: string }) => Promise<Collected>;

/** Tasks whose output is asked for, from the last on, where the job does not say which one has it. */
const MAX_ASKED = 5;

/** Puts together what a run that has succeeded has to show, its notebook's output among it. */
export function createCollectResult(dependencies: StepDependencies): CollectResult {
  return ({ runId, attempt, looks, databricksRunId }) =>
    withWorkspace<Collected>(dependencies, { runId, attempt }, async ({ workspace, ...loaded }) => {
      const { task } = loaded;
      const answered = await workspace.read(databricksRunId);
      if (answered.outcome === 'faulted') return afterFault(dependencies, { runId, looks, task }, answered);
      const found = await outputOf(workspace, loaded, answered.value);
      if (found.outcome === 'faulted') return afterFault(dependencies, { runId, looks, task }, found);
      const told = readOutput(found.value);
      if (task.requiresModelVersion && told.modelVersion === undefined) {
        return { outcome: 'failed', failure: noVersion(databricksRunId) };
      }
      const datasetPath = datasetPathOf(loaded);
      return { outcome: 'collected', result: summarizeRun(task, { run: answered.value, told, datasetPath }) };
    });
}

type Notebook = { readonly text: string; readonly isTruncated: boolean } | undefined;

/** What has no output to be had is passed over; what the workspace is too busy to give is waited for. */
async function outputOf(
  workspace: Workspace,
  { task: { outputTask } }: Loaded,
  { tasks }: DatabricksRun,
): Promise<Answered<Notebook>> {
  for (const { runId } of askedOf(tasks, outputTask)) {
    const answered = await workspace.readOutput(runId);
    if (answered.outcome === 'faulted') {
      if (answered.meaning === 'busy' || answered.meaning === 'failed') return answered;
      continue;
    }
    const { notebook } = answered.value;
    if (notebook !== undefined) return { outcome: 'answered', value: notebook };
  }
  return { outcome: 'answered', value: undefined };
}

function askedOf(
  tasks: readonly DatabricksTaskRun[],
  outputTask: string | undefined,
): readonly DatabricksTaskRun[] {
  if (outputTask !== undefined) return tasks.filter(({ key }) => key === outputTask);
  return tasks.toReversed().slice(0, MAX_ASKED);
}

function noVersion(databricksRunId: string): RunFailure {
  const message =
    `Databricks run ${databricksRunId} has succeeded and tells no model version. Let the notebook end with ` +
    'dbutils.notebook.exit(json.dumps({"modelVersion": …})), name its task in "outputTask" where the job has several, or ' +
    'take "requiresModelVersion" out of the job\'s task.';
  return { reason: 'answer-not-expected', message };
}

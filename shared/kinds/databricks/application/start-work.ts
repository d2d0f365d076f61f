import { fillPlaceholders, missingValues, placeholderValues } from '../../fill-placeholders.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { StartedAt } from '../domain/attempt-state.ts';
import type { DatabricksTask } from '../domain/databricks-task.ts';
import { startRequestOf, type StartRequest } from '../domain/start-request.ts';
import { startTokenOf, type StartOf } from '../domain/start-token.ts';
import {
  afterFault,
  withWorkspace,
  type Ended,
  type Loaded,
  type Step,
  type StepDependencies,
  type Waits,
} from './with-workspace.ts';

export type Started =
  | { readonly outcome: 'started'; readonly at: StartedAt }
  /** `mayBeStarted`: the workspace may have a run of it all the same. */
  | ((Waits | Ended) & { readonly mayBeStarted?: boolean });

/** `start` counts the starts of the attempt, from 1: one that was crowded out is followed by another. */
export type StartWork = (step: Step & { readonly start: number }) => Promise<Started>;

/** The workspace ends what nobody looks at any more by itself, so much later than the attempt would. */
const SPARE_SECONDS = 600;

/**
 * Starts the work of an attempt in its workspace. Asked for twice, however late, the workspace gives the run that there is: the
 * request's token follows from the attempt.
 */
export function createStartWork(dependencies: StepDependencies): StartWork {
  return ({ runId, attempt, start, looks }) =>
    withWorkspace<Started>(dependencies, { runId, attempt }, async ({ workspace, ...loaded }) => {
      const { task } = loaded;
      const missing = missingValues(textsOf(task), valuesOf(loaded));
      if (missing !== undefined) return { outcome: 'rejected', failure: missing };
      const answered = await workspace.start(requestOf(dependencies, loaded, { attempt, start }));
      if (answered.outcome === 'faulted') {
        const after = afterFault(dependencies, { runId, looks, task }, answered);
        return { ...after, mayBeStarted: answered.mayBeDone };
      }
      const { runId: databricksRunId } = answered.value;
      dependencies.log.info(`Databricks run ${databricksRunId} is started.`, { databricksRunId });
      return { outcome: 'started', at: startedAt(loaded, databricksRunId) };
    });
}

/** What an attempt keeps of the run that works for it. */
export function startedAt({ job, task }: Pick<Loaded, 'job' | 'task'>, databricksRunId: string): StartedAt {
  const { connection, onRetry } = task;
  const isShared = onRetry === 'repair-failed';
  return { databricksRunId, connection, valueStream: job.valueStream, isShared };
}

/** The request that starts an attempt's work, the same whenever it is made, also when the run is over by then. */
export function requestOf(
  { origin, fingerprint }: Pick<StepDependencies, 'origin' | 'fingerprint'>,
  loaded: Omit<Loaded, 'outcome'>,
  { attempt, start }: { readonly attempt: number; readonly start: number },
): StartRequest {
  const { run, job, task } = loaded;
  const values = valuesOf(loaded);
  const of: StartOf = { origin, start, ...startingAttempt(loaded, attempt) };
  return startRequestOf(task, {
    token: startTokenOf(of, fingerprint),
    runName: `evenkeel ${run.runId}`,
    fill: (text) => fillPlaceholders(text, values),
    timeoutSeconds: job.policies.timeoutSeconds + SPARE_SECONDS,
  });
}

/** Where a retry repairs what there is, all attempts of a run share the first one's start. */
function startingAttempt(
  { run, task }: Pick<Loaded, 'run' | 'task'>,
  attempt: number,
): RunAttempt & { readonly startedAt: number } {
  const { runId, endedAttempts } = run;
  const starting = task.onRetry === 'repair-failed' ? 1 : attempt;
  const ended = endedAttempts.find((each) => each.attempt === starting)?.startedAt;
  const present = 'startedAt' in run ? run.startedAt : undefined;
  return { runId, attempt: starting, startedAt: ended ?? present ?? run.createdAt };
}

/** The dataset that the run makes, its placeholders filled. */
export function datasetPathOf(loaded: Omit<Loaded, 'outcome'>): string | undefined {
  const { datasetPath } = loaded.task;
  return datasetPath === undefined ? undefined : fillPlaceholders(datasetPath, valuesOf(loaded));
}

function valuesOf({ run, task, interval }: Omit<Loaded, 'outcome'>) {
  return placeholderValues(run, interval, task.timeZone);
}

/** All that is filled: a cluster's own specification is not. */
function textsOf({ work, datasetPath }: DatabricksTask): unknown {
  if (work.type !== 'notebook' && work.type !== 'python-wheel') return [work, datasetPath];
  const { compute: _notFilled, ...texts } = work;
  return [texts, datasetPath];
}

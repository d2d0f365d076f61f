import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { DatabricksRun } from '../domain/databricks-run.ts';
import { pollPauseMs } from '../domain/poll-pause.ts';
import { hasEnded, hasSucceeded, readStanding } from '../domain/read-standing.ts';
import { shortened } from '../domain/shortened.ts';
import type { Workspace } from './ports/workspaces.ts';
import {
  afterFault,
  withWorkspace,
  type Ended,
  type Loaded,
  type Step,
  type StepDependencies,
  type Waits,
} from './with-workspace.ts';

/** How far a run is, for whoever watches. */
export interface Progress {
  readonly words: string;
  readonly pageUrl?: string;
  readonly tasksDone: number;
  readonly tasks: number;
}

export type Looked =
  | Ended
  | (Waits & { readonly progress?: Progress })
  | { readonly outcome: 'succeeded' }
  | { readonly outcome: 'failed'; readonly failure: RunFailure }
  /** It has failed in an attempt before this one, or in this one's repair; `latestRepairId` is of the repair before. */
  | { readonly outcome: 'repairable'; readonly failure: RunFailure; readonly latestRepairId?: string }
  /** Nothing of it has run: it is to be started anew after the pause. */
  | { readonly outcome: 'crowded-out'; readonly failure: RunFailure; readonly pauseMs: number };

/** `isRepaired`: this attempt has had it repaired already. */
export type LookAtWork = (
  step: Step & { readonly databricksRunId: string; readonly isRepaired: boolean },
) => Promise<Looked>;

/** More than any backoff has: the longest pause. */
const MANY_LOOKS = 1000;

/** Asks the workspace how far the run is. */
export function createLookAtWork(dependencies: StepDependencies): LookAtWork {
  return ({ runId, attempt, looks, databricksRunId, isRepaired }) =>
    withWorkspace<Looked>(dependencies, { runId, attempt }, async ({ workspace, ...loaded }) => {
      const { task } = loaded;
      const answered = await workspace.read(databricksRunId);
      if (answered.outcome === 'faulted') {
        if (answered.meaning === 'unknown') return { outcome: 'failed', failure: lost(databricksRunId) };
        return afterFault(dependencies, { runId, looks, task }, answered);
      }
      const run = answered.value;
      const reading = readStanding(run);
      switch (reading.phase) {
        case 'active':
          return {
            outcome: 'waits',
            pauseMs: pollPauseMs(task.poll, looks, { seed: runId }),
            progress: progressOf(run, reading.words),
          };
        case 'succeeded':
          return { outcome: 'succeeded' };
        case 'crowded-out': {
          const pauseMs = pollPauseMs(task.poll, MANY_LOOKS, { seed: runId });
          return { outcome: 'crowded-out', failure: reading.failure, pauseMs };
        }
        case 'failed':
          return afterFailure(loaded, run, {
            isRepaired,
            failure: await explained(workspace, run, reading.failure),
          });
      }
    });
}

function progressOf(run: DatabricksRun, words: string): Progress {
  const { pageUrl, tasks } = run;
  return {
    words,
    ...(pageUrl === undefined ? {} : { pageUrl }),
    tasksDone: tasks.filter(({ standing }) => hasSucceeded(standing)).length,
    tasks: tasks.length,
  };
}

/** The first attempt has nobody before it whose failure it could mend. */
function afterFailure(
  { task, run: { attempt } }: Loaded,
  { repairs }: DatabricksRun,
  { isRepaired, failure }: { readonly isRepaired: boolean; readonly failure: RunFailure },
): Looked {
  if (isRepaired || attempt === 1 || task.onRetry !== 'repair-failed') return { outcome: 'failed', failure };
  const latest = repairs.at(-1);
  return { outcome: 'repairable', failure, ...(latest === undefined ? {} : { latestRepairId: latest.id }) };
}

/** What the task that failed first has said of it; the run itself says that a task has failed. */
async function explained(
  workspace: Workspace,
  { tasks, pageUrl }: DatabricksRun,
  failure: RunFailure,
): Promise<RunFailure> {
  const failed = tasks.find(({ standing }) => hasEnded(standing) && standing.result === 'FAILED');
  const output = failed === undefined ? undefined : await workspace.readOutput(failed.runId);
  const error = output?.outcome === 'answered' ? (output.value.error ?? '') : '';
  const said = error === '' || failure.message.includes(error) ? '' : ` ${shortened(error)}`;
  const page = pageUrl === undefined ? '' : ` See ${pageUrl}`;
  return { reason: failure.reason, message: `${failure.message}${said}${page}` };
}

function lost(databricksRunId: string): RunFailure {
  const message =
    `The workspace does not know Databricks run ${databricksRunId} any more: somebody has deleted it, or the connection ` +
    'has been given another workspace.';
  return { reason: 'work-lost', message };
}

import type { LoadCalendars } from '../../../application/load-calendars.ts';
import type { JobStore } from '../../../application/ports/job-store.ts';
import type { RunStore } from '../../../application/ports/run-store.ts';
import { dataInterval } from '../../../domain/data/data-interval.ts';
import { isFinished } from '../../../domain/run/run.ts';
import { jobIdOf, type RunAttempt } from '../../../domain/run/run-id.ts';
import type { PlainTask } from '../../../domain/job/job-work.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import type { StartedAt } from '../domain/attempt-state.ts';
import type { DatabricksTask } from '../domain/databricks-task.ts';
import { hasEnded } from '../domain/read-standing.ts';
import type { Workspace, WorkspaceFault } from './ports/workspaces.ts';
import { requestOf, startedAt } from './start-work.ts';
import type { Loaded, StepDependencies } from './with-workspace.ts';

export type Stopped =
  /** It has ended, or there is nothing to be ended. */
  | { readonly outcome: 'stopped' }
  /** A later attempt goes on with it. */
  | { readonly outcome: 'left' }
  /** To be asked again. */
  | { readonly outcome: 'stopping'; readonly at: StartedAt | undefined };

/** What an attempt has started: a run that it knows, or its so-manieth start, of which it does not know what became. */
export type StopWork = (
  attempt: RunAttempt & { readonly at: StartedAt | undefined; readonly start: number },
) => Promise<Stopped>;

interface Dependencies extends Omit<StepDependencies, 'load'> {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly runs: Pick<RunStore, 'get'>;
  readonly loadCalendars: LoadCalendars;
  /** Throws where the task is none of the kind's. */
  readonly readTask: (task: PlainTask) => DatabricksTask;
}

/** A cancellation takes seconds; a cluster that is just being made may take a minute. */
const WATCHED_MS = 30 * SECOND_MS;
const LOOK_EVERY_MS = 2 * SECOND_MS;

/**
 * Ends what works for an attempt in its workspace, and waits a while until it has really ended. Unlike the other steps it has its
 * work to do when the run is over: then most of all.
 *
 * Of a start that had no answer nobody knows whether there is a run. The same request gives that run, or makes one; either is ended
 * at once, before a cluster is there for it.
 */
export function createStopWork(dependencies: Dependencies): StopWork {
  return async ({ runId, attempt, at: known, start }) => {
    if (known?.isShared === true && (await isGoingOn(dependencies, { runId, attempt }))) {
      return { outcome: 'left' };
    }
    const at = known ?? (await findStarted(dependencies, { runId, attempt, start }));
    if (at === undefined || 'outcome' in at) return at ?? { outcome: 'stopped' };
    const found = dependencies.workspaces.find(at.connection, at.valueStream);
    if (found.outcome === 'missing') {
      dependencies.log.error(found.failure.message, undefined, { databricksRunId: at.databricksRunId });
      return { outcome: 'stopped' };
    }
    return end(dependencies, found.workspace, at);
  };
}

/** Whether there is a later attempt at work, or about to be: it has the same Databricks run. */
async function isGoingOn({ runs }: Dependencies, { runId, attempt }: RunAttempt): Promise<boolean> {
  const run = (await runs.get(runId))?.value;
  return run !== undefined && !isFinished(run) && run.attempt > attempt;
}

async function findStarted(
  dependencies: Dependencies,
  { runId, attempt, start }: RunAttempt & { readonly start: number },
): Promise<StartedAt | Stopped | undefined> {
  const loaded = await loadEnded(dependencies, { runId, attempt });
  if (loaded === undefined) return undefined;
  const { job, task } = loaded;
  const found = dependencies.workspaces.find(task.connection, job.valueStream);
  if (found.outcome === 'missing') return undefined;
  const answered = await found.workspace.start(requestOf(dependencies, loaded, { attempt, start }));
  if (answered.outcome === 'answered') return startedAt(loaded, answered.value.runId);
  return again(dependencies, answered, undefined);
}

/** The run and its job, however the run has ended; undefined where the job is another by now. */
async function loadEnded(
  { jobs, runs, loadCalendars, readTask }: Dependencies,
  { runId }: RunAttempt,
): Promise<Omit<Loaded, 'outcome'> | undefined> {
  const [stored, found] = await Promise.all([runs.get(runId), jobs.get(jobIdOf(runId))]);
  if (stored === undefined || found?.value.kind !== 'databricks') return undefined;
  const { value: run } = stored;
  const { value: job } = found;
  const interval = dataInterval(job.recurrences, run.dueAt, await loadCalendars(job.recurrences));
  return { run, job, task: readTask(found.value.task), interval };
}

async function end(dependencies: Dependencies, workspace: Workspace, at: StartedAt): Promise<Stopped> {
  const { clock, pause, log } = dependencies;
  const { databricksRunId } = at;
  const cancelled = await workspace.cancel(databricksRunId);
  if (cancelled.outcome === 'faulted') return again(dependencies, cancelled, at);
  const watchedUntil = clock.now() + WATCHED_MS;
  for (;;) {
    const answered = await workspace.read(databricksRunId);
    if (answered.outcome === 'faulted') return again(dependencies, answered, at);
    if (hasEnded(answered.value.standing)) {
      log.info(`Databricks run ${databricksRunId} has ended.`, { databricksRunId });
      return { outcome: 'stopped' };
    }
    if (clock.now() >= watchedUntil) return { outcome: 'stopping', at };
    await pause(LOOK_EVERY_MS, new AbortController().signal);
  }
}

/** What is refused will be refused again: whoever reads the log has to end it. */
function again({ log }: Dependencies, fault: WorkspaceFault, at: StartedAt | undefined): Stopped {
  const { meaning, failure } = fault;
  if (meaning === 'busy' || meaning === 'failed') return { outcome: 'stopping', at };
  const databricksRunId = at?.databricksRunId;
  if (meaning === 'refused') log.error('A Databricks run was not cancelled.', failure, { databricksRunId });
  return { outcome: 'stopped' };
}

import { ApiFault, invalid } from './api-fault.ts';
import { Id, type Fields } from './exact-json.ts';
import { latestOf, type BookedRun, type RunBook } from './run-book.ts';
import { executionStateAt, type Episode, type Execution, type State } from './run-episode.ts';

interface Asked {
  readonly book: RunBook;
  readonly origin: string;
  readonly now: number;
}

/** The answer of `runs/get`. */
export function runAnswer(run: BookedRun, { book, origin, now }: Asked): Fields {
  const state = book.stateOf(run);
  const { runId, jobId } = run;
  return {
    run_id: new Id(runId),
    job_id: new Id(jobId),
    number_in_job: new Id(runId),
    run_name: run.name,
    run_type: run.isSubmitted ? 'SUBMIT_RUN' : 'JOB_RUN',
    run_page_url: `${origin}/?o=1#job/${jobId}/run/${runId}`,
    start_time: run.createdAt,
    end_time: state.endedAt ?? 0,
    ...stateFields(state),
    tasks: run.isSkipped ? [] : tasksOf(run, now),
    repair_history: run.episodes.map((episode) => repairAnswer(episode, run)),
  };
}

function tasksOf({ episodes }: BookedRun, now: number): readonly Fields[] {
  return episodes.flatMap((episode) =>
    episode.executions.map(({ key, runId, attempt }, index) => ({
      task_key: key,
      run_id: new Id(runId),
      attempt_number: attempt,
      ...stateFields(executionStateAt(episode, index, now)),
    })),
  );
}

function repairAnswer({ repairId, startedAt }: Episode, run: BookedRun): Fields {
  const start = { start_time: startedAt ?? 0 };
  if (repairId === undefined) return { type: 'ORIGINAL', id: new Id(run.runId), ...start };
  return { type: 'REPAIR', id: new Id(repairId), ...start };
}

function stateFields({ lifeCycle, result, code, type, message }: State): Fields {
  const isQueued = lifeCycle === 'QUEUED';
  return {
    state: {
      life_cycle_state: lifeCycle,
      ...(result === undefined ? {} : { result_state: result }),
      state_message: message,
      user_cancelled_or_timedout: result === 'CANCELED',
    },
    status: {
      state: lifeCycle === 'SKIPPED' ? 'TERMINATED' : lifeCycle,
      ...(isQueued && { queue_details: { code: 'MAX_CONCURRENT_RUNS_REACHED', message } }),
      ...(code === undefined ? {} : { termination_details: { code, type, message } }),
    },
  };
}

/** The answer of `runs/get-output`. @throws ApiFault as the API does for a run of several tasks. */
export function outputAnswer(runs: readonly BookedRun[], runId: string): Fields {
  for (const run of runs) {
    const found = executionsOf(run).find((execution) => execution.runId === runId);
    if (found !== undefined) return outputOf(found, run);
    if (run.runId === runId) {
      const [only, ...others] = latestOf(run).executions;
      if (only !== undefined && others.length === 0) return outputOf(only, run);
      throw new ApiFault({
        status: 400,
        code: 'INVALID_PARAMETER_VALUE',
        message: 'A run with multiple tasks has no output of its own.',
      });
    }
  }
  throw invalid(`Run ${runId} does not exist.`);
}

function executionsOf({ episodes }: BookedRun): readonly Execution[] {
  return episodes.flatMap(({ executions }) => executions);
}

function outputOf({ key, fails, error, output }: Execution, { tasks }: BookedRun): Fields {
  const { type = 'notebook' } = tasks.find((task) => task.key === key) ?? {};
  return {
    ...(fails && { error: error ?? 'Workload failed' }),
    ...(type === 'notebook' && { notebook_output: fails || output === undefined ? {} : { result: output } }),
  };
}

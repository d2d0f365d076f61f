import { ApiFault, invalid, tooMany } from './api-fault.ts';
import { executionStateAt, stateAt, type Episode, type Execution, type State } from './run-episode.ts';
import type { TaskScript, WorkspaceSettings } from './workspace-script.ts';

/** A run that the workspace has. */
export interface BookedRun {
  readonly runId: string;
  readonly name: string;
  readonly jobId: string;
  readonly isSubmitted: boolean;
  readonly createdAt: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tasks: readonly TaskScript[];
  /** The run itself, and each repair. */
  readonly episodes: Episode[];
  /** Turned away by the job's own limit. */
  readonly isSkipped: boolean;
}

/** What is to be run. */
export interface Start {
  readonly name: string;
  readonly jobId: string;
  readonly isSubmitted: boolean;
  readonly token: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tasks: readonly TaskScript[];
  readonly maxConcurrentRuns: number;
  readonly isQueued: boolean;
}

/** Beyond 2^53: who rounds ids asks for another run. */
const FIRST_ID = 9_007_199_254_741_001n;
const MAX_TOKEN_LENGTH = 64;

/** All runs of a workspace, in memory. How far each is follows from the clock. */
export class RunBook {
  readonly #settings: WorkspaceSettings;
  readonly #runs = new Map<string, BookedRun>();
  readonly #tokens = new Map<string, BookedRun>();
  readonly #failuresLeft = new Map<string, number>();
  #lastId = FIRST_ID;

  constructor(settings: WorkspaceSettings) {
    this.#settings = settings;
  }

  get runs(): readonly BookedRun[] {
    return [...this.#runs.values()];
  }

  /** Starts a run, or gives the one that was started with the same token. @throws ApiFault. */
  start(start: Start): BookedRun {
    const { token } = start;
    if (token !== undefined && token.length > MAX_TOKEN_LENGTH)
      throw invalid('The idempotency token is too long.');
    const former = token === undefined ? undefined : this.#tokens.get(token);
    if (former !== undefined) return former;
    const active = this.runs.filter((run) => !hasEnded(this.stateOf(run)));
    if (active.length >= this.#settings.maxActiveRuns) {
      throw tooMany('The workspace has reached its limit of active runs.');
    }
    const run = this.#book(start, active);
    this.#runs.set(run.runId, run);
    if (token !== undefined) this.#tokens.set(token, run);
    return run;
  }

  #book(
    { maxConcurrentRuns, isQueued, token: _token, ...start }: Start,
    active: readonly BookedRun[],
  ): BookedRun {
    const now = this.#settings.now();
    const isFull = active.filter(({ jobId }) => jobId === start.jobId).length >= maxConcurrentRuns;
    const executions = start.tasks.map((task) => this.#execute(task, start, 0));
    const { pendingMs, cancelMs } = this.#settings;
    const episode = { pendingMs, cancelMs, executions, ...(isFull ? {} : { startedAt: now }) };
    return {
      ...start,
      runId: this.#newId(),
      createdAt: now,
      episodes: [episode],
      isSkipped: isFull && !isQueued,
    };
  }

  /** @throws ApiFault as the API does for a run that is not there. */
  find(runId: string): BookedRun {
    const run = this.#runs.get(runId);
    if (run === undefined) throw invalid(`Run ${runId} does not exist.`);
    return run;
  }

  stateOf(run: BookedRun): State {
    if (run.isSkipped) {
      const code = { result: 'MAXIMUM_CONCURRENT_RUNS_REACHED', code: 'MAX_CONCURRENT_RUNS_EXCEEDED' };
      const message = 'Run was skipped: another run of its job is active.';
      return { lifeCycle: 'SKIPPED', ...code, type: 'CLIENT_ERROR', message, endedAt: run.createdAt };
    }
    this.#wakeQueued(run);
    return stateAt(latestOf(run), this.#settings.now());
  }

  cancel(runId: string): void {
    const run = this.find(runId);
    if (!hasEnded(this.stateOf(run))) latestOf(run).cancelledAt ??= this.#settings.now();
  }

  /** Runs what has not succeeded once more. @throws ApiFault. */
  repair(runId: string, latestRepairId: string | undefined): string {
    const run = this.find(runId);
    const state = this.stateOf(run);
    if (!hasEnded(state))
      throw new ApiFault({ status: 400, code: 'INVALID_STATE', message: `Run ${runId} is in progress.` });
    if (state.result === 'SUCCESS') throw invalid(`Run ${runId} has no failed tasks.`);
    const latest = latestOf(run);
    if (latest.repairId !== latestRepairId)
      throw invalid('The latest repair id is not that of the latest repair.');
    const now = this.#settings.now();
    const failed = latest.executions.filter(
      (_, index) => executionStateAt(latest, index, now).result !== 'SUCCESS',
    );
    const again = failed.map(({ key, attempt }) => {
      const task = run.tasks.find((each) => each.key === key) ?? { key };
      return this.#execute(task, run, attempt + 1);
    });
    const repairId = this.#newId();
    const { pendingMs, cancelMs } = this.#settings;
    run.episodes.push({ repairId, startedAt: now, pendingMs, cancelMs, executions: again });
    return repairId;
  }

  /** Ends what is running at this instant. */
  finish(runId: string, result: 'succeeded' | 'failed'): void {
    const run = this.find(runId);
    const episode = latestOf(run);
    const now = this.#settings.now();
    const { startedAt = now, executions, pendingMs } = episode;
    episode.startedAt = Math.min(startedAt, now - pendingMs);
    for (const execution of executions) execution.takesMs = 0;
    const [first] = executions;
    if (first === undefined) return;
    first.takesMs = now - episode.startedAt - pendingMs;
    first.fails = result === 'failed';
  }

  #execute(
    task: TaskScript,
    { jobId, parameters }: Pick<BookedRun, 'jobId' | 'parameters'>,
    attempt: number,
  ): Execution {
    const { key, takesMs = this.#settings.takesMs, output, failures = 0, error } = task;
    const counter = `${jobId} ${key}`;
    const left = this.#failuresLeft.get(counter) ?? failures;
    this.#failuresLeft.set(counter, Math.max(left - 1, 0));
    const text = typeof output === 'function' ? output(parameters) : output;
    return {
      ...{ key, runId: this.#newId(), attempt, takesMs, fails: left > 0 },
      ...(text === undefined ? {} : { output: text }),
      ...(error === undefined ? {} : { error }),
    };
  }

  /** A queued run begins when it is looked at, and none of its job is at work any more. */
  #wakeQueued(run: BookedRun): void {
    const episode = latestOf(run);
    if (episode.startedAt !== undefined || episode.cancelledAt !== undefined) return;
    const now = this.#settings.now();
    const isFree = this.runs
      .filter((other) => other !== run && other.jobId === run.jobId && !other.isSkipped)
      .every((other) => latestOf(other).startedAt === undefined || hasEnded(stateAt(latestOf(other), now)));
    if (isFree) episode.startedAt = now;
  }

  #newId(): string {
    this.#lastId += 1n;
    return String(this.#lastId);
  }
}

export function latestOf({ episodes }: BookedRun): Episode {
  const latest = episodes.at(-1);
  if (latest === undefined) throw new Error('A run has an episode from its start.');
  return latest;
}

function hasEnded({ lifeCycle }: State): boolean {
  return lifeCycle === 'TERMINATED' || lifeCycle === 'SKIPPED';
}

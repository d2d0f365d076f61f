/** One time that tasks of a run are executed: the run itself, or a repair of it. */
export interface Episode {
  /** Of a repair. */
  readonly repairId?: string;
  /** Absent while it is queued. */
  startedAt?: number;
  readonly pendingMs: number;
  readonly cancelMs: number;
  cancelledAt?: number;
  readonly executions: Execution[];
}

/** One execution of a task. */
export interface Execution {
  readonly key: string;
  readonly runId: string;
  readonly attempt: number;
  readonly error?: string;
  readonly output?: string;
  takesMs: number;
  fails: boolean;
}

/** How far something is at an instant, in the words of the API. */
export interface State {
  readonly lifeCycle: string;
  readonly result?: string;
  readonly code?: string;
  readonly type?: string;
  readonly message: string;
  readonly endedAt?: number;
}

const SUCCESS = { result: 'SUCCESS', code: 'SUCCESS', type: 'SUCCESS' };
const FAILED = { result: 'FAILED', code: 'RUN_EXECUTION_ERROR', type: 'CLIENT_ERROR' };
const CANCELED = { result: 'CANCELED', code: 'USER_CANCELED', type: 'SUCCESS' };

interface Span {
  readonly from: number;
  readonly to: number;
}

/** When each execution begins and ends if nobody cancels; what comes after one that fails never begins. */
function spansOf({ startedAt = 0, pendingMs, executions }: Episode): readonly (Span | undefined)[] {
  let from = startedAt + pendingMs;
  let isBroken = false;
  return executions.map(({ takesMs, fails }) => {
    if (isBroken) return undefined;
    const span = { from, to: from + takesMs };
    from = span.to;
    isBroken = fails;
    return span;
  });
}

/** When it ends if nobody cancels. */
function naturalEnd(episode: Episode): number {
  return Math.max(...spansOf(episode).map((span) => span?.to ?? 0));
}

/** The state of the whole run in its latest episode. */
export function stateAt(episode: Episode, now: number): State {
  const { startedAt, cancelledAt, cancelMs } = episode;
  if (cancelledAt !== undefined) return cancelledState(cancelledAt + cancelMs, now);
  if (startedAt === undefined) return { lifeCycle: 'QUEUED', message: 'Waits for another run of its job.' };
  const end = naturalEnd(episode);
  if (now < startedAt + episode.pendingMs) return { lifeCycle: 'PENDING', message: 'Waiting for cluster' };
  if (now < end) return { lifeCycle: 'RUNNING', message: 'In run' };
  const failed = episode.executions.find(({ fails }) => fails);
  if (failed === undefined) return { lifeCycle: 'TERMINATED', ...SUCCESS, message: '', endedAt: end };
  const message = `Task ${failed.key} failed with message: ${failed.error ?? 'Workload failed'}.`;
  return { lifeCycle: 'TERMINATED', ...FAILED, message, endedAt: end };
}

function cancelledState(endedAt: number, now: number): State {
  if (now < endedAt) return { lifeCycle: 'TERMINATING', message: 'Cancelling.' };
  return { lifeCycle: 'TERMINATED', ...CANCELED, message: 'Run cancelled.', endedAt };
}

/** The state of one execution. */
export function executionStateAt(episode: Episode, index: number, now: number): State {
  const { cancelledAt, cancelMs, startedAt } = episode;
  const span = startedAt === undefined ? undefined : spansOf(episode)[index];
  if (span !== undefined && span.to <= Math.min(now, cancelledAt ?? Infinity)) {
    return doneState(episode.executions[index], span.to);
  }
  if (cancelledAt !== undefined) return cancelledState(cancelledAt + cancelMs, now);
  if (startedAt === undefined) return BLOCKED;
  if (span === undefined) return now < naturalEnd(episode) ? BLOCKED : NEVER_BEGUN;
  return now < span.from
    ? { lifeCycle: 'PENDING', message: '' }
    : { lifeCycle: 'RUNNING', message: 'In run' };
}

const BLOCKED: State = { lifeCycle: 'BLOCKED', message: '' };
const NEVER_BEGUN: State = {
  ...{ lifeCycle: 'TERMINATED', result: 'UPSTREAM_FAILED', code: 'SKIPPED' },
  message: 'An upstream task failed.',
};

function doneState(execution: Execution | undefined, endedAt: number): State {
  if (execution?.fails !== true) return { lifeCycle: 'TERMINATED', ...SUCCESS, message: '', endedAt };
  const message = execution.error ?? 'Workload failed';
  return { lifeCycle: 'TERMINATED', ...FAILED, message, endedAt };
}

import type { PlainResult } from '../../../domain/run/plain-result.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { attemptLabels } from '../domain/batch-names.ts';
import type { BatchPlan } from '../domain/batch-plan.ts';
import { batchResult } from '../domain/batch-result.ts';
import {
  failureInWords,
  failuresInWords,
  hasEnded,
  hasFailed,
  noRoomInWords,
  type JobProgress,
} from '../domain/batch-progress.ts';
import { askCluster, type Hindered } from './ask-cluster.ts';
import { batchAttempt, storedPlan, type BatchDesk, type BatchTask } from './batch-desk.ts';
import { logOf } from './last-log.ts';
import type { Watched } from './ports/cluster.ts';
import { readProgress, type WatchedJob } from './read-progress.ts';
import { createWaitForChange, type WaitForChange } from './wait-for-change.ts';

/** Logs read in one look: a step is to take seconds. */
const LOGS_PER_LOOK = 10;

export interface BatchCounts {
  readonly waiting: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** From when on the next look waits for a change. */
export interface Since {
  readonly version: string;
  /** Whether a pod waits for a node: why it does is told by lists alone. */
  readonly waits: boolean;
}

/** What the look before has seen. */
export interface SeenBefore {
  /** Places of the jobs whose end is in the log. */
  readonly told: readonly number[];
  /** Absent: it looks at once. */
  readonly since?: Since;
}

export type BatchLooked =
  | {
      readonly outcome: 'going';
      readonly told: readonly number[];
      readonly counts: BatchCounts;
      readonly failure?: RunFailure;
      readonly since?: Since;
      /** Whether it has waited for this: then the next need not rest before it does. */
      readonly isAwaited: boolean;
    }
  /** It has waited, and nothing has changed. */
  | { readonly outcome: 'quiet'; readonly since: Since }
  | { readonly outcome: 'ended'; readonly result: PlainResult }
  | { readonly outcome: 'failed'; readonly failure: RunFailure }
  | { readonly outcome: 'over' }
  | Hindered;

/**
 * Makes the step that waits for something to see, looks how far a batch is, and tells the run's log of each job that has
 * ended, with the end of its own log. A batch has ended when all of its jobs have, and the log knows; with `stop`, also
 * when one has failed. What a list says is what is so: a watch only says when to ask for one.
 */
export function createLookAtBatch(
  desk: BatchDesk,
): (attempt: RunAttempt, before: SeenBefore) => Promise<BatchLooked> {
  const wait = createWaitForChange(desk.cluster, desk.place.watchSeconds);
  return async (attempt, before) => {
    const loaded = await desk.load(attempt);
    if (loaded.outcome !== 'loaded') return loaded;
    return askCluster(async () => {
      const waited = await waitSince(desk, attempt, { wait, since: before.since });
      if (waited.outcome === 'quiet' && before.since?.waits === false)
        return { outcome: 'quiet', since: { version: waited.version, waits: false } };
      const isAwaited = waited.outcome !== 'unwatchable';
      const now = isAwaited ? await desk.load(attempt) : loaded;
      return now.outcome === 'loaded' ? look(desk, attempt, { loaded: now.task, before, isAwaited }) : now;
    });
  };
}

async function waitSince(
  desk: BatchDesk,
  attempt: RunAttempt,
  { wait, since }: { readonly wait: WaitForChange; readonly since: Since | undefined },
): Promise<Watched> {
  if (since === undefined || desk.place.watchSeconds === 0) return { outcome: 'unwatchable' };
  return wait(attemptLabels(batchAttempt(desk, attempt), 'job'), since.version);
}

interface Looking {
  readonly loaded: BatchTask;
  readonly before: SeenBefore;
  readonly isAwaited: boolean;
}

async function look(
  desk: BatchDesk,
  attempt: RunAttempt,
  { loaded, before: { told }, isAwaited }: Looking,
): Promise<BatchLooked> {
  const { plan, task = loaded } = await storedPlan(desk, attempt);
  const names = task.jobs.map(({ name }) => name);
  const { watched, version } = await readProgress(desk, attempt, { placements: plan.jobs, names });
  const untold = watched.filter(({ progress, index }) => hasEnded(progress) && !told.includes(index));
  const telling = untold.slice(0, LOGS_PER_LOOK);
  for (const one of telling) await tellEnd(desk, one);
  const progress = watched.map((one) => one.progress);
  const toldNow = [...told, ...telling.map(({ index }) => index)];
  if (untold.length === telling.length) {
    const ended = judge(task, plan, progress);
    if (ended !== undefined) return ended;
  }
  const isToWatch = desk.place.watchSeconds > 0 && version !== '' && untold.length === telling.length;
  return { ...going(plan, progress, toldNow), isAwaited, ...(isToWatch ? sinceOf(progress, version) : {}) };
}

function sinceOf(progress: readonly JobProgress[], version: string): { readonly since: Since } {
  return { since: { version, waits: progress.some(({ state }) => state === 'waiting') } };
}

/** Undefined: it goes on. */
function judge(
  { whenJobFails }: BatchTask,
  plan: BatchPlan,
  progress: readonly JobProgress[],
): BatchLooked | undefined {
  const isAnyFailed = progress.some(hasFailed);
  const isOver = progress.every(hasEnded) || (isAnyFailed && whenJobFails === 'stop');
  if (!isOver) return undefined;
  if (!isAnyFailed) return { outcome: 'ended', result: batchResult(plan, progress) };
  const reason = progress.some(({ state }) => state === 'failed') ? 'work-failed' : 'work-lost';
  return { outcome: 'failed', failure: { reason, message: failuresInWords(progress, plan.kept?.length) } };
}

function going({ kept = [] }: BatchPlan, progress: readonly JobProgress[], told: readonly number[]) {
  const count = (state: JobProgress['state']) => progress.filter((job) => job.state === state).length;
  const noRoom = noRoomInWords(progress);
  return {
    ...{ outcome: 'going' as const, told },
    counts: {
      ...{ waiting: count('waiting'), running: count('running') },
      succeeded: count('succeeded') + kept.length,
      failed: count('failed') + count('lost'),
    },
    ...(noRoom === undefined ? {} : { failure: { reason: 'no-capacity' as const, message: noRoom } }),
  };
}

async function tellEnd({ cluster, log }: BatchDesk, { progress, pod }: WatchedJob): Promise<void> {
  const { placement, state, node } = progress;
  const text = await logOf(cluster, pod);
  const ending = state === 'succeeded' ? `${placement.name} succeeded` : `${failureInWords(progress)} failed`;
  log.info(`${ending}${text === '' ? '.' : `; the end of its log:\n${text}`}`, {
    ...{ job: placement.name, state },
    ...(node === undefined ? {} : { node }),
  });
}

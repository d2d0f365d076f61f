import type { PlainResult } from '../../../domain/run/plain-result.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
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
import { storedPlan, type BatchDesk, type BatchTask, type StoredPlan } from './batch-desk.ts';
import { logOf } from './last-log.ts';
import { readProgress, type WatchedJob } from './read-progress.ts';

/** Logs read in one look: a step is to take seconds. */
const LOGS_PER_LOOK = 10;

export interface BatchCounts {
  readonly waiting: number;
  readonly running: number;
  readonly succeeded: number;
  readonly failed: number;
}

export type BatchLooked =
  | {
      readonly outcome: 'going';
      readonly told: readonly number[];
      readonly counts: BatchCounts;
      readonly failure?: RunFailure;
    }
  | { readonly outcome: 'ended'; readonly result: PlainResult }
  | { readonly outcome: 'failed'; readonly failure: RunFailure }
  | { readonly outcome: 'over' }
  | Hindered;

/**
 * Makes the step that looks how far a batch is, and tells the run's log of each job that has ended, with the end of its
 * own log; `told` are the places of those it was told of before. A batch has ended when all of its jobs have, and the
 * log knows; with `stop`, also when one has failed.
 */
export function createLookAtBatch(
  desk: BatchDesk,
): (attempt: RunAttempt, told: readonly number[]) => Promise<BatchLooked> {
  return async (attempt, told) => {
    const loaded = await desk.load(attempt);
    if (loaded.outcome !== 'loaded') return loaded;
    const { task } = loaded;
    const stored = await storedPlan(desk, attempt);
    return askCluster(async () => {
      const names = task.jobs.map(({ name }) => name);
      const watched = await readProgress(desk, attempt, { placements: stored.plan.jobs, names });
      const untold = watched.filter(({ progress, index }) => hasEnded(progress) && !told.includes(index));
      const telling = untold.slice(0, LOGS_PER_LOOK);
      for (const one of telling) await tellEnd(desk, one);
      const toldNow = [...told, ...telling.map(({ index }) => index)];
      const progress = watched.map((one) => one.progress);
      if (untold.length > telling.length) return going(progress, toldNow);
      return judge(task, { stored, progress, told: toldNow });
    });
  };
}

function judge(
  { whenJobFails }: BatchTask,
  {
    stored: { plan },
    progress,
    told,
  }: {
    readonly stored: StoredPlan;
    readonly progress: readonly JobProgress[];
    readonly told: readonly number[];
  },
): BatchLooked {
  const isAnyFailed = progress.some(hasFailed);
  const isOver = progress.every(hasEnded) || (isAnyFailed && whenJobFails === 'stop');
  if (!isOver) return going(progress, told);
  if (!isAnyFailed) return { outcome: 'ended', result: batchResult(plan, progress) };
  const reason = progress.some(({ state }) => state === 'failed') ? 'work-failed' : 'work-lost';
  return { outcome: 'failed', failure: { reason, message: failuresInWords(progress) } };
}

function going(progress: readonly JobProgress[], told: readonly number[]): BatchLooked {
  const count = (state: JobProgress['state']) => progress.filter((job) => job.state === state).length;
  const noRoom = noRoomInWords(progress);
  return {
    ...{ outcome: 'going', told },
    counts: {
      ...{ waiting: count('waiting'), running: count('running'), succeeded: count('succeeded') },
      failed: count('failed') + count('lost'),
    },
    ...(noRoom === undefined ? {} : { failure: { reason: 'no-capacity', message: noRoom } }),
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

import type { JobId } from '../domain/job/job-id.ts';
import { emptyLane, type Lane } from '../domain/run/lane.ts';
import { mendLane } from '../domain/run/mend-lane.ts';
import { isFinished, type Run } from '../domain/run/run.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { toWoken } from '../domain/run/run-transitions.ts';
import { wakingMessageOf } from './end-run.ts';
import type { JobTurns } from './job-turns.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';

interface Dependencies {
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly clock: Clock;
  readonly turns: JobTurns;
}

/**
 * Looks whether a job's lane says what its runs say, mends it when not, and returns whether it did. `waiting` are
 * runs that seemed to wait for the lane. The lane is read before its runs and written under the version read: a run
 * that enters or leaves it meanwhile makes this write nothing. What looks wrong is looked at once more in a turn of
 * the job, so that a busy lane is mended as well; a look that finds all well, as nearly all do, keeps nobody waiting.
 */
export function createMendLane(
  dependencies: Dependencies,
): (jobId: JobId, waiting: readonly RunId[]) => Promise<boolean> {
  return async (jobId, waiting) => {
    if ((await findMended(dependencies, jobId, waiting)) === undefined) return false;
    return dependencies.turns.take(jobId, async () => {
      const mended = await findMended(dependencies, jobId, waiting);
      return mended === undefined ? false : write(dependencies, mended);
    });
  };
}

interface Mended {
  readonly lane: Lane;
  /** The version of the lane that was read. */
  readonly ifVersion: string | undefined;
  readonly woken: RunId | undefined;
}

/** The lane as it has to be; undefined when it is as it has to be. */
async function findMended(
  { jobs, runs }: Dependencies,
  jobId: JobId,
  waiting: readonly RunId[],
): Promise<Mended | undefined> {
  const stored = await jobs.getLane(jobId);
  const lane = stored?.value ?? emptyLane(jobId);
  const known = new Set([...lane.going, ...lane.waiting]);
  const suspects = await Promise.all(waiting.filter((id) => !known.has(id)).map((id) => runs.get(id)));
  const strays = suspects.flatMap((run) =>
    run !== undefined && awaitsLane(run.value) ? [run.value.runId] : [],
  );
  const mended = mendLane(lane, { hasEnded: await endedOf(runs, lane), strays });
  return mended && { ...mended, ifVersion: stored?.version };
}

function awaitsLane(run: Run): boolean {
  return run.state === 'waiting' && run.waitingFor === 'overlap' && run.isInLane === true;
}

/** Whoever waits is of interest only once nothing goes any more: up to there they need not be read. */
async function endedOf(runs: RunStore, { going, waiting }: Lane): Promise<ReadonlySet<RunId>> {
  const ended = new Set<RunId>();
  for (const id of going) if (await hasEnded(runs, id)) ended.add(id);
  if (ended.size < going.length) return ended;
  for (const id of waiting) {
    if (!(await hasEnded(runs, id))) break;
    ended.add(id);
  }
  return ended;
}

async function hasEnded(runs: RunStore, runId: RunId): Promise<boolean> {
  const run = await runs.get(runId);
  return run === undefined || isFinished(run.value);
}

async function write(
  { jobs, runs, queue, clock }: Dependencies,
  { lane, ifVersion, woken: wokenId }: Mended,
): Promise<boolean> {
  const woken = wokenId === undefined ? undefined : await runs.get(wokenId);
  const next = woken?.value.state === 'waiting' ? toWoken(woken.value, clock.now()) : undefined;
  const outcome = await jobs.commit({
    jobId: lane.jobId,
    lane: { value: lane, ifVersion },
    ...(next === undefined ? {} : { runs: [{ value: next, ifVersion: woken?.version }] }),
  });
  if (outcome !== 'committed') return false;
  if (next !== undefined) await queue.enqueue([wakingMessageOf(next)]);
  return true;
}

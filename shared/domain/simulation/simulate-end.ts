import { startDeadlineAt } from '../dispatch/decide-start.ts';
import { pausedAfterFailures } from '../job/pause.ts';
import { decideRetry } from '../run/decide-retry.ts';
import { leaveLane, withoutFailures } from '../run/lane.ts';
import type { FinishedRun, StabilitySummary, UnfinishedRun } from '../run/run.ts';
import type { RunFailure } from '../run/run-failure.ts';
import type { RunId } from '../run/run-id.ts';
import { toFailed, toNextAttempt, toSucceeded, toWoken } from '../run/run-transitions.ts';
import type { SimulatedWorld } from './simulated-world.ts';

const NO_RESULT: StabilitySummary = {
  ...{ modelId: 'none', baselineId: 'none', currentRowCount: 0, psi: null, band: null },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'none' },
};

export interface AttemptEnd {
  readonly runId: RunId;
  readonly attempt: number;
  readonly failure: RunFailure | undefined;
}

/** An attempt's work is over: the run succeeds, fails, or tries again. One that was cancelled stays so. */
export function simulateAttemptEnd(world: SimulatedWorld, { runId, attempt, failure }: AttemptEnd): void {
  const { job, now } = world;
  const run = world.runs.get(runId);
  if (run?.state !== 'running' || run.attempt !== attempt) return;
  if (failure === undefined) {
    endRun(world, run, toSucceeded(run, NO_RESULT, now));
    return;
  }
  const deadline = startDeadlineAt(run, job);
  const retryAt = decideRetry(run, failure, { policy: job.policies.retry, deadline, now });
  if (retryAt === undefined) {
    endRun(world, run, toFailed(run, failure, now));
    return;
  }
  const next = toNextAttempt(run, { failure, retryAt, now });
  world.put(next);
  world.send(next);
  if (run.gateKey !== undefined) world.release(run.gateKey, runId);
}

/** Ends a run, and wakes the one that waited for its place in the lane and those that waited at its gate. */
export function endRun(world: SimulatedWorld, run: UnfinishedRun, ended: FinishedRun): void {
  world.put(ended);
  if (run.isInLane === true && world.lane !== undefined) leave(world, world.lane, ended);
  if (run.gateKey !== undefined) world.release(run.gateKey, run.runId);
}

function leave(world: SimulatedWorld, before: NonNullable<SimulatedWorld['lane']>, ended: FinishedRun): void {
  const { job, now } = world;
  const ending = ended.state === 'succeeded' || ended.state === 'failed' ? ended.state : 'other';
  const { lane, woken } = leaveLane(before, ended.runId, ending);
  world.lane = lane;
  if (ended.state === 'failed') {
    const after = pausedAfterFailures(job, { consecutiveFailures: lane.consecutiveFailures, now });
    if (after !== undefined) {
      world.save(after);
      world.lane = withoutFailures(lane);
    }
  }
  const next = woken === undefined ? undefined : world.runs.get(woken);
  if (next?.state !== 'waiting') return;
  const pending = toWoken(next, now);
  world.put(pending);
  world.send(pending);
}

import { decideStart, type StartDecision } from '../dispatch/decide-start.ts';
import { isFinished, type PendingRun, type RunningRun, type UnfinishedRun } from '../run/run.ts';
import type { RunFailure } from '../run/run-failure.ts';
import type { RunId } from '../run/run-id.ts';
import { toCancelled, toRunning, toSkipped, toWaiting } from '../run/run-transitions.ts';
import { endRun } from './simulate-end.ts';
import type { SimulatedWorld } from './simulated-world.ts';

const SECOND_MS = 1000;

/** A message has come: the run begins, waits or is skipped; one that is not pending any more is left alone. */
export function simulateMessage(world: SimulatedWorld, runId: RunId, attempt: number): void {
  const run = world.runs.get(runId);
  if (run?.state !== 'pending' || run.attempt !== attempt) return;
  const { now, lane, calendars, job } = world;
  const decision = decideStart(run, job, { lane, now, calendars });
  switch (decision.action) {
    case 'skip':
      endRun(world, run, toSkipped(run, decision.reason, now));
      return;
    case 'wait':
      world.lane = decision.lane;
      world.put(toWaiting({ ...run, isInLane: true }, 'overlap', now));
      return;
    case 'start':
      start(world, run, decision);
  }
}

function start(
  world: SimulatedWorld,
  run: PendingRun,
  { lane, ended = [] }: Extract<StartDecision, { readonly action: 'start' }>,
): void {
  const { concurrency } = world.job.policies;
  // It may have waited for a place that its job, edited since, does not ask for any more.
  const { gateKey: awaited, ...rest } = run;
  const gate = concurrency === undefined ? {} : { gateKey: concurrency.key };
  const entered: PendingRun = { ...rest, ...gate, ...(lane === undefined ? {} : { isInLane: true }) };
  if (lane !== undefined) world.lane = lane;
  const others = replaced(world, ended, run.runId);
  if (concurrency === undefined || world.acquire(concurrency.key, concurrency.limit, run) === 'acquired') {
    begin(world, entered);
    release(world, others);
    // It was woken for a place that it leaves to those that waited behind it.
    if (awaited !== undefined && awaited !== concurrency?.key) world.release(awaited, run.runId);
    return;
  }
  world.put(toWaiting(entered, 'concurrency-limit', world.now));
  release(world, others);
  world.wakeWaiting(concurrency.key, concurrency.limit);
}

function release(world: SimulatedWorld, ended: readonly UnfinishedRun[]): void {
  for (const { gateKey, runId } of ended) if (gateKey !== undefined) world.release(gateKey, runId);
}

function begin(world: SimulatedWorld, run: PendingRun): void {
  const running = toRunning(run, world.now);
  world.put(running);
  work(world, running);
}

/** The runs whose place in the lane the newcomer takes, as they were; they end in the same step. */
function replaced(world: SimulatedWorld, ended: readonly RunId[], by: RunId): UnfinishedRun[] {
  const request = { author: 'evenkeel', reason: `Run '${by}' took its place (cancel-other).` };
  const others = ended.flatMap((id) => {
    const run = world.runs.get(id);
    return run === undefined || isFinished(run) ? [] : [run];
  });
  for (const run of others) world.put(toCancelled(run, request, world.now));
  return others;
}

/** The attempt takes as long as it is its turn to take, at most the time-out. */
function work(world: SimulatedWorld, { runId, attempt }: RunningRun): void {
  const { runSeconds, failures } = world.simulation;
  const { timeoutSeconds } = world.job.policies;
  const seconds = runSeconds[world.attemptsStarted % runSeconds.length] ?? 0;
  world.attemptsStarted += 1;
  const isToFail = failures !== undefined && world.attemptsStarted % failures.everyNth === 0;
  const isTimeout = seconds > timeoutSeconds;
  const failure: RunFailure | undefined = isTimeout
    ? { reason: 'timed-out', message: `It went on for longer than ${timeoutSeconds} s.` }
    : isToFail
      ? { reason: failures.reason, message: 'It was to fail in this simulation.' }
      : undefined;
  const endAt = world.now + Math.min(seconds, timeoutSeconds) * SECOND_MS;
  world.agenda.add(endAt, { type: 'attempt-end', runId, attempt, failure });
}

import { needsPlace, takePlace, withoutPlace, type Gate } from '../domain/run/gate.ts';
import { toWoken } from '../domain/run/run-transitions.ts';
import type { RunId } from '../domain/run/run-id.ts';
import { wakingMessageOf } from './end-run.ts';
import type { ConcurrencyGates } from './ports/concurrency-gates.ts';
import type { Clock } from './ports/environment.ts';
import type { GateStore } from './ports/gate-store.ts';
import type { JobStore } from './ports/job-store.ts';
import type { RunQueue } from './ports/run-queue.ts';
import type { RunStore } from './ports/run-store.ts';

/*
 * A gate is no part of its runs' transactions: their jobs are in other partitions. So a place is taken before the
 * run's claim is written and given back after its end is; a process that dies in between leaves a place held by a run
 * that has ended, which `recoverGates` frees. At no time do more runs hold a place than the limit allows.
 *
 * Whoever frees a place has read the gate first and then the run, and writes under the gate's version, which every
 * taking of a place moves on. So a place is never freed by what was known of the run before it took it once more:
 * in its next attempt, or when it was woken.
 */

interface Dependencies {
  readonly gates: GateStore;
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly queue: RunQueue;
  readonly clock: Clock;
}

export function createConcurrencyGates(dependencies: Dependencies): ConcurrencyGates {
  const { gates } = dependencies;
  return {
    async acquire(key, limit, holder) {
      for (;;) {
        const stored = await gates.get(key);
        const gate = stored?.value ?? { key, limit, holders: [] };
        const taken = takePlace(gate, limit, holder);
        if (taken === undefined) return 'full';
        if ((await gates.save(taken, { ifVersion: stored?.version })) === 'saved') return 'acquired';
      }
    },
    async release(key, runId) {
      const { gate } = await giveBack(dependencies, key, runId);
      if (gate !== undefined) await wakeWaiting(dependencies, key, gate.limit);
    },
    wakeWaiting: (key, limit) => wakeWaiting(dependencies, key, limit),
  };
}

/** Frees the place of a run that does not need it any more. */
async function giveBack(
  { gates, runs }: Dependencies,
  key: string,
  runId: RunId,
): Promise<{ readonly gate: Gate | undefined; readonly hasFreed: boolean }> {
  for (;;) {
    const stored = await gates.get(key);
    const holder = stored?.value.holders.find((held) => held.runId === runId);
    if (stored === undefined || holder === undefined) return { gate: stored?.value, hasFreed: false };
    const run = await runs.get(runId);
    if (needsPlace(holder, run?.value)) return { gate: stored.value, hasFreed: false };
    const left = withoutPlace(stored.value, runId);
    if ((await gates.save(left, { ifVersion: stored.version })) === 'saved') {
      return { gate: left, hasFreed: true };
    }
  }
}

/** The woken runs ask for a place like any other: whoever comes first gets it, and the others wait again. */
async function wakeWaiting(
  { gates, jobs, runs, queue, clock }: Dependencies,
  key: string,
  limit: number,
): Promise<void> {
  const gate = (await gates.get(key))?.value;
  const free = limit - (gate?.holders.length ?? 0);
  if (free <= 0) return;
  for (const { value: run, version } of await runs.waitingAtGate(key, free)) {
    const woken = toWoken(run, clock.now());
    const write = { jobId: run.jobId, runs: [{ value: woken, ifVersion: version }] };
    if ((await jobs.commit(write)) === 'committed') await queue.enqueue([wakingMessageOf(woken)]);
  }
}

/**
 * Frees the places of runs that have ended and wakes who waits for a place, also at gates that nobody holds: a
 * process may have died between freeing the last place and waking. Returns how many places were freed.
 */
export function createRecoverGates(dependencies: Dependencies): () => Promise<number> {
  const { gates, runs } = dependencies;
  return async () => {
    let freed = 0;
    for await (const { key, holders } of gates.inUse()) {
      for (const { runId } of holders) {
        const { hasFreed } = await giveBack(dependencies, key, runId);
        if (hasFreed) freed += 1;
      }
    }
    for (const key of await runs.awaitedGates()) {
      const gate = await gates.get(key);
      if (gate !== undefined) await wakeWaiting(dependencies, key, gate.value.limit);
    }
    return freed;
  };
}

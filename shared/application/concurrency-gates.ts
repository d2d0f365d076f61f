import { takePlace, type Gate } from '../domain/run/gate.ts';
import { isFinished } from '../domain/run/run.ts';
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
    async acquire(key, limit, runId) {
      for (;;) {
        const stored = await gates.get(key);
        const gate = stored?.value ?? { key, limit, holders: [] };
        const taken = takePlace(gate, limit, runId);
        if (taken === undefined) return 'full';
        if (taken === stored?.value) return 'acquired';
        if ((await gates.save(taken, { ifVersion: stored?.version })) === 'saved') return 'acquired';
      }
    },
    async release(key, runId) {
      const gate = await giveBack(gates, key, runId);
      if (gate !== undefined) await wakeWaiting(dependencies, key, gate.limit);
    },
    wakeWaiting: (key, limit) => wakeWaiting(dependencies, key, limit),
  };
}

async function giveBack(gates: GateStore, key: string, runId: RunId): Promise<Gate | undefined> {
  for (;;) {
    const stored = await gates.get(key);
    if (stored === undefined) return undefined;
    const { value: gate, version } = stored;
    if (!gate.holders.includes(runId)) return gate;
    const left: Gate = { ...gate, holders: gate.holders.filter((id) => id !== runId) };
    if ((await gates.save(left, { ifVersion: version })) === 'saved') return left;
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

/** Frees the places of runs that have ended and wakes who waits for them; returns how many were freed. */
export function createRecoverGates(dependencies: Dependencies): () => Promise<number> {
  const { gates, runs } = dependencies;
  return async () => {
    let freed = 0;
    for await (const { key, limit, holders } of gates.inUse()) {
      for (const runId of holders) {
        const run = await runs.get(runId);
        if (run !== undefined && !isFinished(run.value)) continue;
        await giveBack(gates, key, runId);
        freed += 1;
      }
      await wakeWaiting(dependencies, key, limit);
    }
    return freed;
  };
}

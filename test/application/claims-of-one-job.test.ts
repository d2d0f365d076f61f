import { beforeEach, describe, expect, test } from 'vitest';
import { createCancelRun } from '../../shared/application/cancel-run.ts';
import { createCommitResult } from '../../shared/application/finish-run.ts';
import { createPauseJob } from '../../shared/application/pause-job.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import type { CommitOutcome, JobWrite } from '../../shared/application/ports/job-store.ts';
import type { Versioned } from '../../shared/application/ports/versioned.ts';
import {
  DEFAULT_POLICIES,
  OVERLAP_POLICIES,
  type OverlapPolicy,
} from '../../shared/domain/job/job-policies.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { Lane } from '../../shared/domain/run/lane.ts';
import type { Run, StabilitySummary } from '../../shared/domain/run/run.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { exampleJob } from '../support/example-job.ts';
import { MemoryJobStore, MemoryRunStore } from '../support/memory/memory-jobs.ts';
import {
  createMemoryWorld,
  inAnotherProcess,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';

const N = 200;

const RESULT: StabilitySummary = {
  ...{ modelId: 'm', baselineId: 'b', currentRowCount: 1, psi: 0, band: 'stable' },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
};

/** A call over a network takes its time, in which others are served. */
function overTheWire(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

class CountingJobStore extends MemoryJobStore {
  readonly counts = { reads: 0, laneReads: 0, commits: 0, conflicts: 0 };

  override async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    this.counts.reads += 1;
    await overTheWire();
    return super.get(jobId);
  }

  override async getLane(jobId: JobId): Promise<Versioned<Lane> | undefined> {
    this.counts.laneReads += 1;
    await overTheWire();
    return super.getLane(jobId);
  }

  override async commit(write: JobWrite): Promise<CommitOutcome> {
    this.counts.commits += 1;
    await overTheWire();
    const outcome = await super.commit(write);
    if (outcome === 'conflict') this.counts.conflicts += 1;
    return outcome;
  }
}

class SlowRunStore extends MemoryRunStore {
  override async get(runId: RunId): Promise<Versioned<Run> | undefined> {
    await overTheWire();
    return super.get(runId);
  }
}

let world: Omit<MemoryWorld, 'jobs'> & { readonly jobs: CountingJobStore };

beforeEach(() => {
  const memory = createMemoryWorld('2026-03-01T06:00:01Z');
  const stores = { jobs: new CountingJobStore(memory.memory), runs: new SlowRunStore(memory.memory) };
  world = { ...memory, ...stores, pause: overTheWire };
});

/** So many pending runs of one job. */
async function storeRuns(count: number, overlap: OverlapPolicy): Promise<RunId[]> {
  const job = exampleJob({ policies: { ...DEFAULT_POLICIES, overlap } });
  const first = await storePendingRun(world, job);
  const others = Array.from({ length: count - 1 }, (_, index) => ({
    ...first,
    runId: runIdOf(job.jobId, first.dueAt + (index + 1) * 1000),
  }));
  for (const value of others) {
    await world.jobs.commit({ jobId: job.jobId, runs: [{ value, ifVersion: undefined }] });
  }
  Object.assign(world.jobs.counts, { reads: 0, laneReads: 0, commits: 0, conflicts: 0 });
  return [first.runId, ...others.map(({ runId }) => runId)];
}

describe.each(OVERLAP_POLICIES)(`${N} claims of one job at once, under %s`, (overlap) => {
  test('cost one look and one write each in one process', async () => {
    const runIds = await storeRuns(N, overlap);
    const startRun = createStartRun(world);

    await Promise.all(runIds.map((runId) => startRun({ runId, attempt: 1 }, world.orchestrations)));

    // A claim that ends as a skipped run reads the lane no second time: it never was in it.
    expect(world.jobs.counts).toEqual({ reads: N, laneReads: N, commits: N, conflicts: 0 });
    expect(world.turns.jobsInWork).toBe(0);
  });

  test('cost at most a few times that in three processes', async () => {
    const runIds = await storeRuns(N, overlap);
    const processes = [0, 1, 2].map(() => createStartRun(inAnotherProcess(world)));

    await Promise.all(
      processes.flatMap((startRun, of) =>
        runIds
          .filter((_, index) => index % processes.length === of)
          .map((runId) => startRun({ runId, attempt: 1 }, world.orchestrations)),
      ),
    );

    expect(world.jobs.counts.commits).toBeLessThan(4 * N);
  });
});

test('claims, ends, cancellings and a pause of one job at once meet no conflict over its lane', async () => {
  const runIds = await storeRuns(N, 'buffer-all');
  const startRun = createStartRun(world);
  const [going, ...others] = runIds;
  if (going === undefined) throw new Error('There are runs.');
  await startRun({ runId: going, attempt: 1 }, world.orchestrations);
  const waiting = others.slice(0, 50);
  for (const runId of waiting) await startRun({ runId, attempt: 1 }, world.orchestrations);
  const request = { author: 'ann', reason: 'maintenance' };

  await Promise.all([
    createCommitResult(world)({ runId: going, attempt: 1 }, RESULT),
    ...others.slice(50).map((runId) => startRun({ runId, attempt: 1 }, world.orchestrations)),
    ...waiting.slice(25).map((runId) => createCancelRun(world)(runId, request, world.orchestrations)),
    createPauseJob(world)(exampleJob().jobId, { ...request, runMissed: 'none' }),
  ]);

  expect(world.jobs.counts.conflicts).toBe(0);
  expect(world.turns.jobsInWork).toBe(0);
});

test('the work of a run begins outside of the turn, so that a slow start keeps no other claim waiting', async () => {
  const [first, second] = await storeRuns(2, 'allow-all');
  if (first === undefined || second === undefined) throw new Error('There are runs.');
  let letStart: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    letStart = resolve;
  });
  const slow = {
    status: world.orchestrations.status.bind(world.orchestrations),
    cancel: world.orchestrations.cancel.bind(world.orchestrations),
    wake: world.orchestrations.wake.bind(world.orchestrations),
    start: async () => {
      await started;
      return 'started' as const;
    },
  };
  const startRun = createStartRun(world);
  const hanging = startRun({ runId: first, attempt: 1 }, slow);

  expect(await startRun({ runId: second, attempt: 1 }, world.orchestrations)).toBe('started');
  letStart();
  expect(await hanging).toBe('started');
});

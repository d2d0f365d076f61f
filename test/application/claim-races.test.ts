import { beforeEach, describe, expect, test } from 'vitest';
import { createConcurrencyGates, createRecoverGates } from '../../shared/application/concurrency-gates.ts';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createDispatchJob } from '../../shared/application/dispatch-due-runs.ts';
import { createRecordFailure } from '../../shared/application/finish-run.ts';
import { createPauseJob } from '../../shared/application/pause-job.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import type { Versioned } from '../../shared/application/ports/versioned.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { at, DAILY, exampleJob } from '../support/example-job.ts';
import { MemoryJobStore, type MemoryJobs } from '../support/memory/memory-jobs.ts';
import {
  createMemoryWorld,
  inAnotherProcess,
  stateOf,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:01Z');
});

/** Lets something happen once, when a job has been read and before anything is made of it. */
class JobStoreOvertakenOnce extends MemoryJobStore {
  #meanwhile: (() => Promise<unknown>) | undefined;

  constructor(memory: MemoryJobs, meanwhile: () => Promise<unknown>) {
    super(memory);
    this.#meanwhile = meanwhile;
  }

  override async get(jobId: JobId): Promise<Versioned<Job> | undefined> {
    const read = await super.get(jobId);
    const meanwhile = this.#meanwhile;
    this.#meanwhile = undefined;
    await meanwhile?.();
    return read;
  }
}

function startOvertakenBy(runId: RunId, meanwhile: () => Promise<unknown>): Promise<unknown> {
  const jobs = new JobStoreOvertakenOnce(world.memory, meanwhile);
  return createStartRun({ ...inAnotherProcess(world), jobs })({ runId, attempt: 1 }, world.orchestrations);
}

describe.each(['skip', 'allow-all'] as const)('a claim under the policy %s', (overlap) => {
  const policies = { ...DEFAULT_POLICIES, overlap };

  test('does not begin a run whose job has been paused since it was read', async () => {
    const { runId, jobId } = await storePendingRun(world, exampleJob({ policies }));
    const request = { author: 'ann', reason: 'maintenance', runMissed: 'none' } as const;

    await startOvertakenBy(runId, () => createPauseJob(world)(jobId, request));

    expect(await stateOf(world, runId)).toBe('skipped: job-paused');
    expect(world.orchestrations.starts).toEqual([]);
  });

  test('does not begin a run whose job has been deleted since it was read', async () => {
    const { runId, jobId } = await storePendingRun(world, exampleJob({ policies }));

    await startOvertakenBy(runId, () => createDeleteJob(world)(jobId, undefined, { author: 'ada' }));

    expect(await stateOf(world, runId)).toBe('skipped: job-deleted');
  });
});

describe('a place at a gate', () => {
  const policies = { ...DEFAULT_POLICIES, concurrency: { key: 'warehouse', limit: 1 } };

  test('is not taken from the next attempt by a late release of the one before', async () => {
    const { runId } = await storePendingRun(world, exampleJob({ policies }));
    const startRun = createStartRun(world);
    await startRun({ runId, attempt: 1 }, world.orchestrations);
    // The failed attempt's process is stopped before it gives the place back.
    const gates = { ...world.gates, release: async () => undefined };
    const failure = { reason: 'timed-out', message: 'It took too long.' } as const;
    await createRecordFailure({ ...world, gates })({ runId, attempt: 1 }, failure);
    await startRun({ runId, attempt: 2 }, world.orchestrations);

    await world.gates.release('warehouse', runId);

    expect(await stateOf(world, runId)).toBe('running');
    expect((await world.gateStore.get('warehouse'))?.value.holders).toEqual([{ runId, attempt: 2 }]);
  });

  test('is not taken from the next attempt by a late claim of the one before', async () => {
    const { runId } = await storePendingRun(world, exampleJob({ policies }));
    await world.gates.acquire('warehouse', 1, { runId, attempt: 2 });

    await world.gates.acquire('warehouse', 1, { runId, attempt: 1 });

    expect((await world.gateStore.get('warehouse'))?.value.holders).toEqual([{ runId, attempt: 2 }]);
  });

  test('is given back by a run that then has to wait for an earlier one', async () => {
    const buffering = { ...policies, overlap: 'buffer-all' } as const;
    const job = exampleJob({ policies: buffering });
    const first = await storePendingRun(world, job);
    const second = { ...first, runId: runIdOf(job.jobId, at('2026-03-02T06:00:00Z')) };
    await world.jobs.commit({ jobId: job.jobId, runs: [{ value: second, ifVersion: undefined }] });
    const startRun = createStartRun(inAnotherProcess(world));
    const gates = {
      ...createConcurrencyGates({ ...world, gates: world.gateStore }),
      // The second run has its place when the first one enters the lane, and finds the gate full.
      acquire: async (...asked: Parameters<typeof world.gates.acquire>) => {
        const outcome = await world.gates.acquire(...asked);
        if (asked[2].runId === second.runId && (await world.jobs.getLane(job.jobId)) === undefined) {
          await startRun({ runId: first.runId, attempt: 1 }, world.orchestrations);
        }
        return outcome;
      },
    };

    await createStartRun({ ...world, gates })({ runId: second.runId, attempt: 1 }, world.orchestrations);

    expect(await stateOf(world, second.runId)).toBe('waiting');
    expect(await stateOf(world, first.runId)).toBe('pending');
    expect((await world.gateStore.get('warehouse'))?.value.holders).toEqual([]);
  });

  test('that nobody holds is offered to who waits when the process that freed it died', async () => {
    const { runId } = await storePendingRun(world, exampleJob({ policies }));
    const other = runIdOf(exampleJob({ jobId: 'other' }).jobId, at('2026-03-01T06:00:00Z'));
    await world.gates.acquire('warehouse', 1, { runId: other, attempt: 1 });
    await createStartRun(world)({ runId, attempt: 1 }, world.orchestrations);
    const version = (await world.gateStore.get('warehouse'))?.version;
    await world.gateStore.save({ key: 'warehouse', limit: 1, holders: [] }, { ifVersion: version });

    await createRecoverGates({ ...world, gates: world.gateStore })();

    expect(await stateOf(world, runId)).toBe('pending');
    expect(world.queue.sent.at(-1)?.resend).toContain('woken');
  });
});

describe('deleteJob', () => {
  test('gives slots that came due undispatched their reason', async () => {
    const job = exampleJob({ recurrences: [DAILY], nextDueAt: at('2026-02-27T06:00:00Z') });
    await world.jobs.create(job);

    await createDeleteJob(world)(job.jobId, undefined, { author: 'ada' });

    expect(world.memory.skipped).toEqual([
      {
        jobId: job.jobId,
        fromDueAt: at('2026-02-27T06:00:00Z'),
        untilDueAt: at('2026-03-01T06:00:00Z'),
        ...{ count: 3, reason: 'job-deleted', generation: 1 },
      },
    ]);
  });
});

describe('dispatchJob', () => {
  test('leaves a deleted job deleted whose calendars cannot be read', async () => {
    const job = exampleJob({ state: 'deleted' });
    await world.jobs.create(job);
    const loadCalendars = () => Promise.reject(new Error('A calendar is no calendar.'));

    await createDispatchJob({ ...world, loadCalendars })(job.jobId);

    expect((await world.jobs.get(job.jobId))?.value.state).toBe('deleted');
  });
});

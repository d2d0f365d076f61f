import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import { createReplanJob, createReplanJobs } from '../../shared/application/replan-jobs.ts';
import { planDispatch } from '../../shared/domain/dispatch/plan-dispatch.ts';
import { InvalidInput, Unavailable } from '../../shared/domain/errors.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { JobStoreOvertaken } from '../support/faulty-stores.ts';
import { MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T12:00:00Z');
});

/** A job that is not run on days when the bank is closed; its next slot is 2 March. */
function bankJob(overrides: Parameters<typeof exampleJob>[0] = {}): Job {
  const nextDueAt = at('2026-03-02T06:00:00Z');
  return exampleJob({ recurrences: [DAILY_EXCEPT_BANK], nextDueAt, ...overrides });
}

async function stored(jobId = 'churn-daily'): Promise<Job> {
  return present(await world.jobs.get(jobIdFrom(jobId))).value;
}

async function nextOf(jobId = 'churn-daily'): Promise<string | undefined> {
  const { nextDueAt } = await stored(jobId);
  return nextDueAt === undefined ? undefined : new Date(nextDueAt).toISOString();
}

describe('replanJobs', () => {
  test('moves every job that names the calendar, and no other', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    for (const jobId of ['a', 'b', 'c']) await world.jobs.create(bankJob({ jobId }));
    await world.jobs.create(exampleJob({ jobId: 'other', nextDueAt: at('2026-03-02T06:00:00Z') }));

    expect(await createReplanJobs(world)('bank')).toEqual({ replanned: 3, failed: 0 });

    expect(await Promise.all(['a', 'b', 'c', 'other'].map(nextOf))).toEqual([
      '2026-03-03T06:00:00.000Z',
      '2026-03-03T06:00:00.000Z',
      '2026-03-03T06:00:00.000Z',
      '2026-03-02T06:00:00.000Z',
    ]);
  });

  test('changes nothing the second time', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    await world.jobs.create(bankJob());
    await createReplanJobs(world)('bank');
    const once = await stored();

    await createReplanJobs(world)('bank');

    expect(await stored()).toEqual(once);
  });

  test('goes on where it was killed half way', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    for (const jobId of ['a', 'b', 'c']) await world.jobs.create(bankJob({ jobId }));
    const killed = { jobsNaming: () => firstThenBroken(jobIdFrom('a')) };

    await expect(createReplanJobs({ ...world, usage: killed })('bank')).rejects.toThrow(Unavailable);
    expect(await Promise.all(['a', 'c'].map(nextOf))).toEqual([
      '2026-03-03T06:00:00.000Z',
      '2026-03-02T06:00:00.000Z',
    ]);

    await createReplanJobs(world)('bank');
    expect(await nextOf('c')).toBe('2026-03-03T06:00:00.000Z');
  });

  test('tries the others when one job cannot be read, and then asks to be repeated', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    for (const jobId of ['a', 'b']) await world.jobs.create(bankJob({ jobId }));
    const jobs = new UnavailableFor(world.memory, 'a');

    await expect(createReplanJobs({ ...world, jobs })('bank')).rejects.toThrow(Unavailable);

    expect(await nextOf('b')).toBe('2026-03-03T06:00:00.000Z');
  });

  test('counts and reports a job that names another calendar, which is gone', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    const exclusions = ['bank', 'gone'].map((name) => ({ type: 'calendar' as const, name }));
    await world.jobs.create(bankJob({ jobId: 'a', recurrences: [{ ...DAILY_EXCEPT_BANK, exclusions }] }));
    await world.jobs.create(bankJob({ jobId: 'b' }));

    expect(await createReplanJobs(world)('bank')).toEqual({ replanned: 1, failed: 1 });
    expect(world.log.errors).toEqual(['A job could not be replanned.']);
  });

  test('works through more jobs than it works on at once', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    for (let job = 0; job < 50; job += 1) await world.jobs.create(bankJob({ jobId: `job-${job}` }));

    expect(await createReplanJobs(world)('bank')).toEqual({ replanned: 50, failed: 0 });
  });
});

describe('replanJob', () => {
  function replan(jobs: MemoryJobStore = world.jobs): Promise<Job | undefined> {
    return createReplanJob({ ...world, jobs })(jobIdFrom('churn-daily'));
  }

  test('brings a future slot into play that has become free', async () => {
    await world.calendars.create(bankClosedOn('2026-03-03'));
    await world.jobs.create(bankJob({ nextDueAt: at('2026-03-04T06:00:00Z') }));

    await replan();

    expect(await nextOf()).toBe('2026-03-02T06:00:00.000Z');
  });

  test('leaves a past slot alone that has become free', async () => {
    await world.calendars.create(bankClosedOn());
    await world.jobs.create(bankJob());

    await replan();

    expect(await nextOf()).toBe('2026-03-02T06:00:00.000Z');
  });

  test('keeps what dispatch still has to work off', async () => {
    await world.calendars.create(bankClosedOn('2026-03-01'));
    await world.jobs.create(bankJob({ nextDueAt: at('2026-02-27T06:00:00Z') }));

    await replan();

    expect(await nextOf()).toBe('2026-02-27T06:00:00.000Z');
  });

  test('completes a job whose last slots are excluded, and takes it up again when they are free', async () => {
    const recurrences = [{ ...DAILY_EXCEPT_BANK, endAt: at('2026-03-03T00:00:00Z') }];
    const version = present(await world.calendars.create(bankClosedOn('2026-03-02')));
    await world.jobs.create(bankJob({ recurrences }));

    await replan();
    expect(await stored()).toMatchObject({ state: 'completed' });
    expect(await nextOf()).toBeUndefined();

    await world.calendars.save(bankClosedOn(), { ifVersion: version });
    await replan();
    expect(await stored()).toMatchObject({ state: 'active' });
    expect(await nextOf()).toBe('2026-03-02T06:00:00.000Z');
  });

  test('does not write a completed job that stays completed', async () => {
    await world.calendars.create(bankClosedOn());
    const { nextDueAt: _none, ...job } = bankJob({
      recurrences: [{ ...DAILY_EXCEPT_BANK, endAt: at('2026-03-01T00:00:00Z') }],
    });
    await world.jobs.create({ ...job, state: 'completed' });
    const before = await world.jobs.get(job.jobId);

    expect(await replan()).toBeUndefined();
    expect(await world.jobs.get(job.jobId)).toEqual(before);
  });

  test.each([undefined, 'deleted'] as const)('does nothing for a job that is %s', async (state) => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    if (state !== undefined) await world.jobs.create(bankJob({ state }));

    expect(await replan()).toBeUndefined();
  });

  test('refuses a job whose calendar is gone and points at it', async () => {
    await world.jobs.create(bankJob());

    const refused = await replan().catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(InvalidInput);
    expect(refused).toMatchObject({ issues: [{ pointer: '/recurrences/0/exclusions/0/name' }] });
  });

  test('looks again when a dispatcher moved the job on meanwhile', async () => {
    await world.calendars.create(bankClosedOn('2026-03-03'));
    await world.jobs.create(bankJob());
    const overtaken = new JobStoreOvertaken(world.memory, async () => {
      const { value, version } = present(await world.jobs.get(jobIdFrom('churn-daily')));
      world.clock.moveTo('2026-03-02T06:00:00Z');
      await world.jobs.save({ ...value, nextDueAt: at('2026-03-03T06:00:00Z') }, { ifVersion: version });
    });

    await replan(overtaken);

    expect(await nextOf()).toBe('2026-03-04T06:00:00.000Z');
  });

  test('makes a dispatcher that calculated with the older dates start over', async () => {
    await world.calendars.create(bankClosedOn());
    await world.jobs.create(bankJob());
    const { value, version } = present(await world.jobs.get(jobIdFrom('churn-daily')));

    // The next slot stays the same; the one after it is what the dispatcher would have got wrong.
    await replan();

    const job = { value, ifVersion: version };
    expect(await world.jobs.commit({ jobId: value.jobId, job })).toBe('conflict');
  });

  test('may name a slot that was dispatched ahead, which then runs once all the same', async () => {
    await world.calendars.create(bankClosedOn());
    const job = exampleJob({ nextDueAt: at('2026-03-02T06:00:00Z') });
    await world.jobs.create(job);
    world.clock.moveTo('2026-03-02T05:59:00Z');
    const plan = present(planDispatch(job, { now: world.clock.now(), lookAheadMs: world.lookAheadMs }));
    const { version } = present(await world.jobs.get(job.jobId));
    await world.jobs.commit({
      jobId: job.jobId,
      job: { value: plan.job, ifVersion: version },
      runs: plan.runs.map((value) => ({ value, ifVersion: undefined })),
    });

    await replan();
    expect(await nextOf()).toBe('2026-03-02T06:00:00.000Z');
    await createDispatchDueRuns(world)();

    expect(world.memory.runs.all()).toHaveLength(1);
    expect(await nextOf()).toBe('2026-03-03T06:00:00.000Z');
  });
});

async function* firstThenBroken(jobId: JobId): AsyncGenerator<JobId> {
  yield jobId;
  throw new Unavailable('The store did not answer.');
}

/** Cannot read one job. */
class UnavailableFor extends MemoryJobStore {
  readonly #failing: string;

  constructor(memory: MemoryWorld['memory'], failing: string) {
    super(memory);
    this.#failing = failing;
  }

  override async get(jobId: JobId): ReturnType<MemoryJobStore['get']> {
    if (jobId === this.#failing) throw new Unavailable('The store did not answer.');
    return super.get(jobId);
  }
}

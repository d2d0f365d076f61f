import { ofStability } from '../support/of-stability.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDeleteJob } from '../../shared/application/delete-job.ts';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import type { JobWrite } from '../../shared/application/ports/job-store.ts';
import { InvalidInput, type Issue } from '../../shared/domain/errors.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../support/example-calendar.ts';
import { csvAt, at, DAILY, jobIdFrom } from '../support/example-job.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../support/example-definition.ts';
import { MemoryJobStore } from '../support/memory/memory-jobs.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const HOURLY = { type: 'interval', everySeconds: 3600, anchorAt: 0 } as const;
const PAST = { type: 'once', at: at('2026-01-01T00:00:00Z') } as const;

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
});

async function issuesOf(definition: JobDefinition): Promise<readonly Issue[]> {
  const fault: unknown = await scheduleIn(world, definition).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (fault instanceof InvalidInput) return fault.issues;
  throw new Error('The definition was not refused.', { cause: fault });
}

async function pointersOf(definition: JobDefinition): Promise<string[]> {
  return (await issuesOf(definition)).map(({ pointer }) => pointer);
}

describe('scheduleJob', () => {
  test('stores the job with its first slot', async () => {
    const { outcome, job } = await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));

    expect(outcome).toBe('created');
    expect((await world.jobs.get(jobIdFrom('churn-daily')))?.value).toEqual(job);
    expect(job).toMatchObject({
      state: 'active',
      generation: 1,
      nextDueAt: at('2026-03-01T06:00:00Z'),
      createdAt: at('2026-03-01T00:00:00Z'),
    });
  });

  test('freezes the baseline under the id that the job names', async () => {
    const { job } = await scheduleIn(world, exampleDefinition());

    const baseline = await world.baselines.get('churn', ofStability(job).task.baselineId);

    expect(baseline).toMatchObject({
      source: csvAt('baselines/churn.csv'),
      createdAt: at('2026-03-01T00:00:00Z'),
    });
    expect(baseline?.specification).toMatchObject({
      columns: [{ name: 'score', levels: ['no', 'yes'] }],
      expected: { columns: [{ binCounts: [20, 20] }] },
    });
  });

  test('dispatches at once a slot that the dispatcher might come too late for', async () => {
    const soon = { type: 'once', at: at('2026-03-01T00:00:02Z') } as const;

    await scheduleIn(world, exampleDefinition({ recurrences: [soon] }));

    expect(runsOf(world).map(({ dueAt }) => dueAt)).toEqual([soon.at]);
    expect(world.queue.sent).toHaveLength(1);
  });

  test('finds the job when the same request comes again', async () => {
    const { job } = await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));
    world.clock.moveTo('2026-03-01T00:00:05Z');

    expect(await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }))).toEqual({
      outcome: 'already-exists',
      job,
    });
  });

  test('finds the job also after it has moved on', async () => {
    await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));
    world.clock.moveTo('2026-03-01T06:00:00Z');
    await createDispatchDueRuns(world)();

    const { outcome } = await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));

    expect(outcome).toBe('already-exists');
  });

  test('finds a one-off job also when the request comes again after its instant', async () => {
    const soon = { type: 'once', at: at('2026-03-01T00:00:02Z') } as const;
    await scheduleIn(world, exampleDefinition({ recurrences: [soon] }));
    world.clock.moveTo('2026-03-01T00:00:03Z');

    const { outcome, job } = await scheduleIn(world, exampleDefinition({ recurrences: [soon] }));

    expect(outcome).toBe('already-exists');
    expect(job.state).toBe('completed');
  });

  test('derives the same id from the same definition', async () => {
    const first = await scheduleIn(world, exampleDefinition());
    const second = await scheduleIn(world, exampleDefinition());

    expect(first.job.jobId).toMatch(/^job-[0-9a-f]{16}$/);
    expect(second).toMatchObject({ outcome: 'already-exists', job: { jobId: first.job.jobId } });
  });

  test('derives another id from another definition', async () => {
    const first = await scheduleIn(world, exampleDefinition());
    const second = await scheduleIn(world, exampleDefinition({ recurrences: [HOURLY] }));

    expect(second.job.jobId).not.toBe(first.job.jobId);
  });

  test('leaves a job of the same id but another definition alone', async () => {
    const { job } = await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));

    const other = exampleDefinition({ jobId: 'churn-daily', recurrences: [HOURLY] });

    expect(await scheduleIn(world, other)).toEqual({ outcome: 'id-taken', job });
    expect((await world.jobs.get(job.jobId))?.value).toEqual(job);
  });

  test('makes one job of ten requests at the same time', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }))),
    );

    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual([
      ...Array.from({ length: 9 }, () => 'already-exists'),
      'created',
    ]);
  });

  test('revives a deleted id as its next generation', async () => {
    await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));
    await createDeleteJob(world)(jobIdFrom('churn-daily'), undefined, { author: 'ada' });

    const { outcome, job } = await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));

    expect(outcome).toBe('created');
    expect(job).toMatchObject({ state: 'active', generation: 2, nextDueAt: at('2026-03-01T06:00:00Z') });
  });

  test('revives a deleted id once, of ten requests at the same time', async () => {
    await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));
    await createDeleteJob(world)(jobIdFrom('churn-daily'), undefined, { author: 'ada' });

    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }))),
    );

    expect(outcomes.filter(({ outcome }) => outcome === 'created')).toHaveLength(1);
    expect((await world.jobs.get(jobIdFrom('churn-daily')))?.value.generation).toBe(2);
  });

  test('registers a baseline once for two jobs of the model', async () => {
    const first = await scheduleIn(world, exampleDefinition({ jobId: 'a' }));
    world.clock.moveTo('2026-03-01T01:00:00Z');
    const second = await scheduleIn(world, exampleDefinition({ jobId: 'b' }));

    expect(ofStability(second.job).task.baselineId).toBe(ofStability(first.job).task.baselineId);
    const baseline = await world.baselines.get('churn', ofStability(first.job).task.baselineId);
    expect(baseline?.createdAt).toBe(at('2026-03-01T00:00:00Z'));
  });

  test('gives a baseline of other data another id', async () => {
    const first = await scheduleIn(world, exampleDefinition({ jobId: 'a' }));
    world.blobs.put('baselines/churn.csv', scoresCsv({ no: 21, yes: 20 }));
    const second = await scheduleIn(world, exampleDefinition({ jobId: 'b' }));

    expect(ofStability(second.job).task.baselineId).not.toBe(ofStability(first.job).task.baselineId);
  });
});

describe('scheduleJob with a calendar', () => {
  function bankDaily(jobId = 'churn-daily'): JobDefinition {
    return exampleDefinition({ jobId, recurrences: [DAILY_EXCEPT_BANK] });
  }

  test('stores the job with the first slot that the calendar leaves', async () => {
    await world.calendars.create(bankClosedOn('2026-03-01', '2026-03-02'));

    const { outcome, job } = await scheduleIn(world, bankDaily());

    expect(outcome).toBe('created');
    expect(job.nextDueAt).toBe(at('2026-03-03T06:00:00Z'));
    expect((await world.jobs.get(job.jobId))?.value).toEqual(job);
  });

  test('points at every calendar that is not there, beside the other faults', async () => {
    const exclusions = [
      { type: 'date', on: '2026-12-25' },
      { type: 'calendar', name: 'bank' },
    ] as const;
    const definition = exampleDefinition({
      task: { baseline: csvAt('baselines/none.csv') },
      recurrences: [DAILY, { ...DAILY, exclusions }],
    });

    expect(await issuesOf(definition)).toEqual([
      { pointer: '/recurrences/1/exclusions/1/name', message: 'There is no calendar "bank".' },
      { pointer: '/task/baseline', message: "there is no blob 'baselines/none.csv'" },
    ]);
  });

  test('refuses a range in which the calendar leaves nothing', async () => {
    await world.calendars.create(bankClosedOn('2026-03-05'));
    const range = { startAt: at('2026-03-05T00:00:00Z'), endAt: at('2026-03-06T00:00:00Z') };
    const definition = exampleDefinition({ recurrences: [{ ...DAILY_EXCEPT_BANK, ...range }] });

    expect(await pointersOf(definition)).toEqual(['/recurrences/0/endAt']);
  });

  test('finds the job when the same request comes again after the calendar was changed', async () => {
    const version = present(await world.calendars.create(bankClosedOn()));
    await scheduleIn(world, bankDaily());
    await world.calendars.save(bankClosedOn('2026-03-01'), { ifVersion: version });

    expect(await scheduleIn(world, bankDaily())).toMatchObject({ outcome: 'already-exists' });
  });

  test('sees a calendar that was changed while the job was being stored', async () => {
    const version = present(await world.calendars.create(bankClosedOn()));
    world = worldActing(world, () =>
      world.calendars.save(bankClosedOn('2026-03-01'), { ifVersion: version }),
    );

    const { job } = await scheduleIn(world, bankDaily());

    expect(job.nextDueAt).toBe(at('2026-03-02T06:00:00Z'));
    expect((await world.jobs.get(job.jobId))?.value.nextDueAt).toBe(job.nextDueAt);
  });

  test('gives the job up whose calendar was deleted while it was being stored', async () => {
    const version = present(await world.calendars.create(bankClosedOn()));
    world = worldActing(world, () => world.calendars.remove('bank', { ifVersion: version }));

    expect(await pointersOf(bankDaily())).toEqual(['/recurrences/0/exclusions/0/name']);

    expect((await world.jobs.get(jobIdFrom('churn-daily')))?.value.state).toBe('deleted');
    expect(runsOf(world)).toEqual([]);
  });
});

/** The world, in which something happens right before a job is created. */
function worldActing(inner: MemoryWorld, act: () => Promise<unknown>): MemoryWorld {
  const jobs = new MemoryJobStore(inner.memory);
  const commit = jobs.commit.bind(jobs);
  return {
    ...inner,
    jobs: Object.assign(jobs, {
      commit: async (write: JobWrite) => {
        if (write.job !== undefined && write.job.ifVersion === undefined) await act();
        return commit(write);
      },
    }),
  };
}

describe('what scheduleJob refuses', () => {
  test('names a missing baseline and a schedule in the past together', async () => {
    const definition = exampleDefinition({
      task: { baseline: csvAt('baselines/none.csv') },
      recurrences: [PAST],
    });

    expect(await issuesOf(definition)).toEqual([
      { pointer: '/recurrences', message: 'name no instant after now' },
      { pointer: '/task/baseline', message: "there is no blob 'baselines/none.csv'" },
    ]);
  });

  test('takes a job without recurrences, which has no slots to come', async () => {
    const { job } = await scheduleIn(world, exampleDefinition({ recurrences: [] }));

    expect(job).toMatchObject({ state: 'completed', recurrences: [] });
    expect(job).not.toHaveProperty('nextDueAt');
  });

  test('takes a past recurrence beside one that still comes', async () => {
    const { outcome } = await scheduleIn(world, exampleDefinition({ recurrences: [PAST, DAILY] }));

    expect(outcome).toBe('created');
  });

  test('names a score column that the baseline does not have', async () => {
    expect(await issuesOf(exampleDefinition({ task: { scoreColumn: 'points' } }))).toEqual([
      { pointer: '/task/scoreColumn', message: "there is no column 'points' in the baseline" },
    ]);
  });

  test('names each column that the baseline does not have at its own place', async () => {
    const task = {
      scoreColumn: 'points',
      characteristics: ['score', 'age', 'in/come'],
      bins: { columnOptions: { 'a/b~c': { type: 'numeric' }, score: { type: 'categorical' } } },
    } as const;

    expect(await pointersOf(exampleDefinition({ task, recurrences: [PAST] }))).toEqual([
      '/recurrences',
      '/task/scoreColumn',
      '/task/characteristics/1',
      '/task/characteristics/2',
      '/task/bins/columns/a~1b~0c',
    ]);
  });

  test.each([
    ['is empty', ''],
    ['has a header only', 'score\n'],
    ['has a column twice', 'score,score\n1,2\n'],
    ['ends within a quoted field', 'score\n"1\n'],
  ])('names a baseline that %s', async (_fault, text) => {
    world.blobs.put('baselines/churn.csv', text);

    expect(await pointersOf(exampleDefinition())).toEqual(['/task/baseline']);
  });

  test('stores no job', async () => {
    await issuesOf(exampleDefinition({ jobId: 'churn-daily', recurrences: [PAST] }));

    expect(world.memory.jobs.all()).toEqual([]);
  });
});

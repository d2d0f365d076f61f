import { beforeEach, describe, expect, test } from 'vitest';
import { createReadLoad, type LoadRequest } from '../../../shared/application/overview/read-load.ts';
import type { RunLoad } from '../../../shared/domain/overview/run-load.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';
import { createMemoryWorld, storePendingRun, type MemoryWorld } from '../../support/memory/memory-world.ts';

const EVERY_TEN = { ...DAILY, expression: '*/10 * * * *' };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:05:30Z');
});

async function load(request: Partial<LoadRequest> = {}): Promise<RunLoad> {
  return createReadLoad(world)({ seen: undefined, minutes: 60, ...request });
}

function busy({ minutes }: RunLoad): Record<string, number> {
  const found = minutes.filter(({ runs }) => runs > 0);
  return Object.fromEntries(
    found.map(({ at: start, runs }) => [new Date(start).toISOString().slice(11, 16), runs]),
  );
}

async function store(jobId: string, valueStream = 'retention', recurrence = EVERY_TEN): Promise<void> {
  const nextDueAt = at('2026-03-01T06:10:00Z');
  await world.jobs.create(exampleJob({ jobId, valueStream, recurrences: [recurrence], nextDueAt }));
}

describe('the coming load', () => {
  test('of nothing has every minute, from the one under way', async () => {
    const { from, until, minutes, total, isPartial } = await load({ minutes: 5 });

    expect([from, until]).toEqual([at('2026-03-01T06:05:00Z'), at('2026-03-01T06:10:00Z')]);
    expect(minutes.map(({ runs }) => runs)).toEqual([0, 0, 0, 0, 0]);
    expect([total, isPartial]).toEqual([0, false]);
  });

  test('has the slots of all jobs that are due in the range', async () => {
    await store('a');
    await store('b', 'retention', { ...DAILY, expression: '30 6 * * *' });
    await store('c', 'retention', { ...DAILY, expression: '30 12 * * *' });

    const found = await load();
    expect(busy(found)).toEqual({ '06:10': 1, '06:20': 1, '06:30': 2, '06:40': 1, '06:50': 1, '07:00': 1 });
    expect(found).toMatchObject({ total: 7, isPartial: false });
  });

  test('has runs that are dispatched and have yet to start, once', async () => {
    const nextDueAt = at('2026-03-01T06:10:00Z');
    await storePendingRun(world, exampleJob({ recurrences: [EVERY_TEN], nextDueAt }));

    expect(busy(await load({ minutes: 20 }))).toEqual({ '06:10': 1, '06:20': 1 });
  });

  test('is of the value streams that somebody may see, and asks for', async () => {
    await store('a');
    await store('b', 'growth');
    await store('c', 'growth');

    expect((await load({ minutes: 10 })).total).toBe(3);
    expect((await load({ minutes: 10, valueStream: 'growth' })).total).toBe(2);
    expect((await load({ minutes: 10, seen: ['retention', 'sales'] })).total).toBe(1);
    expect((await load({ minutes: 10, seen: ['retention'], valueStream: 'growth' })).total).toBe(0);
    expect((await load({ minutes: 10, seen: [] })).total).toBe(0);
  });

  test('leaves out slots that a calendar excludes, and jobs that cannot be planned', async () => {
    const closed = { ...EVERY_TEN, exclusions: [{ type: 'calendar', name: 'closed' }] } as const;
    await world.calendars.create({ name: 'closed', dates: ['2026-03-01'] });
    const gone = { ...EVERY_TEN, exclusions: [{ type: 'calendar', name: 'gone' }] } as const;
    await store('a', 'retention', closed);
    await store('b', 'retention', gone);
    await store('c');

    expect((await load({ minutes: 10 })).total).toBe(1);
  });

  test('says when a job has more slots than are looked for', async () => {
    await store('a', 'retention', { ...DAILY, expression: '* * * * *' });

    expect(await load({ minutes: 1440 })).toMatchObject({ total: 366, isPartial: true });
    expect(await load({ minutes: 300 })).toMatchObject({ isPartial: false });
  });

  test('says when there are more jobs than are read', async () => {
    const { jobs, ...others } = world;
    const job = exampleJob({ nextDueAt: at('2026-03-01T06:10:00Z') });
    const many = {
      async *due() {
        for (let index = 0; index <= 5000; index += 1) yield { value: job, version: 'v' };
      },
    };
    expect(jobs).toBeDefined();

    const found = await createReadLoad({ ...others, jobs: many })({ seen: undefined, minutes: 5 });
    expect(found.isPartial).toBe(true);
  });

  test('is given out again for half a minute, for the same range only', async () => {
    const read = createReadLoad(world);
    const ask = async (minutes: number) => (await read({ seen: undefined, minutes })).total;
    expect(await ask(10)).toBe(0);
    await store('a');

    expect(await ask(10)).toBe(0);
    expect(await ask(20)).toBe(2);
    world.clock.moveTo('2026-03-01T06:06:00Z');
    expect(await ask(10)).toBe(1);
  });
});

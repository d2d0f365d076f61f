import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import { createReadSlots, type SlotsPage } from '../../shared/application/read-slots.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import { instantOf, isRange, type SlotEntry } from '../../shared/domain/slot/answer-slots.ts';
import { at, DAILY, exampleJob } from '../support/example-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const RANGE = { fromDueAt: at('2026-03-01T00:00:00Z'), untilDueAt: at('2026-03-10T12:00:00Z') };

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-10T12:00:00Z');
});

/** All pages of a range. */
async function all(limit: number): Promise<SlotEntry[]> {
  const job = present(await world.jobs.get(exampleJob().jobId)).value;
  const read = createReadSlots(world);
  const entries: SlotEntry[] = [];
  let position: SlotsPage['next'];
  do {
    const page = await read(job, { ...RANGE, limit, position });
    expect(page.items.length).toBeLessThanOrEqual(limit);
    entries.push(...page.items);
    position = page.next;
  } while (position !== undefined);
  return entries;
}

/** A job whose earlier definition left a record, and whose present one was dispatched after an outage. */
async function storeHistory(policy: 'latest' | 'coalesce'): Promise<void> {
  const catchUp = { ...DEFAULT_POLICIES.catchUp, policy };
  const slotsAfter = at('2026-03-04T00:00:00Z');
  const job = exampleJob({
    ...{ slotsAfter, generation: 2, nextDueAt: at('2026-03-04T06:00:00Z') },
    policies: { ...DEFAULT_POLICIES, catchUp },
  });
  await world.jobs.create(job);
  const skipped = {
    ...{ fromDueAt: at('2026-02-27T06:00:00Z'), untilDueAt: at('2026-03-02T06:00:00Z') },
    ...{ count: 4, reason: 'job-edited' as const, generation: 1 },
  };
  await world.jobs.commit({ jobId: job.jobId, skipped: [skipped] });
  await createDispatchDueRuns(world)();
}

describe('createReadSlots', () => {
  test.each([1, 2, 3, 7, 100])('gives every entry once, in order, in pages of %i', async (limit) => {
    await storeHistory('latest');

    const entries = await all(limit);

    expect(entries.map(({ answer }) => answer)).toEqual([
      'skipped: job-edited',
      ...Array.from({ length: 6 }, () => 'skipped: catch-up-superseded'),
      'pending',
    ]);
    expect(entries.filter(isRange)).toMatchObject([{ count: 4, generation: 1 }]);
    const instants = entries.map(instantOf);
    expect(instants).toEqual(instants.toSorted((a, b) => a - b));
  });

  test('leaves out runs asked for by hand', async () => {
    await storeHistory('latest');
    const [run] = world.memory.runs.all();
    await world.jobs.commit({
      jobId: exampleJob().jobId,
      runs: [{ value: { ...present(run).value, trigger: 'manual' }, ifVersion: run?.version }],
    });

    expect((await all(100)).at(-1)?.answer).toBe('unanswered');
  });

  test('names the run of coalesced slots also when it is on a later page', async () => {
    await storeHistory('coalesce');

    const entries = await all(2);

    expect(entries.slice(1, 3)).toMatchObject([
      { coalescedInto: 'churn-daily.20260310T060000Z' },
      { coalescedInto: 'churn-daily.20260310T060000Z' },
    ]);
  });

  test('tells of a quarantined job with faulty recurrences what is on record', async () => {
    const recurrences = [{ ...DAILY, expression: 'never' }];
    const quarantine = { at: at('2026-03-05T00:00:00Z'), error: 'e' };
    await world.jobs.create(exampleJob({ recurrences, state: 'quarantined', quarantine }));

    expect(await all(10)).toEqual([]);
  });

  test('refuses to tell of an active one', async () => {
    await world.jobs.create(exampleJob({ recurrences: [{ ...DAILY, expression: 'never' }] }));

    await expect(all(10)).rejects.toThrow(InvalidInput);
  });
});

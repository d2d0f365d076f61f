import { beforeEach, describe, expect, test } from 'vitest';
import { createDeleteJob } from '../../../shared/application/delete-job.ts';
import {
  createPreviewBackfill,
  createStartBackfill,
  MAX_BACKFILL_SLOTS,
} from '../../../shared/application/start-backfill.ts';
import { InvalidInput } from '../../../shared/domain/errors.ts';
import type { Recurrence } from '../../../shared/domain/schedule/recurrence.ts';
import { backfillNow, startBackfillIn, workOff } from '../../support/backfill-steps.ts';
import { january } from '../../support/example-backfill.ts';
import { at, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { RefusingRunQueue } from '../../support/faulty-stores.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { createAdvanceBackfill } from '../../../shared/application/advance-backfill.ts';
import { createRecoverStalledRuns } from '../../../shared/application/recover-stalled-runs.ts';

const jobId = jobIdFrom('churn-daily');
const range = { fromDueAt: january(1), untilDueAt: january(4) };
const request = { ...range, maxConcurrent: 2, author: 'ada', reason: 'Missing.', idempotencyKey: 'k1' };

let world: MemoryWorld;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  await world.jobs.create(exampleJob());
});

async function faultsOf(attempt: Promise<unknown>): Promise<string[]> {
  const error: unknown = await attempt.catch((reason: unknown) => reason);
  if (!(error instanceof InvalidInput)) throw new Error('No InvalidInput was thrown.');
  return error.issues.map(({ pointer, message }) => `${pointer} ${message}`);
}

describe('startBackfill', () => {
  test('stores the backfill and makes the first runs', async () => {
    const started = await createStartBackfill(world)(jobId, request);

    expect(started).toMatchObject({
      outcome: 'created',
      backfill: { state: 'running', slotCount: 4, runCount: 2, doneUntil: january(2) },
    });
    expect(runsOf(world).map(({ dueAt }) => dueAt)).toEqual([january(1), january(2)]);
  });

  test('includes both ends of the range', async () => {
    await createStartBackfill(world)(jobId, { ...request, maxConcurrent: 10 });

    expect(runsOf(world).map(({ dueAt }) => dueAt)).toEqual([1, 2, 3, 4].map(january));
  });

  test('sends its runs as bulk, to be started now', async () => {
    await createStartBackfill(world)(jobId, request);

    expect(world.queue.sent).toMatchObject([
      { attempt: 1, priority: 'bulk', effectiveAt: world.clock.now() },
      { attempt: 1, priority: 'bulk', effectiveAt: world.clock.now() },
    ]);
  });

  test('gives the same backfill when the key comes again, also after its end', async () => {
    const first = await startBackfillIn(world);
    await workOff(world);

    const again = await startBackfillIn(world);

    expect(again).toEqual(await backfillNow(world, first));
    expect(again.state).toBe('completed');
    expect(runsOf(world)).toHaveLength(10);
  });

  test('makes one backfill of two requests with one key at the same time', async () => {
    const start = createStartBackfill(world);

    const outcomes = await Promise.all([start(jobId, request), start(jobId, request)]);

    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['already-exists', 'created']);
    expect(runsOf(world)).toHaveLength(2);
  });

  test('refuses a key that came with another range', async () => {
    await createStartBackfill(world)(jobId, request);

    const second = await createStartBackfill(world)(jobId, { ...request, untilDueAt: january(9) });

    expect(second.outcome).toBe('key-taken');
  });

  test('is for a paused job as well', async () => {
    const paused = { pausedAt: 0, author: 'ada', reason: 'x', runMissed: 'none' } as const;
    await world.jobs.create(exampleJob({ jobId: 'resting', state: 'paused', pause: paused }));

    expect((await createStartBackfill(world)(jobIdFrom('resting'), request)).outcome).toBe('created');
  });

  test('finds no deleted job', async () => {
    await createDeleteJob(world)(jobId, undefined, { author: 'ada' });

    expect(await createStartBackfill(world)(jobId, request)).toEqual({ outcome: 'not-found' });
  });

  test('refuses a range that is not over', async () => {
    const attempt = createStartBackfill(world)(jobId, { ...request, untilDueAt: world.clock.now() + 1 });

    expect(await faultsOf(attempt)).toEqual(['/until must not be later than now']);
  });

  test('refuses a range that runs backwards', async () => {
    const attempt = createStartBackfill(world)(jobId, { ...request, fromDueAt: january(5) });

    expect(await faultsOf(attempt)).toEqual(['/from must not be later than "until"']);
  });

  test('refuses a range without a slot', async () => {
    const attempt = createStartBackfill(world)(jobId, {
      ...request,
      fromDueAt: january(3) + 1,
      untilDueAt: january(3) + 2,
    });

    expect(await faultsOf(attempt)).toEqual(['/from the job has no slot in this range']);
  });

  describe('of a job with a slot a second', () => {
    const everySecond: Recurrence = { type: 'interval', everySeconds: 1, anchorAt: 0 };
    const from = at('2026-01-01T00:00:00Z');
    const frequent = jobIdFrom('frequent');

    beforeEach(() => world.jobs.create(exampleJob({ jobId: 'frequent', recurrences: [everySecond] })));

    test('takes as many slots as are allowed', async () => {
      const untilDueAt = from + (MAX_BACKFILL_SLOTS - 1) * 1000;

      const preview = await createPreviewBackfill(world)(frequent, { fromDueAt: from, untilDueAt });

      expect(preview?.slotCount).toBe(MAX_BACKFILL_SLOTS);
    });

    test('refuses one slot more', async () => {
      const untilDueAt = from + MAX_BACKFILL_SLOTS * 1000;
      const attempt = createStartBackfill(world)(frequent, { ...request, fromDueAt: from, untilDueAt });

      expect(await faultsOf(attempt)).toEqual([
        '/from the range has more than 100000 slots; ask for it in parts',
      ]);
    });
  });

  test('is stored although the queue is away; the recovery sends the runs', async () => {
    const advanceBackfill = createAdvanceBackfill({ ...world, queue: new RefusingRunQueue() });

    await createStartBackfill({ ...world, advanceBackfill })(jobId, request);

    world.clock.moveTo('2026-03-01T00:03:00Z');
    expect(await createRecoverStalledRuns(world)()).toBe(2);
    expect(world.queue.sent.map(({ priority }) => priority)).toEqual(['bulk', 'bulk']);
  });
});

describe('previewBackfill', () => {
  test('counts what would run and writes nothing', async () => {
    await startBackfillIn(world, { fromDueAt: january(2), untilDueAt: january(3) });
    const before = runsOf(world);

    const preview = await createPreviewBackfill(world)(jobId, range);

    expect(preview).toEqual({
      ...{ slotCount: 4, alreadyRunCount: 2, toRunCount: 2 },
      ...{ first: january(1), last: january(4) },
    });
    expect(runsOf(world)).toEqual(before);
    expect(world.memory.backfills.all()).toHaveLength(1);
  });

  test('says that a range has no slot', async () => {
    const empty = { fromDueAt: january(1) + 1, untilDueAt: january(1) + 2 };

    expect(await createPreviewBackfill(world)(jobId, empty)).toEqual({
      ...{ slotCount: 0, alreadyRunCount: 0, toRunCount: 0 },
    });
  });

  test('finds no job that is not there', async () => {
    expect(await createPreviewBackfill(world)(jobIdFrom('nobody'), range)).toBeUndefined();
  });
});

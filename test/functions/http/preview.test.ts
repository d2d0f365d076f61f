import { beforeEach, describe, expect, test } from 'vitest';
import { bankClosedOn, DAILY_EXCEPT_BANK } from '../../support/example-calendar.ts';
import { DAILY, exampleJob } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = registerIn(world);
});

const LONDON = { type: 'cron', expression: '30 1 * * *', timeZone: 'Europe/London' };

function preview(body: object): Promise<Answer> {
  const headers = { 'content-type': 'application/json' };
  return app.call('previewRecurrences', { headers, body: JSON.stringify(body) });
}

function pointersOf(answer: Answer): string[] | undefined {
  expect(answer.status).toBe(400);
  return problemBody.parse(answer.json).errors?.map(({ pointer }) => pointer);
}

describe('POST /api/recurrences/preview', () => {
  test('shows the slots with their local times, and what clocks do to them', async () => {
    const answer = await preview({ recurrences: [LONDON], after: '2026-03-28T12:00:00Z', count: 2 });

    expect(answer.status).toBe(200);
    expect(answer.json).toEqual({
      slots: [
        {
          dueAt: '2026-03-29T01:00:00.000Z',
          namedBy: [
            {
              ...{ recurrence: 0, timeZone: 'Europe/London', localTime: '2026-03-29T02:00:00' },
              ...{ utcOffset: '+01:00', note: 'gap-shifted' },
            },
          ],
        },
        {
          dueAt: '2026-03-30T00:30:00.000Z',
          namedBy: [
            {
              ...{ recurrence: 0, timeZone: 'Europe/London', localTime: '2026-03-30T01:30:00' },
              utcOffset: '+01:00',
            },
          ],
        },
      ],
      skipped: [],
      endedBy: 'count',
      inWords: ['At 01:30, Europe/London time'],
      warnings: [],
    });
  });

  test('shows what the policy skip drops', async () => {
    const recurrences = [{ ...LONDON, dst: 'skip' }];

    const { json } = await preview({ recurrences, after: '2026-03-28T12:00:00Z', count: 1 });

    expect(json).toMatchObject({
      skipped: [
        {
          ...{ note: 'skipped-by-gap', recurrence: 0, timeZone: 'Europe/London' },
          ...{ localTime: '2026-03-29T01:30:00', changeAt: '2026-03-29T01:00:00.000Z' },
        },
      ],
    });
  });

  test('shows twenty slots after now unless asked otherwise', async () => {
    const { json } = await preview({ recurrences: [LONDON] });

    expect(json).toMatchObject({ slots: { length: 20, 0: { dueAt: '2026-03-01T01:30:00.000Z' } } });
  });

  test('says when there are no more', async () => {
    const { json } = await preview({ recurrences: [{ type: 'once', at: '2026-03-02T00:00:00Z' }] });

    expect(json).toMatchObject({ slots: { length: 1 }, endedBy: 'no-more-slots' });
  });

  test('warns of what may not be meant', async () => {
    const { json } = await preview({ recurrences: [{ ...LONDON, expression: '0 6 31 * *' }] });

    expect(json).toMatchObject({
      warnings: [{ code: 'skips-short-months', pointer: '/recurrences/0/expression' }],
    });
  });

  test('leaves out the dates of a calendar', async () => {
    await world.calendars.create(bankClosedOn('2026-03-01', '2026-03-02'));
    const recurrences = [{ ...LONDON, exclusions: [{ type: 'calendar', name: 'bank' }] }];

    const { json } = await preview({ recurrences, count: 1 });

    expect(json).toMatchObject({ slots: [{ dueAt: '2026-03-03T01:30:00.000Z' }] });
  });

  test('answers 400 and points at a calendar that is not there', async () => {
    const recurrences = [LONDON, { ...LONDON, exclusions: [{ type: 'calendar', name: 'bank' }] }];

    expect(pointersOf(await preview({ recurrences }))).toEqual(['/recurrences/1/exclusions/0/name']);
  });

  test.each([
    [{ count: 0 }, ['/count']],
    [{ count: 1001 }, ['/count']],
    [{ count: 1.5 }, ['/count']],
    [{ count: '5' }, ['/count']],
    [{ after: 'tomorrow' }, ['/after']],
    [{ recurrences: [] }, ['/recurrences']],
    [{ recurrences: [{ ...LONDON, timeZone: 'Mars' }], limit: 5 }, ['/recurrences/0/timeZone', '/limit']],
  ])('answers 400 to %j', async (fault, pointers) => {
    expect(pointersOf(await preview({ recurrences: [LONDON], ...fault }))).toEqual(pointers);
  });
});

describe('GET /api/jobs/{jobId}/preview', () => {
  const params = { jobId: 'churn-daily' };

  function previewJob(query = ''): Promise<Answer> {
    return app.call('previewJob', { params, query });
  }

  test('shows the slots of a stored job', async () => {
    await world.calendars.create(bankClosedOn('2026-03-02'));
    await world.jobs.create(exampleJob({ recurrences: [DAILY_EXCEPT_BANK] }));

    const answer = await previewJob('count=2');

    expect(answer.status).toBe(200);
    expect(answer.json).toMatchObject({
      slots: [{ dueAt: '2026-03-01T06:00:00.000Z' }, { dueAt: '2026-03-03T06:00:00.000Z' }],
      inWords: ['At 06:00, UTC time, except on the dates of "bank" (UTC dates)'],
    });
  });

  test('shows those after an instant', async () => {
    await world.jobs.create(exampleJob({ recurrences: [DAILY] }));

    const { json } = await previewJob('after=2030-01-01T06%3A00%3A00Z');

    expect(json).toMatchObject({ slots: { length: 20, 0: { dueAt: '2030-01-02T06:00:00.000Z' } } });
  });

  test.each([
    ['count=0', ['/count']],
    ['count=ten&after=now', ['/after', '/count']],
    ['limit=5', ['/limit']],
  ])('answers 400 to ?%s', async (query, pointers) => {
    await world.jobs.create(exampleJob());

    expect(pointersOf(await previewJob(query))).toEqual(pointers);
  });

  test('answers 404 for a job that is not there or is deleted', async () => {
    expect((await previewJob()).status).toBe(404);
    await world.jobs.create(exampleJob({ state: 'deleted' }));
    expect((await previewJob()).status).toBe(404);
  });
});

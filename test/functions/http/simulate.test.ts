import { beforeEach, describe, expect, test } from 'vitest';
import { exampleJob } from '../../support/example-job.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

const HOURLY = { type: 'cron', expression: '0 * * * *', timeZone: 'UTC' };
const BODY = {
  definition: { recurrences: [HOURLY] },
  from: '2026-03-01T00:00:00Z',
  until: '2026-03-01T06:00:00Z',
};

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  app = registerIn(world);
});

function simulate(body: object): Promise<Answer> {
  return app.call('simulateRecurrences', {
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function simulateStored(jobId: string, body: object): Promise<Answer> {
  return app.call('simulateJob', {
    params: { jobId },
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
}

function faultsOf({ json }: Answer): (readonly [string, string])[] | undefined {
  return problemBody.parse(json).errors?.map(({ pointer, detail }) => [pointer, detail] as const);
}

describe('POST /api/recurrences/simulate', () => {
  test('tells of each slot when it ran and why', async () => {
    const { status, json } = await simulate({ ...BODY, until: '2026-03-01T01:30:00Z', runSeconds: 90 });

    expect(status).toBe(200);
    expect(json).toEqual({
      endedBy: 'until',
      endedAt: '2026-03-01T01:30:00.000Z',
      jobState: 'active',
      totals: {
        slots: 1,
        byAnswer: { ran: 1 },
        byState: { succeeded: 1 },
        attempts: 1,
        maxConcurrent: 1,
        maxLatenessSeconds: 0,
      },
      slots: [
        {
          dueAt: '2026-03-01T01:00:00.000Z',
          answer: 'ran',
          why: 'Its run began on time.',
          state: 'succeeded',
          attempts: 1,
          effectiveAt: '2026-03-01T01:00:00.000Z',
          startedAt: '2026-03-01T01:00:00.000Z',
          finishedAt: '2026-03-01T01:01:30.000Z',
        },
      ],
    });
  });

  test('shows what an outage does under the catch-up policy', async () => {
    const outages = [{ from: '2026-03-01T00:30:00Z', until: '2026-03-01T04:30:00Z' }];

    const { json } = await simulate({ ...BODY, outages });

    expect(json).toMatchObject({
      totals: { byAnswer: { ran: 2, 'skipped: catch-up-superseded': 3, 'late: dispatcher-down': 1 } },
    });
  });

  test('shows what an edit does', async () => {
    const daily = { ...HOURLY, expression: '0 5 * * *' };

    const { json } = await simulate({
      ...BODY,
      edits: [{ at: '2026-03-01T02:30:00Z', recurrences: [daily] }],
    });

    expect(json).toMatchObject({
      slots: ['01', '02', '05'].map((hour) => ({ dueAt: `2026-03-01T${hour}:00:00.000Z`, answer: 'ran' })),
    });
  });

  test('shows what a pause does, and what its end brings back', async () => {
    const pauses = [{ from: '2026-03-01T00:30:00Z', until: '2026-03-01T03:30:00Z', runMissed: 'latest' }];

    const { json } = await simulate({ ...BODY, pauses });

    expect(json).toMatchObject({
      totals: { byAnswer: { 'skipped: catch-up-superseded': 2, 'late: job-paused': 1, ran: 3 } },
    });
  });

  test('says that it was cut short after as many slots as asked for', async () => {
    const { json } = await simulate({ ...BODY, maxSlots: 2 });

    expect(json).toMatchObject({ endedBy: 'slots', totals: { slots: 2 } });
  });

  test('stores and sends nothing', async () => {
    await simulate(BODY);

    expect(world.memory.jobs.all()).toEqual([]);
    expect(world.queue.sent).toEqual([]);
  });

  test('lists every fault of a scenario', async () => {
    const answer = await simulate({
      definition: { recurrences: [], policies: { overlap: 'maybe' } },
      from: '2026-03-01T00:00:00Z',
      until: '2026-03-01',
      outages: [{ from: '2026-03-01T02:00:00Z', until: '2026-03-01T01:00:00Z' }],
      edits: [{ at: '2026-03-01T01:00:00Z' }],
      runSeconds: [],
      extra: 1,
    });

    expect(answer.status).toBe(400);
    expect(faultsOf(answer)).toEqual([
      ['/definition/recurrences', 'must hold at least one recurrence'],
      [
        '/definition/policies/overlap',
        'must be one of skip, buffer-one, buffer-all, cancel-other, allow-all',
      ],
      ['/until', 'must be an ISO 8601 instant with an offset or Z'],
      ['/outages/0/until', 'must be after "from"'],
      ['/edits/0', 'must hold "recurrences", "policies" or both'],
      ['/runSeconds', 'must not be empty'],
      ['/extra', 'is not a known field'],
    ]);
  });

  test.each([
    ['a range that runs backwards', '2026-02-28T00:00:00Z', 'must be after "from"'],
    ['a range of more than 366 days', '2027-03-03T00:00:00Z', 'must be at most 366 days after "from"'],
  ])('refuses %s', async (_what, until, message) => {
    expect(faultsOf(await simulate({ ...BODY, until }))).toEqual([['/until', message]]);
  });

  test('refuses a definition that names nothing to come', async () => {
    const definition = { recurrences: [{ type: 'once', at: '2026-02-01T00:00:00Z' }] };

    expect(faultsOf(await simulate({ ...BODY, definition }))).toEqual([
      ['/definition/recurrences', 'name no instant after that time'],
    ]);
  });

  test('refuses calendars that are not there, in the definition and in an edit', async () => {
    const closed = { ...HOURLY, exclusions: [{ type: 'calendar', name: 'bank' }] };

    const answer = await simulate({
      ...BODY,
      definition: { recurrences: [closed] },
      edits: [{ at: '2026-03-01T02:30:00Z', recurrences: [HOURLY, closed] }],
    });

    expect(faultsOf(answer)).toEqual([
      ['/definition/recurrences/0/exclusions/0/name', 'There is no calendar "bank".'],
      ['/edits/0/recurrences/1/exclusions/0/name', 'There is no calendar "bank".'],
    ]);
  });

  test('refuses an edit that names nothing to come', async () => {
    const edits = [
      { at: '2026-03-01T01:30:00Z', policies: { spreadSeconds: 5 } },
      { at: '2026-03-01T02:30:00Z', recurrences: [{ type: 'once', at: '2026-02-01T00:00:00Z' }] },
    ];

    expect(faultsOf(await simulate({ ...BODY, edits }))).toEqual([
      ['/edits/1/recurrences', 'name no instant after that time'],
    ]);
  });
});

describe('POST /api/jobs/{jobId}/simulate', () => {
  const { definition: _other, ...scenario } = BODY;

  test('simulates the stored definition', async () => {
    await world.jobs.create(exampleJob());

    const { status, json } = await simulateStored('churn-daily', scenario);

    expect(status).toBe(200);
    expect(json).toMatchObject({ slots: [{ dueAt: '2026-03-01T06:00:00.000Z', state: 'running' }] });
  });

  test.each(['churn-weekly', 'no job'])('answers 404 for %s', async (jobId) => {
    expect((await simulateStored(jobId, scenario)).status).toBe(404);
  });

  test('answers 404 for a deleted job', async () => {
    await world.jobs.create(exampleJob({ state: 'deleted' }));

    expect((await simulateStored('churn-daily', scenario)).status).toBe(404);
  });
});

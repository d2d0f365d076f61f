import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { Unavailable } from '../../../shared/domain/errors.ts';
import { DAILY_EXCEPT_BANK } from '../../support/example-calendar.ts';
import { at, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { MemoryCalendarUsage } from '../../support/memory/memory-calendars.ts';
import { registerIn } from '../../support/memory/memory-app.ts';
import { createMemoryWorld, type MemoryWorld } from '../../support/memory/memory-world.ts';
import { problemBody, type Answer, type RecordingRegistry } from '../../support/recording-registry.ts';

let world: MemoryWorld;
let app: RecordingRegistry;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T12:00:00Z');
  app = registerIn(world);
});

function put(body: unknown, { name = 'bank', ifMatch = '' } = {}): Promise<Answer> {
  const headers = { 'content-type': 'application/json', ...(ifMatch === '' ? {} : { 'if-match': ifMatch }) };
  return app.call('saveCalendar', { params: { name }, headers, body: JSON.stringify(body) });
}

function read(name = 'bank'): Promise<Answer> {
  return app.call('readCalendar', { params: { name } });
}

function remove({ name = 'bank', ifMatch = '' } = {}): Promise<Answer> {
  const headers: Record<string, string> = ifMatch === '' ? {} : { 'if-match': ifMatch };
  return app.call('deleteCalendar', { params: { name }, headers });
}

function etagOf({ headers }: Answer): string {
  return headers.get('etag') ?? 'none';
}

function expectProblem(answer: Answer, status: number, type: string): void {
  expect(answer.status).toBe(status);
  expect(problemBody.parse(answer.json)).toMatchObject({ type: `urn:evenkeel:problem:${type}`, status });
}

function pointersOf({ json }: Answer): string[] | undefined {
  return problemBody.parse(json).errors?.map(({ pointer }) => pointer);
}

async function storeBankJob(jobId: string): Promise<void> {
  const nextDueAt = at('2026-03-02T06:00:00Z');
  await world.jobs.create(exampleJob({ jobId, recurrences: [DAILY_EXCEPT_BANK], nextDueAt }));
}

describe('PUT /api/calendars/{name}', () => {
  test('answers 201 with a new calendar, its dates in order, its version and where it is', async () => {
    const answer = await put({ description: 'Closed', dates: ['2026-12-26', '2026-12-25'] });

    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe('/api/calendars/bank');
    expect(etagOf(answer)).toBe((await world.calendars.get('bank'))?.version);
    expect(answer.json).toEqual({
      ...{ name: 'bank', description: 'Closed', dates: ['2026-12-25', '2026-12-26'] },
      jobs: { replanned: 0, failed: 0 },
    });
  });

  test('answers 200 without a change when the same comes again, in whatever order', async () => {
    const first = await put({ dates: ['2026-12-25', '2026-12-26'] });

    const second = await put({ dates: ['2026-12-26', '2026-12-25'] });

    expect(second.status).toBe(200);
    expect(second.headers.get('location')).toBeNull();
    expect(etagOf(second)).toBe(etagOf(first));
  });

  test('answers 428 to another one without If-Match', async () => {
    await put({ dates: [] });

    expectProblem(await put({ dates: ['2026-12-25'] }), 428, 'precondition-required');
  });

  test('answers 200 to another one under the version that was read', async () => {
    const first = await put({ dates: [] });

    const second = await put({ dates: ['2026-12-25'] }, { ifMatch: `"x", ${etagOf(first)}` });

    expect(second.status).toBe(200);
    expect(etagOf(second)).not.toBe(etagOf(first));
    expect((await read()).json).toEqual({ name: 'bank', dates: ['2026-12-25'] });
  });

  test('answers 200 to another one under any version', async () => {
    await put({ dates: [] });

    expect((await put({ dates: ['2026-12-25'] }, { ifMatch: '*' })).status).toBe(200);
  });

  test.each(['"older"', 'W/"c1"', '""'])('answers 412 under the version %s', async (ifMatch) => {
    await put({ dates: [] });

    expectProblem(await put({ dates: ['2026-12-25'] }, { ifMatch }), 412, 'precondition-failed');
  });

  test.each(['"c1"', '*'])('answers 412 under the version %s when there is no calendar', async (ifMatch) => {
    expectProblem(await put({ dates: [] }, { ifMatch }), 412, 'precondition-failed');
  });

  test('takes back what a reader got', async () => {
    await put({ description: 'Closed', dates: ['2026-12-25'] });

    expect((await put((await read()).json)).status).toBe(200);
  });

  test('answers 400 with every fault of the body', async () => {
    const answer = await put({
      description: 7,
      dates: ['2026-12-25', '2026-13-01', '2026-12-25'],
      days: [],
    });

    expectProblem(answer, 400, 'invalid-input');
    expect(pointersOf(answer)?.sort()).toEqual(['/dates/1', '/dates/2', '/days', '/description']);
  });

  test('answers 400 to more than 5,000 dates', async () => {
    const dates = Array.from({ length: 5001 }, (_, day) =>
      new Date(day * 86_400_000).toISOString().slice(0, 10),
    );

    expect(pointersOf(await put({ dates }))).toEqual(['/dates']);
    expect((await put({ dates: dates.slice(1) })).status).toBe(201);
  });

  test.each<[string, unknown, string[]]>([
    ['no dates', {}, ['/dates']],
    ['another name', { name: 'other', dates: [] }, ['/name']],
    ['a list', [], ['']],
  ])('answers 400 to a body with %s', async (_what, body, pointers) => {
    expect(pointersOf(await put(body))).toEqual(pointers);
  });

  test.each(['', '..', 'a b', 'a'.repeat(65)])('answers 400 to the name %j', async (name) => {
    const answer = await put({ dates: [] }, { name });

    expectProblem(answer, 400, 'invalid-input');
    expect(pointersOf(answer)).toEqual(['/name']);
  });

  test('moves the next slot of the jobs that exclude it, and says of how many', async () => {
    await put({ dates: [] });
    await storeBankJob('churn-daily');

    const answer = await put({ dates: ['2026-03-02'] }, { ifMatch: '*' });

    expect(answer.json).toMatchObject({ jobs: { replanned: 1, failed: 0 } });
    const job = await world.jobs.get(jobIdFrom('churn-daily'));
    expect(job?.value.nextDueAt).toBe(at('2026-03-03T06:00:00Z'));
  });

  test('answers 503 when jobs could not be looked for, and finishes when it comes again', async () => {
    await storeBankJob('churn-daily');
    app = registerIn({ ...world, usage: new UsageAwayOnce(world.memory) });

    expectProblem(await put({ dates: ['2026-03-02'] }), 503, 'unavailable');
    expect((await put({ dates: ['2026-03-02'] })).json).toMatchObject({ jobs: { replanned: 1 } });
  });
});

describe('GET /api/calendars/{name}', () => {
  test('answers with the calendar and its version', async () => {
    const made = await put({ description: 'Closed', dates: ['2026-12-25'] });

    const answer = await read();

    expect([answer.status, etagOf(answer)]).toEqual([200, etagOf(made)]);
    expect(answer.json).toEqual({ name: 'bank', description: 'Closed', dates: ['2026-12-25'] });
  });

  test.each(['nobody', '..', ''])('answers 404 for %j', async (name) => {
    expectProblem(await read(name), 404, 'not-found');
  });
});

describe('GET /api/calendars', () => {
  const page = z.object({
    items: z.array(z.object({ name: z.string() })),
    nextCursor: z.string().optional(),
  });

  async function list(query = ''): Promise<z.output<typeof page>> {
    return page.parse((await app.call('listCalendars', { query })).json);
  }

  test('lists the calendars page after page, without their dates', async () => {
    for (const name of ['b', 'c', 'a']) await put({ dates: ['2026-12-25'] }, { name });

    const first = await app.call('listCalendars', { query: 'limit=2' });
    expect(first.json).toMatchObject({
      items: [
        { name: 'a', dateCount: 1 },
        { name: 'b', dateCount: 1 },
      ],
    });
    const cursor = encodeURIComponent(page.parse(first.json).nextCursor ?? '');
    expect(await list(`cursor=${cursor}`)).toEqual({ items: [{ name: 'c' }] });
  });

  test.each(['limit=0', 'cursor=none', 'page=2'])('answers 400 to ?%s', async (query) => {
    expectProblem(await app.call('listCalendars', { query }), 400, 'invalid-input');
  });
});

describe('DELETE /api/calendars/{name}', () => {
  test('answers 204, and 404 the second time', async () => {
    await put({ dates: [] });

    expect((await remove()).status).toBe(204);
    expectProblem(await remove(), 404, 'not-found');
  });

  test('answers 204 under the version that was read and 412 under another', async () => {
    const made = await put({ dates: [] });

    expectProblem(await remove({ ifMatch: '"older"' }), 412, 'precondition-failed');
    expect((await remove({ ifMatch: etagOf(made) })).status).toBe(204);
  });

  test('answers 409 while jobs use it, and names five of them', async () => {
    await put({ dates: [] });
    for (const jobId of ['a', 'b', 'c', 'd', 'e', 'f']) await storeBankJob(jobId);

    const answer = await remove();

    expectProblem(answer, 409, 'in-use');
    expect(problemBody.parse(answer.json).detail).toContain('a, b, c, d, e.');
  });

  test('answers 204 when the last job that used it is deleted', async () => {
    await put({ dates: [] });
    await storeBankJob('churn-daily');
    await app.call('deleteJob', { params: { jobId: 'churn-daily' } });

    expect((await remove()).status).toBe(204);
  });

  test.each(['..', ''])('answers 404 for %j', async (name) => {
    expectProblem(await remove({ name }), 404, 'not-found');
  });
});

/** Cannot be asked the first time. */
class UsageAwayOnce extends MemoryCalendarUsage {
  #wasAway = false;

  override async *jobsNaming(calendarName: string): ReturnType<MemoryCalendarUsage['jobsNaming']> {
    if (!this.#wasAway) {
      this.#wasAway = true;
      throw new Unavailable('Cosmos DB did not answer (429).');
    }
    yield* super.jobsNaming(calendarName);
  }
}

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startStack, type Stack } from '../../local/stack.ts';
import { jobRequest, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';

const slots = z.object({ nextDueAt: z.string() });
const preview = z.object({ slots: z.array(z.object({ dueAt: z.string() })) });

/** New Year's mornings, on which nothing is dispatched while the test runs. */
const YEARLY = {
  ...{ type: 'cron', expression: '0 6 1 1 *', timeZone: 'UTC', startAt: '2990-06-01T00:00:00Z' },
  exclusions: [{ type: 'calendar', name: 'uk.bank' }],
};

describe('a calendar on the local stack', () => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount() });
    await upload(stack, 'baselines/m.csv', scoresCsv(100));
  });

  afterAll(() => stack.stop());

  function ask(request: string, body?: object, ifMatch?: string): Promise<Response> {
    const [method = '', path = ''] = request.split(' ');
    const headers = {
      'content-type': 'application/json',
      ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }),
    };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    return fetch(`${stack.url}/api/${path}`, init);
  }

  async function nextDueAt(): Promise<string> {
    return slots.parse(await (await ask('GET jobs/yearly')).json()).nextDueAt;
  }

  test('decides which slots a job has, and stays as long as a job needs it', async () => {
    const made = await ask('PUT calendars/uk.bank', { dates: ['2991-01-01'] });
    expect(made.status).toBe(201);
    expect((await ask('PUT calendars/uk.bank', { dates: [] })).status).toBe(428);

    expect((await ask('POST jobs/schedule', jobRequest('yearly', YEARLY))).status).toBe(201);
    expect(await nextDueAt()).toBe('2992-01-01T06:00:00.000Z');

    const etag = made.headers.get('etag') ?? '';
    const changed = await ask('PUT calendars/uk.bank', { dates: ['2992-01-01'] }, etag);
    expect(await changed.json()).toMatchObject({ jobs: { replanned: 1, failed: 0 } });
    expect(await nextDueAt()).toBe('2991-01-01T06:00:00.000Z');
    expect((await ask('PUT calendars/uk.bank', { dates: [] }, etag)).status).toBe(412);

    const shown = preview.parse(await (await ask('GET jobs/yearly/preview?count=2')).json());
    expect(shown.slots.map(({ dueAt }) => dueAt.slice(0, 4))).toEqual(['2991', '2993']);

    expect((await ask('DELETE calendars/uk.bank')).status).toBe(409);
    expect((await ask('DELETE jobs/yearly')).status).toBe(204);
    expect((await ask('DELETE calendars/uk.bank')).status).toBe(204);
    expect((await ask('GET calendars/uk.bank')).status).toBe(404);
  });
});

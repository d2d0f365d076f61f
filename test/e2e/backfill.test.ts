import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Client } from '../../local/client.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { jobRequest, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const FAR_AWAY = { type: 'once', at: '2099-01-01T00:00:00Z' };
const WHY = { author: 'ada', reason: 'The history is missing.' };

const backfillAnswer = z.looseObject({
  backfillId: z.string(),
  state: z.string(),
  runCount: z.number(),
  alreadyRunCount: z.number(),
});

describe('a backfill on the local stack', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount(), strict: STRICT });
    client = new Client(stack.url);
    await upload(stack, 'baselines/m.csv', scoresCsv(100));
    await upload(stack, 'datasets/m.csv', scoresCsv(100));
  });

  afterAll(() => stack.stop());

  async function schedule(jobId: string): Promise<void> {
    const daily = { type: 'cron', expression: '0 6 * * *', timeZone: 'UTC' };
    const policies = { overlap: 'allow-all' };
    await client.scheduleJob({ ...jobRequest(jobId), recurrences: [daily, FAR_AWAY], policies });
  }

  async function call(method: string, path: string, body?: unknown) {
    const answer = await fetch(`${stack.url}/api/jobs/${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const json: unknown = await answer.json();
    return { status: answer.status, backfill: backfillAnswer.parse(json) };
  }

  function start(jobId: string, days: number) {
    const range = { from: '2026-01-01T00:00:00Z', until: `2026-01-0${days}T23:59:59Z`, maxConcurrent: 2 };
    return call('POST', `${jobId}/backfills`, { ...range, ...WHY });
  }

  test('runs each slot of the range once', async () => {
    await schedule('history');
    const { status, backfill } = await start('history', 6);
    expect(status).toBe(202);

    const path = `history/backfills/${backfill.backfillId}`;
    await vi.waitFor(
      async () => {
        const now = await call('GET', path);
        expect(now.backfill).toMatchObject({ state: 'completed', runs: { succeeded: 6 } });
      },
      { timeout: PATIENCE_MS, interval: 100 },
    );

    const runs = await client.listRuns('history');
    const past = runs.filter(({ dueAt }) => dueAt < '2026-01-07');
    expect(past.map(({ answer }) => answer)).toEqual(Array(6).fill('late: backfill'));
    const second = await start('history', 6);
    expect(second.backfill).toMatchObject({ state: 'completed', runCount: 0, alreadyRunCount: 6 });
  });

  test('is cancelled with what it has going', async () => {
    await schedule('unwanted');
    const { backfill } = await start('unwanted', 9);

    const cancelled = await call('POST', `unwanted/backfills/${backfill.backfillId}/cancel`, {
      ...{ cancelRunning: true },
      ...WHY,
    });
    await stack.host.runTimer('tendBackfills');

    expect(cancelled.backfill.state).toBe('cancelled');
    const { backfill: after } = await call('GET', `unwanted/backfills/${backfill.backfillId}`);
    expect(after['runs']).not.toHaveProperty('pending');
    expect(after['runs']).not.toHaveProperty('running');
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type RunAnswer } from '../../local/client.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { scoresCsv } from '../support/example-definition.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { onceAt, uploadBytes } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { PATIENCE_MS } from '../support/patience.ts';

describe('a job that comes after another, on the local stack', () => {
  let stack: Stack;
  let client: Client;

  beforeAll(async () => {
    stack = await startStack({ storage: await storageAccount(), strict: STRICT });
    client = new Client(stack.url);
    const sample = Buffer.from(scoresCsv({ no: 20, yes: 20 }));
    for (const path of ['baselines/a.csv', 'datasets/a.csv']) await uploadBytes(stack, path, sample);
  });

  afterAll(() => stack.stop());

  /** The runs of a job over this data and of one that comes after it, both due once; the second may be due earlier. */
  async function runBoth(
    name: string,
    current: string,
    secondEarlierMs = 0,
  ): Promise<readonly [RunAnswer, RunAnswer]> {
    const task = { modelId: 'a', baseline: 'baselines/a.csv', scoreColumn: 'score' };
    const job = { kind: 'stability', valueStream: 'tests' };
    const ids = await atNearInstant(
      async (at, asked) => {
        const [first, second] = [`${name}-${asked}-first`, `${name}-${asked}-second`];
        await client.scheduleJob({
          ...{ ...job, jobId: first, recurrences: [onceAt(at)], task: { ...task, current } },
        });
        await client.scheduleJob({
          ...{ ...job, jobId: second, recurrences: [onceAt(at - secondEarlierMs)] },
          task: { ...task, current: 'datasets/a.csv' },
          after: { jobId: first, deadlineSeconds: 600, pollSeconds: 5 },
        });
        return [first, second] as const;
      },
      { aheadMs: 4000 },
    );
    const [first, second] = await Promise.all(ids.map((id) => client.firstFinishedRun(id, PATIENCE_MS)));
    if (first === undefined || second === undefined) throw new Error('A run is missing.');
    return [first, second];
  }

  test('runs after it has succeeded, and fails at once where it cannot any more', async () => {
    const [good, bad, alone] = await Promise.all([
      runBoth('good', 'datasets/a.csv'),
      runBoth('bad', 'datasets/none.csv'),
      runBoth('alone', 'datasets/a.csv', 1000),
    ]);

    expect(good.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    expect(Date.parse(good[1].finishedAt ?? '')).toBeGreaterThan(Date.parse(good[0].finishedAt ?? ''));
    expect(bad[0]).toMatchObject({ state: 'failed', failure: { reason: 'current-not-found' } });
    expect(bad[1]).toMatchObject({ state: 'failed', failure: { reason: 'upstream-failed' } });
    expect(bad[1].failure?.message).toContain('failed (current-not-found)');
    expect(alone[1].failure?.message).toContain(`of job '${alone[0].jobId}': let both jobs have the same`);
  });
});

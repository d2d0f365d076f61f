import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type RunAnswer } from '../../local/client.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { scoresCsv } from '../support/example-definition.ts';
import { uploadBytes } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';

const DEADLINE_MS = 20_000;

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

  /** The runs of a job over this data and of one that comes after it, both due once, at these instants. */
  async function runBoth(
    name: string,
    current: string,
    dueAts: { readonly first: number; readonly second: number },
  ): Promise<readonly [RunAnswer, RunAnswer]> {
    const task = { modelId: 'a', baseline: 'baselines/a.csv', scoreColumn: 'score' };
    const job = { kind: 'stability', valueStream: 'tests' };
    const once = (at: number) => [{ type: 'once', at: new Date(at).toISOString() }];
    await client.scheduleJob({
      ...{ ...job, jobId: `${name}-first`, recurrences: once(dueAts.first), task: { ...task, current } },
    });
    await client.scheduleJob({
      ...{ ...job, jobId: `${name}-second`, recurrences: once(dueAts.second) },
      task: { ...task, current: 'datasets/a.csv' },
      after: { jobId: `${name}-first`, deadlineSeconds: 60, pollSeconds: 5 },
    });
    const [first, second] = await Promise.all(
      ['first', 'second'].map((which) => client.firstFinishedRun(`${name}-${which}`, DEADLINE_MS)),
    );
    if (first === undefined || second === undefined) throw new Error('A run is missing.');
    return [first, second];
  }

  test('runs after it has succeeded, and fails at once where it cannot any more', async () => {
    // All six are to be scheduled before: a job that names no instant after now is refused.
    const at = Date.now() + 6000;
    const same = { first: at, second: at };

    const [good, bad, alone] = await Promise.all([
      runBoth('good', 'datasets/a.csv', same),
      runBoth('bad', 'datasets/none.csv', same),
      runBoth('alone', 'datasets/a.csv', { first: at, second: at - 1000 }),
    ]);

    expect(good.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    expect(Date.parse(good[1].finishedAt ?? '')).toBeGreaterThan(Date.parse(good[0].finishedAt ?? ''));
    expect(bad[0]).toMatchObject({ state: 'failed', failure: { reason: 'current-not-found' } });
    expect(bad[1]).toMatchObject({ state: 'failed', failure: { reason: 'upstream-failed' } });
    expect(bad[1].failure?.message).toContain('failed (current-not-found)');
    expect(alone[1].failure?.message).toContain("of job 'alone-first': let both jobs have the same");
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { createCheckData } from '../../../../shared/kinds/stability/application/check-data.ts';
import { NotFound } from '../../../../shared/domain/errors.ts';
import { runIdOf, type RunId } from '../../../../shared/domain/run/run-id.ts';
import { exampleJob, jobIdFrom } from '../../../support/example-job.ts';
import {
  createMemoryWorld,
  storeRunningRun,
  type MemoryWorld,
} from '../../../support/memory/memory-world.ts';

let world: MemoryWorld;
let runId: RunId;

beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
  ({ runId } = await storeRunningRun(world, exampleJob()));
});

function check(attempt = 1, id = runId): Promise<unknown> {
  return createCheckData(world)({ runId: id, attempt });
}

describe('checkData', () => {
  test('finds the file of the task', async () => {
    world.blobs.put('datasets/churn.csv', 'score\n');

    expect(await check()).toEqual({ outcome: 'ready' });
  });

  test('says which file is missing, and what to do', async () => {
    const missing = await check();

    expect(missing).toMatchObject({ outcome: 'not-ready' });
    expect(missing).toHaveProperty('message', expect.stringContaining("'datasets/churn.csv'"));
    expect(missing).toHaveProperty('message', expect.stringContaining('retry the run'));
  });

  test('leaves it to the next step to see that another attempt has begun', async () => {
    expect(await check(2)).toEqual({ outcome: 'ready' });
  });

  test('throws for a run that there is not', async () => {
    await expect(check(1, runIdOf(jobIdFrom('none'), 0))).rejects.toThrow(NotFound);
  });

  test.each([
    [true, 'ready'],
    [false, 'not-ready'],
  ])('asks the warehouse for rows: %s', async (isThere, outcome) => {
    const job = exampleJob({ jobId: 'in-place' });
    const task = { ...job.task, current: { kind: 'snowflake', table: 'SCORES' }, timeColumn: 'AT' } as const;
    const { runId: inPlace } = await storeRunningRun(world, { ...job, task });
    const asked: unknown[] = [];
    const warehouse = {
      count: () => Promise.reject(new Error('Nothing is counted here.')),
      hasRows: async (...given: unknown[]) => {
        asked.push(given);
        return isThere;
      },
    };

    expect(await createCheckData({ ...world, warehouse })({ runId: inPlace, attempt: 1 })).toMatchObject({
      outcome,
    });
    expect(asked).toEqual([
      [
        { kind: 'snowflake', table: 'SCORES' },
        { column: 'AT', from: Date.UTC(2026, 1, 28, 6), to: Date.UTC(2026, 2, 1, 6) },
      ],
    ]);
  });
});

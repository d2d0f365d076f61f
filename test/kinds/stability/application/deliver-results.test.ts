import { beforeEach, describe, expect, test } from 'vitest';
import { createDeliverResults } from '../../../../shared/kinds/stability/application/deliver-results.ts';
import { createCommitResult } from '../../../../shared/application/finish-run.ts';
import { createMeasureStability } from '../../../../shared/kinds/stability/application/measure-stability.ts';
import type { ResultRow, ResultSink } from '../../../../shared/application/ports/result-sink.ts';
import { createDispatchDueRuns } from '../../../../shared/application/dispatch-due-runs.ts';
import { createStartRun } from '../../../../shared/application/start-run.ts';
import { readStabilityDetail } from '../../../../shared/contracts/stability-detail.ts';
import { NotFound, Unavailable } from '../../../../shared/domain/errors.ts';
import { runIdOf, type RunId } from '../../../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from '../../../support/example-job.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../../../support/example-definition.ts';
import { MemoryBlobStore } from '../../../support/memory/memory-blobs.ts';
import { createMemoryWorld, type MemoryWorld } from '../../../support/memory/memory-world.ts';

const RUN_ID = runIdOf(jobIdFrom('churn-daily'), at('2026-03-01T06:00:00Z'));
const UNKNOWN = runIdOf(jobIdFrom('churn-daily'), at('2030-01-01T00:00:00Z'));

class RecordingSink implements ResultSink {
  readonly delivered: { readonly runId: RunId; readonly rows: readonly ResultRow[] }[] = [];

  async deliver(runId: RunId, rows: readonly ResultRow[]): Promise<void> {
    this.delivered.push({ runId, rows });
  }
}

let world: MemoryWorld;
let sink: RecordingSink;

/** A scheduled job whose first slot has been dispatched and claimed. */
beforeEach(async () => {
  sink = new RecordingSink();
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  world.blobs.put('datasets/churn.csv', scoresCsv({ no: 30, yes: 10 }));
  await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));
  world.clock.moveTo('2026-03-01T06:00:00Z');
  await createDispatchDueRuns(world)();
  await createStartRun(world)({ runId: RUN_ID, attempt: 1 }, world.orchestrations);
  world.clock.moveTo('2026-03-01T06:00:09Z');
});

async function commit(): Promise<void> {
  const attempt = { runId: RUN_ID, attempt: 1 };
  const outcome = await createMeasureStability(world)(attempt);
  if (outcome.outcome !== 'measured') throw new Error(`The outcome was ${outcome.outcome}.`);
  await createCommitResult(world)(attempt, outcome.result);
}

function deliver(
  runId: RunId = RUN_ID,
  change: Partial<Parameters<typeof createDeliverResults>[0]> = {},
): Promise<void> {
  return createDeliverResults({ ...world, sink, readDetail: readStabilityDetail, ...change })(runId);
}

describe('deliverResults', () => {
  test('gives the rows of a committed run to the sink', async () => {
    await commit();

    await deliver();

    expect(sink.delivered).toHaveLength(1);
    expect(sink.delivered[0]?.runId).toBe(RUN_ID);
    expect(sink.delivered[0]?.rows).toMatchObject([
      {
        modelId: 'churn',
        windowStart: at('2026-02-28T06:00:00Z'),
        windowEnd: at('2026-03-01T06:00:00Z'),
        segment: 'ALL',
        characteristic: 'score',
        runId: RUN_ID,
        jobId: 'churn-daily',
        finishedAt: at('2026-03-01T06:00:09Z'),
        status: 'ok',
        reason: null,
        band: 'significant-shift',
        effectiveBins: 2,
        actualMissingRate: 0,
        unseenRate: 0,
        outOfRangeRate: null,
        currentRowCount: 40,
        expectedRowCount: 40,
        actualRowCount: 40,
        conventionName: 'house',
        conventionVersion: 1,
      },
    ]);
    // 0.25 · ln(0.75 / 0.5) + (−0.25) · ln(0.25 / 0.5) = 0.25 · ln 3
    expect(sink.delivered[0]?.rows[0]?.psi).toBeCloseTo(0.25 * Math.log(3), 12);
  });

  test('repeated, gives the same rows', async () => {
    await commit();

    await deliver();
    await deliver();

    expect(sink.delivered[1]).toEqual(sink.delivered[0]);
  });

  test('does nothing for a run that has no result', async () => {
    await deliver();

    expect(sink.delivered).toEqual([]);
  });

  test('does nothing without a sink, not even for an unknown run', async () => {
    await expect(deliver(UNKNOWN, { sink: undefined })).resolves.toBeUndefined();
  });

  test('refuses an unknown run', async () => {
    await expect(deliver(UNKNOWN)).rejects.toThrow(NotFound);
  });

  test('refuses a run whose detail is not there, and names the blob', async () => {
    await commit();

    await expect(deliver(RUN_ID, { blobs: new MemoryBlobStore() })).rejects.toThrow(/blob 'results\/churn/);
  });

  test('lets the sink say that it is not there', async () => {
    await commit();
    const away = { deliver: () => Promise.reject(new Unavailable('Snowflake did not answer.')) };

    await expect(deliver(RUN_ID, { sink: away })).rejects.toThrow(Unavailable);
  });
});

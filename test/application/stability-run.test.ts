import { measured as measuredOf } from '../support/of-stability.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import {
  createMeasureStability,
  type MeasureOutcome,
} from '../../shared/kinds/stability/application/measure-stability.ts';
import { createReadRun } from '../../shared/application/read-run.ts';
import { createRecordStability } from '../../shared/kinds/stability/application/record-stability.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { NotFound } from '../../shared/domain/errors.ts';
import type { StabilitySummary } from '../../shared/domain/run/run.ts';
import { runIdOf, type RunId } from '../../shared/domain/run/run-id.ts';
import { csvAt, at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../support/example-definition.ts';
import { RunStoreReadTogether } from '../support/faulty-stores.ts';
import { MemoryBaselineStore } from '../support/memory/memory-stores.ts';
import {
  createMemoryWorld,
  stateOf,
  storePendingRun,
  storeRunningRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const RUN_ID = runIdOf(jobIdFrom('churn-daily'), at('2026-03-01T06:00:00Z'));
const UNKNOWN = runIdOf(jobIdFrom('churn-daily'), at('2030-01-01T00:00:00Z'));
const FAILURE = { reason: 'current-not-readable', message: 'It is no CSV.' } as const;

// Half and half against three quarters and one: 0.25 · ln(0.75 / 0.5) + (−0.25) · ln(0.25 / 0.5) = 0.25 · ln 3.
const BASELINE = scoresCsv({ no: 20, yes: 20 });
const CURRENT = scoresCsv({ no: 30, yes: 10 });
const PSI = 0.25 * Math.log(3);

let world: MemoryWorld;

/** A scheduled job whose first slot has been dispatched and claimed. */
beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', BASELINE);
  world.blobs.put('datasets/churn.csv', CURRENT);
  await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily' }));
  world.clock.moveTo('2026-03-01T06:00:00Z');
  await createDispatchDueRuns(world)();
  await createStartRun(world)({ runId: RUN_ID, attempt: 1 }, world.orchestrations);
  world.clock.moveTo('2026-03-01T06:00:09Z');
});

function measure(runId: RunId = RUN_ID): Promise<MeasureOutcome> {
  return createMeasureStability(world)({ runId, attempt: 1 });
}

async function measured(): Promise<StabilitySummary> {
  const outcome = await measure();
  if (outcome.outcome !== 'measured') throw new Error(`The outcome was ${outcome.outcome}.`);
  return outcome.result;
}

function commit(result: StabilitySummary): Promise<void> {
  return createCommitResult(world)({ runId: RUN_ID, attempt: 1 }, result);
}

async function committed(): Promise<StabilitySummary> {
  const run = present(await world.runs.get(RUN_ID)).value;
  if (run.state !== 'succeeded') throw new Error(`The run is ${run.state}.`);
  return measuredOf(run.result);
}

describe('measureStability', () => {
  test('measures the current data against the frozen baseline', async () => {
    expect(await measured()).toMatchObject({
      modelId: 'churn',
      currentRowCount: 40,
      band: 'significant-shift',
      statusCounts: { ok: 1 },
      worstCharacteristics: [],
    });
    expect((await measured()).psi).toBeCloseTo(PSI, 12);
  });

  test('keeps the bins in a blob, with their convention and thresholds', async () => {
    const { detailPath } = await measured();

    const detail: unknown = JSON.parse((await world.blobs.readText(detailPath)) ?? '');

    expect(detail).toMatchObject({
      convention: { name: 'house', version: 1 },
      criteria: { moderate: 0.1, significant: 0.25 },
      currentRowCount: 40,
      columns: [{ name: 'score', status: 'ok' }],
    });
  });

  test('names the blob after its content', async () => {
    const { detailPath } = await measured();

    const text = (await world.blobs.readText(detailPath)) ?? '';

    expect(detailPath).toBe(`results/churn/${RUN_ID}/${world.fingerprint(text)}.json`);
  });

  test('measured twice, gives the same result in the same blob', async () => {
    const first = await measured();
    const before = world.blobs.paths();

    expect(await measured()).toEqual(first);
    expect(world.blobs.paths()).toEqual(before);
  });

  test('still measures against the frozen baseline when its file has been replaced', async () => {
    world.blobs.put('baselines/churn.csv', CURRENT);

    expect((await measured()).psi).toBeCloseTo(PSI, 12);
  });

  test('rejects a run whose current data are not there, and names the file', async () => {
    const missing = exampleDefinition({ jobId: 'other', task: { current: csvAt('datasets/none.csv') } });
    const { job } = await scheduleIn(world, missing);
    const { runId } = await storeRunningRun(world, { ...job, jobId: jobIdFrom('copy') });

    const outcome = await measure(runId);

    expect(outcome).toMatchObject({ outcome: 'rejected', failure: { reason: 'current-not-found' } });
    expect(JSON.stringify(outcome)).toContain('datasets/none.csv');
  });

  test('rejects a run whose baseline is not there', async () => {
    const outcome = await createMeasureStability({ ...world, baselines: new MemoryBaselineStore() })({
      runId: RUN_ID,
      attempt: 1,
    });

    expect(outcome).toMatchObject({ outcome: 'rejected', failure: { reason: 'baseline-not-found' } });
  });

  test.each([
    ['is empty', ''],
    ['ends within a quoted field', 'score\nno\n"yes\n'],
    ['names a column twice', 'score,score\nno,no\n'],
  ])('rejects current data whose file %s', async (_fault, text) => {
    world.blobs.put('datasets/churn.csv', text);

    expect(await measure()).toMatchObject({
      outcome: 'rejected',
      failure: { reason: 'current-not-readable' },
    });
  });

  test('writes nothing for a run that is rejected', async () => {
    world.blobs.put('datasets/churn.csv', '');
    const before = world.blobs.paths();

    await measure();

    expect(world.blobs.paths()).toEqual(before);
  });

  test('gives a result without an index for current data without the score', async () => {
    world.blobs.put('datasets/churn.csv', 'age\n1\n2\n');

    expect(await measured()).toMatchObject({ psi: null, band: null, statusCounts: { 'missing-column': 1 } });
  });

  test('measures nothing for a run that has finished', async () => {
    await createRecordFailure(world)({ runId: RUN_ID, attempt: 1 }, FAILURE);

    expect(await measure()).toEqual({ outcome: 'already-finished' });
  });

  test('refuses a run that was never dispatched', async () => {
    await expect(measure(UNKNOWN)).rejects.toThrow(NotFound);
  });
});

describe('commitResult', () => {
  test('ends the run with the result', async () => {
    const result = await measured();

    await commit(result);

    expect((await world.runs.get(RUN_ID))?.value).toMatchObject({
      state: 'succeeded',
      startedAt: at('2026-03-01T06:00:00Z'),
      finishedAt: at('2026-03-01T06:00:09Z'),
      result,
    });
  });

  test('never changes a result when the data were measured again and differ', async () => {
    const first = await measured();
    world.blobs.put('datasets/churn.csv', BASELINE);
    const second = await measured();
    await commit(first);

    await commit(second);

    expect(second.psi).toBe(0);
    expect(await committed()).toEqual(first);
    expect(second.detailPath).not.toBe(first.detailPath);
    expect(await world.blobs.readText(first.detailPath)).toBeDefined();
  });

  test('changes nothing when it is repeated later', async () => {
    const result = await measured();
    await commit(result);
    world.clock.moveTo('2026-03-01T07:00:00Z');

    await commit(result);

    expect((await world.runs.get(RUN_ID))?.value).toMatchObject({ finishedAt: at('2026-03-01T06:00:09Z') });
  });

  test('keeps one of two results committed at the same time', async () => {
    const first = await measured();
    const commitResult = createCommitResult({ ...world, runs: new RunStoreReadTogether(world.memory, 2) });

    const attempt = { runId: RUN_ID, attempt: 1 };
    await Promise.all([commitResult(attempt, first), commitResult(attempt, { ...first, psi: 9 })]);

    expect(await committed()).toEqual(first);
  });

  test('commits what is measured anew after a worker was killed between measuring and committing', async () => {
    await measured();
    world.blobs.put('datasets/churn.csv', BASELINE);

    await commit(await measured());

    expect((await committed()).psi).toBe(0);
  });

  test('refuses a run that nobody has claimed', async () => {
    const { runId } = await storePendingRun(world, exampleJob({ jobId: 'unclaimed' }));

    await expect(createCommitResult(world)({ runId, attempt: 1 }, await measured())).rejects.toThrow(
      'never claimed',
    );
    expect(await stateOf(world, runId)).toBe('pending');
  });

  test('refuses a run that was never dispatched', async () => {
    await expect(createCommitResult(world)({ runId: UNKNOWN, attempt: 1 }, await measured())).rejects.toThrow(
      NotFound,
    );
  });
});

describe('recordFailure', () => {
  test('ends the run with the reason', async () => {
    await createRecordFailure(world)({ runId: RUN_ID, attempt: 1 }, FAILURE);

    expect((await world.runs.get(RUN_ID))?.value).toMatchObject({
      state: 'failed',
      finishedAt: at('2026-03-01T06:00:09Z'),
      failure: FAILURE,
    });
  });

  test('changes nothing of a run that has succeeded', async () => {
    const result = await measured();
    await commit(result);

    await createRecordFailure(world)({ runId: RUN_ID, attempt: 1 }, FAILURE);

    expect(await committed()).toEqual(result);
  });

  test('is not undone by a result that comes after it', async () => {
    const result = await measured();
    await createRecordFailure(world)({ runId: RUN_ID, attempt: 1 }, FAILURE);

    await commit(result);

    expect(await stateOf(world, RUN_ID)).toBe('failed: current-not-readable');
  });
});

describe('recordStability', () => {
  test('keeps the committed result of the run', async () => {
    await commit(await measured());

    await createRecordStability(world)(RUN_ID);

    expect(world.stability.records.get(RUN_ID)).toEqual({
      runId: RUN_ID,
      jobId: 'churn-daily',
      dueAt: at('2026-03-01T06:00:00Z'),
      finishedAt: at('2026-03-01T06:00:09Z'),
      result: await committed(),
    });
  });

  test('keeps how the model stands, in the value stream of the run', async () => {
    await commit(await measured());
    await createRecordStability(world)(RUN_ID);

    const { psi, band, alarm } = await committed();
    expect(world.standings.standings.get('churn')).toEqual({
      ...{ modelId: 'churn', valueStream: 'retention', runId: RUN_ID, jobId: 'churn-daily' },
      ...{ dueAt: at('2026-03-01T06:00:00Z'), finishedAt: at('2026-03-01T06:00:09Z') },
      ...{ psi, band, alarm, highestBand: 'significant-shift' },
    });
  });

  test('keeps how the model stands when it died right before, and is repeated', async () => {
    await commit(await measured());
    const dying = { keep: async () => Promise.reject(new Error('killed')) };
    await expect(createRecordStability({ ...world, standings: dying })(RUN_ID)).rejects.toThrow('killed');

    await createRecordStability(world)(RUN_ID);

    expect(world.standings.standings.get('churn')?.runId).toBe(RUN_ID);
  });

  test('keeps one record when it is repeated', async () => {
    await commit(await measured());
    await createRecordStability(world)(RUN_ID);

    await createRecordStability(world)(RUN_ID);

    expect(world.stability.records.size).toBe(1);
  });

  test('keeps nothing of a run without a result', async () => {
    await createRecordFailure(world)({ runId: RUN_ID, attempt: 1 }, FAILURE);

    await createRecordStability(world)(RUN_ID);

    expect(world.stability.records.size).toBe(0);
  });

  test('refuses a run that was never dispatched', async () => {
    await expect(createRecordStability(world)(UNKNOWN)).rejects.toThrow(NotFound);
  });
});

describe('readRun', () => {
  test('gives the bins of a run that has succeeded', async () => {
    const result = await measured();
    await commit(result);

    const found = await createReadRun(world)(RUN_ID);

    expect(found?.run.state).toBe('succeeded');
    expect(found?.detail).toBe(await world.blobs.readText(result.detailPath));
  });

  test('gives a run without bins that has not ended', async () => {
    expect(await createReadRun(world)(RUN_ID)).toMatchObject({
      run: { state: 'running' },
      detail: undefined,
    });
  });

  test('has nothing for an unknown run', async () => {
    expect(await createReadRun(world)(UNKNOWN)).toBeUndefined();
  });
});

import { ofStability } from '../support/of-stability.ts';
import type { StabilityDefinition } from '../support/example-definition.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { createDispatchDueRuns } from '../../shared/application/dispatch-due-runs.ts';
import { createCommitResult } from '../../shared/application/finish-run.ts';
import { createListModels } from '../../shared/application/list-models.ts';
import { createMeasureStability } from '../../shared/kinds/stability/application/measure-stability.ts';
import { createListStability, createReadStability } from '../../shared/application/read-stability.ts';
import { createRecordStability } from '../../shared/kinds/stability/application/record-stability.ts';
import { createRegisterModelBaseline } from '../../shared/application/register-baseline.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { stabilityDetail, type StabilityDetail } from '../../shared/contracts/stability-result.ts';
import type { StabilitySummary } from '../../shared/domain/run/run.ts';
import { runIdOf } from '../../shared/domain/run/run-id.ts';
import { exampleDefinition, scheduleIn } from '../support/example-definition.ts';
import { csvAt, jobIdFrom } from '../support/example-job.ts';
import { createMemoryWorld, type MemoryWorld } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const JOB = jobIdFrom('churn-daily');

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', csv(0));
  world.blobs.put('datasets/churn.csv', csv(0));
});

/** 400 rows of two numeric columns; the score's first `moved` values lie above all others. */
function csv(moved: number, header = 'score,age'): string {
  const rows = Array.from(
    { length: 400 },
    (_, index) => `${index < moved ? 900.5 : index + 0.5},${index % 80}.5`,
  );
  return [header, ...rows, ''].join('\n');
}

function schedule(task: Partial<StabilityDefinition['task']> = {}): Promise<unknown> {
  return scheduleIn(world, exampleDefinition({ jobId: JOB, task }));
}

/** Takes the slot of a day in March through all steps of its run. */
async function run(day: number): Promise<{ result: StabilitySummary; detail: StabilityDetail }> {
  const dueAt = Date.UTC(2026, 2, day, 6);
  const attempt = { runId: runIdOf(JOB, dueAt), attempt: 1 };
  world.clock.moveTo(new Date(dueAt).toISOString());
  await createDispatchDueRuns(world)();
  await createStartRun(world)(attempt, world.orchestrations);
  const outcome = await createMeasureStability(world)(attempt);
  if (outcome.outcome !== 'measured') throw new Error(JSON.stringify(outcome));
  await createCommitResult(world)(attempt, outcome.result);
  await createRecordStability(world)(attempt.runId);
  const text = present(await world.blobs.readText(outcome.result.detailPath));
  return { result: outcome.result, detail: stabilityDetail.parse(JSON.parse(text)) };
}

describe('earlier windows', () => {
  test('are what the sample is compared with, besides the baseline', async () => {
    await schedule({ comparisons: [{ to: 'previous-window' }, { to: 'rolling-window', windows: 2 }] });
    await run(1);
    world.blobs.put('datasets/churn.csv', csv(100));
    await run(2);

    const { detail } = await run(3);

    const [previous, rolling] = detail.comparisons ?? [];
    expect(previous).toMatchObject({ runIds: [runIdOf(JOB, Date.UTC(2026, 2, 2, 6))] });
    expect(previous?.columns[0]).toMatchObject({ name: 'score', psi: 0 });
    expect(rolling?.runIds).toHaveLength(2);
    expect(rolling?.columns[0]?.psi).toBeGreaterThan(0);
  });

  test('say so where there is none yet', async () => {
    await schedule({ comparisons: [{ to: 'previous-window' }] });

    const { detail } = await run(1);

    expect(detail.comparisons?.[0]).toMatchObject({
      runIds: [],
      columns: [{ status: 'not-computable', reason: 'There is no earlier window.' }, {}],
    });
  });

  test('are compared in the columns that both have when other characteristics are watched since', async () => {
    const { baseline } = await createRegisterModelBaseline(world)(
      {
        ...{ modelId: 'churn', source: csvAt('baselines/churn.csv'), options: {} },
      },
      { author: 'ada' },
    );
    const { baselineId } = baseline;
    const task = {
      baselineId,
      comparisons: [{ to: 'previous-window' }],
      characteristics: ['score'],
    } as const;
    await schedule(task);
    await run(1);
    const stored = present(await world.jobs.get(JOB));
    const widened = { ...ofStability(stored.value).task, characteristics: ['score', 'age'] };
    await world.jobs.save({ ...ofStability(stored.value), task: widened }, { ifVersion: stored.version });

    const { detail } = await run(2);

    expect(detail.comparisons?.[0]?.columns).toMatchObject([
      { name: 'score', psi: 0 },
      { name: 'age', status: 'not-computable', reason: 'The reference has no such column.' },
    ]);
  });

  test('are passed over once their counts are gone', async () => {
    await schedule({ comparisons: [{ to: 'previous-window' }] });
    const { result } = await run(1);
    world.blobs.delete(present(result.countsPath));

    expect((await run(2)).detail.comparisons?.[0]?.runIds).toEqual([]);
  });

  test('have to have alarmed, too, where the criteria ask for several', async () => {
    await schedule({ criteria: { moderate: 0.1, significant: 0.25, consecutive: { k: 2, n: 3 } } });
    world.blobs.put('datasets/churn.csv', csv(100));

    const alarms = [await run(1), await run(2)].map(({ result }) => [result.alarms?.count, result.alarm]);

    expect(alarms).toEqual([
      [1, false],
      [1, true],
    ]);
  });
});

describe('the measurements of a model', () => {
  beforeEach(async () => {
    await schedule();
    await run(1);
    await run(2);
  });

  test('are listed, the latest slot first, a page at a time', async () => {
    const list = createListStability(world);
    const range = { from: 0, to: Date.UTC(2026, 3), limit: 1, withDetails: false };

    const first = await list('churn', range);
    const second = await list('churn', { ...range, cursor: first.nextCursor });

    const due = [first, second].flatMap(({ items }) => items.map(({ record }) => record.dueAt));
    expect(due).toEqual([Date.UTC(2026, 2, 2, 6), Date.UTC(2026, 2, 1, 6)]);
    expect(second.nextCursor).toBeUndefined();
  });

  test('are listed for a range of slots, with their details where those are asked for', async () => {
    const range = { from: Date.UTC(2026, 2, 2), to: Date.UTC(2026, 2, 3), limit: 10, withDetails: true };

    const { items } = await createListStability(world)('churn', range);

    expect(items).toHaveLength(1);
    expect(items[0]?.detail).toContain('"columns"');
  });

  test('are read by their run, and only under their model', async () => {
    const read = createReadStability(world);
    const runId = runIdOf(JOB, Date.UTC(2026, 2, 1, 6));

    expect((await read('churn', runId))?.record.runId).toBe(runId);
    expect(await read('another', runId)).toBeUndefined();
  });

  test('show up at the model: the latest one', async () => {
    const { items } = await createListModels(world)({}, { limit: 10 });

    expect(items).toMatchObject([
      { modelId: 'churn', baselineCount: 1, latest: { dueAt: Date.UTC(2026, 2, 2, 6) } },
    ]);
  });
});

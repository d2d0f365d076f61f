import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { createCheckData } from '../../../../shared/kinds/stability/application/check-data.ts';
import {
  createMeasureStability,
  type MeasureOutcome,
} from '../../../../shared/kinds/stability/application/measure-stability.ts';
import type { ReportSummary } from '../../../../shared/domain/run/report-summary.ts';
import { runIdOf } from '../../../../shared/domain/run/run-id.ts';
import { exampleDefinition, scheduleIn, scoresCsv } from '../../../support/example-definition.ts';
import { at, exampleJob, jobIdFrom } from '../../../support/example-job.ts';
import { exampleReportJob, exampleReportSummary } from '../../../support/example-report-job.ts';
import { examplePendingRun } from '../../../support/example-run.ts';
import { createMemoryWorld, type MemoryWorld } from '../../../support/memory/memory-world.ts';
import { toRunning } from '../../../../shared/domain/run/run-transitions.ts';
import { present } from '../../../support/present.ts';

const DUE_AT = at('2026-03-01T06:00:00Z');
const UPSTREAM = exampleReportJob();
const RUN_ID = runIdOf(jobIdFrom('churn-daily'), DUE_AT);
const CURRENT = scoresCsv({ no: 30, yes: 10 });
/** What would be placeholders and wildcards in a path of the task. */
const PATH = 'reports/sales/{yyyy}*.csv';

let world: MemoryWorld;

function summaryOf(text: string): ReportSummary {
  const sha256 = createHash('sha256').update(text).digest('hex');
  return exampleReportSummary({ path: PATH, sizeBytes: Buffer.byteLength(text), sha256 });
}

function storeUpstreamRun(result = summaryOf(CURRENT)): void {
  const run = examplePendingRun({}, UPSTREAM);
  const times = { startedAt: DUE_AT, finishedAt: DUE_AT + 1000 };
  world.memory.runs.set(run.runId, { ...run, ...times, state: 'succeeded', result });
}

/** A stability job of `{report}` whose run has begun, and a collection that has succeeded for its slot. */
beforeEach(async () => {
  world = createMemoryWorld('2026-03-01T00:00:00Z');
  world.blobs.put('baselines/churn.csv', scoresCsv({ no: 20, yes: 20 }));
  world.memory.jobs.set(UPSTREAM.jobId, UPSTREAM);
  const after = { jobId: UPSTREAM.jobId, deadlineSeconds: 3600, pollSeconds: 10 };
  const task = { current: { kind: 'report' } } as const;
  await scheduleIn(world, exampleDefinition({ jobId: 'churn-daily', after, task }));
  const job = present(await world.jobs.get(exampleJob().jobId)).value;
  world.memory.runs.set(RUN_ID, toRunning(examplePendingRun({}, job), DUE_AT));
  world.blobs.put(PATH, CURRENT);
  storeUpstreamRun();
});

const ATTEMPT = { runId: RUN_ID, attempt: 1 };

function measure(): Promise<MeasureOutcome> {
  return createMeasureStability(world)(ATTEMPT);
}

/** Any text that holds this one. */
function textWith(part: string): unknown {
  return expect.stringContaining(part);
}

async function failureOf(): Promise<unknown> {
  const outcome = await measure();
  return outcome.outcome === 'rejected' ? outcome.failure : outcome;
}

describe('{report}', () => {
  test('is the report that the run before has collected, its path taken as it is', async () => {
    // Both would be meant by the path if it were a pattern.
    world.blobs.put('reports/sales/2026.csv', 'score\nno\n');
    world.blobs.delete(PATH);
    world.blobs.put(`${PATH}.old`, 'score\nno\n');
    world.blobs.put(PATH, CURRENT);

    expect(await measure()).toMatchObject({ outcome: 'measured', result: { currentRowCount: 40 } });
  });

  test('is named in the detail by run, path and SHA-256', async () => {
    const outcome = await measure();
    const path = outcome.outcome === 'measured' ? outcome.result.detailPath : '';
    const detail: unknown = JSON.parse(present(await world.blobs.readText(path)));

    expect(detail).toMatchObject({
      report: { runId: 'sales-report.20260301T060000Z', path: PATH, sha256: summaryOf(CURRENT).sha256 },
      files: [{ path: PATH }],
    });
  });

  test('is read in the format of the job that collects it', async () => {
    const text = CURRENT.replaceAll('\n', ';x\n');
    world.blobs.put(PATH, text);
    const format = { ...UPSTREAM.task.format, delimiter: ';' };
    world.memory.jobs.set(UPSTREAM.jobId, exampleReportJob({ task: { format } }));
    storeUpstreamRun(summaryOf(text));

    expect(await measure()).toMatchObject({ outcome: 'measured', result: { currentRowCount: 40 } });
  });

  test('of a job that is deleted since is measured all the same', async () => {
    world.memory.jobs.set(UPSTREAM.jobId, exampleReportJob({ state: 'deleted' }));

    expect(await measure()).toMatchObject({ outcome: 'measured' });
  });

  test('that was deleted since is not found', async () => {
    world.blobs.delete(PATH);

    expect(await failureOf()).toEqual({
      reason: 'current-not-found',
      message: textWith("which run 'sales-report.20260301T060000Z' collected, was deleted since"),
    });
  });

  test('that was replaced by one of another size is refused', async () => {
    world.blobs.put(PATH, `${CURRENT}no\n`);

    expect(await failureOf()).toEqual({
      reason: 'current-not-readable',
      message: textWith('it was replaced since'),
    });
  });

  test('that was replaced by one of the same size is refused by its SHA-256', async () => {
    world.blobs.put(PATH, CURRENT.replace('yes', 'yea'));

    expect(await failureOf()).toEqual({
      reason: 'current-not-readable',
      message: textWith('It was replaced since it was collected: its SHA-256 was'),
    });
  });

  test('is not there where the run before has not succeeded', async () => {
    world.memory.runs.set(runIdOf(UPSTREAM.jobId, DUE_AT), examplePendingRun({}, UPSTREAM));

    expect(await failureOf()).toEqual({
      reason: 'current-not-found',
      message: "Job 'sales-report' has collected no report for this run.",
    });
  });

  test('is not there where the job before has become one that collects none', async () => {
    world.memory.jobs.set(UPSTREAM.jobId, exampleJob({ jobId: 'sales-report' }));

    expect(await failureOf()).toMatchObject({ message: textWith('collects no reports') });
  });

  test('is looked for by a readiness like other data', async () => {
    const check = createCheckData(world);

    expect(await check(ATTEMPT)).toEqual({ outcome: 'ready' });
    world.blobs.put(PATH, `${CURRENT}no\n`);
    expect(await check(ATTEMPT)).toMatchObject({
      outcome: 'rejected',
      failure: { reason: 'current-not-readable' },
    });
    world.blobs.delete(PATH);
    expect(await check(ATTEMPT)).toMatchObject({ outcome: 'not-ready' });
  });
});

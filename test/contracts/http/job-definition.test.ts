import { describe, expect, test } from 'vitest';
import { definitionOf } from '../../../shared/contracts/http/job-definition.ts';
import { scheduleJobRequest, toDefinition } from '../../../shared/contracts/http/schedule-job.ts';
import { partsOf } from '../../../shared/domain/job/edit.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import { at, csvAt, DAILY, exampleJob, jobIdFrom } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';

const UPSTREAM = { jobId: jobIdFrom('sales-report'), deadlineSeconds: 60, pollSeconds: 5 };
const CRITERIA = { moderate: 0.1, significant: 0.25, alpha: 0.01, rule: 'threshold' } as const;
const BASELINE_ID = '0123456789abcdef';
const PLAIN = exampleJob({ task: { ...exampleJob().task, baselineId: BASELINE_ID, criteria: CRITERIA } });
const COLLECTION = exampleReportJob({ task: { ...exampleReportJob().task, headers: {} } });

/** The definition as a request has it, once it has gone over the wire. */
function sent(job: Job): ReturnType<typeof toDefinition> {
  const text = JSON.stringify(definitionOf(partsOf(job)));
  return toDefinition(scheduleJobRequest.parse(JSON.parse(text)));
}

describe('definitionOf', () => {
  test.each<[string, Job]>([
    ['a plain collection', COLLECTION],
    [
      'a collection with labels, headers and a secret',
      exampleReportJob({
        ...{ description: 'Sales.', tags: ['a', 'b'], after: UPSTREAM },
        task: { ...COLLECTION.task, headers: { 'x-key': { secret: 'KEY' }, accept: 'text/csv' } },
      }),
    ],
  ])('is read as the very parts of %s', (_what, job) => {
    expect(sent(job)).toEqual(partsOf(job));
  });

  test.each<[string, Job]>([
    ['a plain job', PLAIN],
    [
      'a job with everything',
      exampleJob({
        ...{ description: 'Churn.', tags: ['gold'], after: UPSTREAM },
        task: {
          ...PLAIN.task,
          current: { kind: 'report' },
          characteristics: ['age', 'region'],
          ...{ timeColumn: 'at', comparisons: [{ to: 'rolling-window', windows: 3 }] },
          criteria: { ...CRITERIA, consecutive: { k: 2, n: 3 } },
          readiness: { deadlineSeconds: 600, pollSeconds: 60 },
        },
        recurrences: [
          { ...DAILY, startAt: at('2026-01-01T00:00:00Z'), exclusions: [{ type: 'calendar', name: 'bank' }] },
          { type: 'once', at: at('2027-01-01T00:00:00Z') },
        ],
        policies: { ...DEFAULT_POLICIES, concurrency: { key: 'db', limit: 2 }, pauseAfterFailures: 3 },
      }),
    ],
    [
      'a table of a warehouse',
      exampleJob({
        task: { ...PLAIN.task, current: { kind: 'snowflake', table: 'db.s.t' } },
      }),
    ],
  ])('is read as %s, whose frozen baseline is named by its id', (_what, job) => {
    if (job.kind !== 'stability') throw new Error('The job is of another kind.');
    const { baseline: _source, ...task } = job.task;

    expect(sent(job)).toMatchObject({ ...partsOf(job), task });
    expect(sent(job)).not.toHaveProperty('task.baseline');
  });

  test('names no file of a baseline', () => {
    const job = exampleJob({ task: { ...PLAIN.task, baseline: csvAt('baselines/churn.csv') } });

    expect(definitionOf(partsOf(job)).task).toMatchObject({ baseline: { baselineId: BASELINE_ID } });
  });
});

import { describe, expect, test } from 'vitest';
import { definitionDifferences, jobDifferences } from '../../../shared/domain/job/definition-differences.ts';
import { partsOf } from '../../../shared/domain/job/edit.ts';
import { paused } from '../../../shared/domain/job/pause.ts';
import { at, DAILY, exampleJob } from '../../support/example-job.ts';
import { exampleReportJob } from '../../support/example-report-job.ts';

const JOB = exampleJob();

describe('definitionDifferences', () => {
  test('finds none in the same definition', () => {
    expect(definitionDifferences(partsOf(JOB), partsOf(exampleJob()))).toEqual([]);
  });

  test('has the criteria of a stability task where callers write them', () => {
    const task = { ...JOB.task, criteria: { moderate: 0.2, significant: 0.25, alpha: 0.05 } };

    expect(definitionDifferences(partsOf(JOB), partsOf({ ...JOB, task }))).toEqual([
      { pointer: '/task/thresholds/moderate', before: 0.1, after: 0.2 },
      { pointer: '/task/alpha', after: 0.05 },
    ]);
  });

  test('has instants as callers write them, however deep', () => {
    const startAt = at('2026-03-01T00:00:00Z');
    const closed = { type: 'instant-range', startAt, endAt: startAt + 1000 } as const;
    const recurrences = [{ ...DAILY, exclusions: [closed] }];

    expect(definitionDifferences(partsOf(JOB), partsOf({ ...JOB, recurrences }))).toEqual([
      {
        pointer: '/recurrences/0/exclusions',
        after: [
          {
            type: 'instant-range',
            startAt: '2026-03-01T00:00:00.000Z',
            endAt: '2026-03-01T00:00:01.000Z',
          },
        ],
      },
    ]);
  });

  test('names the secret of a header, which is all that a definition has of it', () => {
    const job = exampleReportJob();
    const headers = { 'X-Key': { secret: 'sales' } };
    const after = partsOf({ ...job, task: { ...job.task, headers } });
    const before = partsOf({ ...job, task: { ...job.task, headers: {} } });

    expect(definitionDifferences(before, after)).toEqual([
      { pointer: '/task/headers/X-Key', after: { secret: 'sales' } },
    ]);
  });
});

describe('jobDifferences', () => {
  test('tells that a job is paused, since when, by whom and why', () => {
    const pausedAt = at('2026-03-01T00:00:00Z');
    const pause = { pausedAt, author: 'ada', reason: 'x', runMissed: 'none' } as const;

    expect(jobDifferences(JOB, paused(JOB, pause))).toEqual([
      { pointer: '/state', before: 'active', after: 'paused' },
      { pointer: '/pause', after: { ...pause, pausedAt: '2026-03-01T00:00:00.000Z' } },
    ]);
  });

  test('tells nothing of what the dispatcher counts', () => {
    expect(jobDifferences(JOB, { ...JOB, nextDueAt: 1, updatedAt: 2, pacedUntil: 3 })).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { workToStart } from '../../shared/application/work-to-start.ts';
import { at, exampleJob, jobIdFrom } from '../support/example-job.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { examplePendingRun } from '../support/example-run.ts';

const after = { jobId: jobIdFrom('sales-report'), deadlineSeconds: 600, pollSeconds: 10 };

describe('workToStart', () => {
  test.each([
    ['stability', exampleJob({ after })],
    ['report-collection', exampleReportJob({ jobId: 'later', after })],
  ])('has a run of kind %s wait for the other job from its start on', (kind, job) => {
    expect(workToStart(examplePendingRun({}, job), job)).toMatchObject({
      kind,
      upstream: { deadlineAt: at('2026-03-01T06:10:00Z'), pollSeconds: 10 },
    });
  });

  test('has a run that was dispatched late wait as long as any other', () => {
    const job = exampleReportJob({ after });
    const late = examplePendingRun({ effectiveAt: at('2026-03-01T09:00:00Z') }, job);

    expect(workToStart(late, job)).toMatchObject({ upstream: { deadlineAt: at('2026-03-01T09:10:00Z') } });
  });

  test('has a run wait for its data from its slot on', () => {
    const readiness = { deadlineSeconds: 60, pollSeconds: 10 };
    const job = exampleJob({ task: { ...exampleJob().task, readiness } });
    const late = examplePendingRun({ effectiveAt: at('2026-03-01T09:00:00Z') }, job);

    expect(workToStart(late, job)).toMatchObject({ readiness: { deadlineAt: at('2026-03-01T06:01:00Z') } });
  });

  test('has a run wait for nothing where its job comes after no other', () => {
    const job = exampleReportJob();

    expect(workToStart(examplePendingRun({}, job), job)).not.toHaveProperty('upstream');
  });
});

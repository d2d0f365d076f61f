import { describe, expect, test } from 'vitest';
import { spreadMs } from '../../../shared/domain/dispatch/spread.ts';
import { DEFAULT_POLICIES } from '../../../shared/domain/job/job-policies.ts';
import { jobIdFrom } from '../../support/example-job.ts';

function spreadOf(jobId: string, spreadSeconds: number): number {
  return spreadMs({ jobId: jobIdFrom(jobId), policies: { ...DEFAULT_POLICIES, spreadSeconds } });
}

describe('spreadMs', () => {
  test('is nothing by default', () => {
    expect(spreadOf('churn-daily', 0)).toBe(0);
  });

  test('is the same each time', () => {
    expect(spreadOf('churn-daily', 600)).toBe(spreadOf('churn-daily', 600));
  });

  test('of a thousand jobs, spreads the starts evenly over the time', () => {
    const minutes = Array.from({ length: 1000 }, (_, index) =>
      Math.floor(spreadOf(`model-${index}`, 600) / 60_000),
    );

    const perMinute = Array.from({ length: 10 }, (_, minute) => minutes.filter((m) => m === minute).length);
    expect(perMinute.reduce((sum, count) => sum + count, 0)).toBe(1000);
    expect(Math.min(...perMinute)).toBeGreaterThan(70);
    expect(Math.max(...perMinute)).toBeLessThan(130);
  });
});

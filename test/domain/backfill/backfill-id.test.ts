import { describe, expect, test } from 'vitest';
import { backfillIdOf, isBackfillIdOf } from '../../../shared/domain/backfill/backfill-id.ts';
import { isRunId } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const jobId = jobIdFrom('churn-daily');
const backfillId = backfillIdOf(jobId, '0123456789abcdef');

describe('a backfill id', () => {
  test('names the job and follows from the fingerprint', () => {
    expect(backfillId).toBe('churn-daily.backfill-0123456789abcdef');
    expect(isBackfillIdOf(jobId, backfillId)).toBe(true);
  });

  test('is not one of another job', () => {
    expect(isBackfillIdOf(jobIdFrom('churn'), backfillId)).toBe(false);
  });

  test('is no run id', () => {
    expect(isRunId(backfillId)).toBe(false);
  });

  test('is not made from what is no fingerprint', () => {
    expect(() => backfillIdOf(jobId, '../0123456789ab')).toThrow(RangeError);
  });
});

import { describe, expect, test } from 'vitest';
import { isJobId } from '../../../shared/domain/job/job-id.ts';

describe('isJobId', () => {
  test.each(['a', '9', 'churn-daily', 'Churn_Daily', 'a'.repeat(64), 'schedules'])('takes %j', (text) => {
    expect(isJobId(text)).toBe(true);
  });

  test.each(['', '-a', '_a', 'a.b', 'a b', 'a/b', 'ä', 'a'.repeat(65), 'schedule', 'Schedule', 'a\n'])(
    'refuses %j',
    (text) => {
      expect(isJobId(text)).toBe(false);
    },
  );
});

import { describe, expect, test } from 'vitest';
import type { Standing } from '../../../../shared/kinds/databricks/domain/databricks-run.ts';
import { readStanding } from '../../../../shared/kinds/databricks/domain/read-standing.ts';

function reading(standing: Partial<Standing>, tasks: readonly Partial<Standing>[] = []): string {
  const read = readStanding({
    runId: '1',
    standing: { lifeCycle: 'TERMINATED', message: '', ...standing },
    tasks: tasks.map((each, index) => ({
      ...{ key: `t${index}`, runId: String(index), attempt: 0 },
      standing: { lifeCycle: 'TERMINATED', message: '', ...each },
    })),
    repairs: [],
  });
  return 'failure' in read ? `${read.phase} ${read.failure.reason}` : read.phase;
}

const BUSY = {
  result: 'FAILED',
  terminationCode: 'CLUSTER_REQUEST_LIMIT_EXCEEDED',
  terminationType: 'CLIENT_ERROR',
};

describe('readStanding', () => {
  test.each([
    [{ lifeCycle: 'QUEUED' }, 'active'],
    [{ lifeCycle: 'TERMINATING', result: 'SUCCESS' }, 'active'],
    [{ lifeCycle: 'SOMETHING_NEW' }, 'active'],
    [{ result: 'SUCCESS' }, 'succeeded'],
    [{ result: 'SUCCESS_WITH_FAILURES' }, 'succeeded'],
    [{ terminationCode: 'SUCCESS' }, 'succeeded'],
    [{ result: 'FAILED' }, 'failed work-failed'],
    [{ result: 'TIMEDOUT' }, 'failed work-failed'],
    [{ result: 'SOMETHING_NEW' }, 'failed work-failed'],
    [{ result: 'CANCELED', terminationType: 'SUCCESS' }, 'failed work-cancelled'],
    [{ lifeCycle: 'INTERNAL_ERROR' }, 'failed service-failed'],
    [{ lifeCycle: 'INTERNAL_ERROR', result: 'FAILED' }, 'failed work-failed'],
    [{ result: 'FAILED', terminationType: 'CLOUD_FAILURE' }, 'failed service-failed'],
    [{ result: 'MAXIMUM_CONCURRENT_RUNS_REACHED' }, 'crowded-out service-busy'],
    [{ lifeCycle: 'SKIPPED' }, 'crowded-out service-busy'],
    [{ result: 'EXCLUDED' }, 'failed work-failed'],
    [BUSY, 'crowded-out service-busy'],
  ])('takes %j as %s', (standing, expected) => {
    expect(reading(standing)).toBe(expected);
  });

  test('does not do again what has been done, where a later task met a limit', () => {
    expect(reading(BUSY, [{ result: 'SUCCESS' }, BUSY])).toBe('failed service-busy');
  });
});

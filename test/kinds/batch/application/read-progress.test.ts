import { expect, test } from 'vitest';
import { readProgress } from '../../../../shared/kinds/batch/application/read-progress.ts';
import { planBatch } from '../../../../shared/kinds/batch/domain/plan-batch.ts';
import { runIdOf } from '../../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../../support/example-job.ts';
import { job, node } from '../domain/example-nodes.ts';

test('a job that ends while it is asked for has its exit code with its end', async () => {
  let isEnded = false;
  const labels = { 'evenkeel/index': '0' };
  const cluster = {
    listJobsToWatch: async () => {
      // Nothing is waited for that was asked for before: then it would still have run.
      await Promise.resolve();
      isEnded = true;
      return { jobs: [{ name: 'a-1', labels, state: 'failed' as const }], version: '7' };
    },
    listPods: async () => [
      {
        ...{ name: 'a-1-p1', jobName: 'a-1', createdAt: 0, node: 'n1' },
        ...(isEnded ? { state: 'failed' as const, exitCode: 3 } : { state: 'running' as const }),
      },
    ],
  };
  const { jobs: placements } = planBatch({ strategy: 'ratio', jobs: [job('a', '1', '1G')] }, [
    node('n1', 4, 16),
  ]);
  const runId = runIdOf(jobIdFrom('nightly'), Date.parse('2026-03-01T06:00:00Z'));

  const { watched, version } = await readProgress(
    { cluster, fingerprint: () => '0123456789abcdef' },
    { runId, attempt: 1 },
    { placements, names: ['a'] },
  );

  expect(watched[0]?.progress).toMatchObject({ state: 'failed', exitCode: 3 });
  expect(version).toBe('7');
});

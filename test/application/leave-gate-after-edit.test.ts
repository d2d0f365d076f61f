import { expect, test } from 'vitest';
import { planDispatch } from '../../shared/domain/dispatch/plan-dispatch.ts';
import { createCommitResult } from '../../shared/application/finish-run.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import { exampleJob } from '../support/example-job.ts';
import { createMemoryWorld, stateOf } from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const RESULT = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 0, psi: null, band: null },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'none' },
};

test('a run that no longer asks for the place that it waited for wakes the next one that does', async () => {
  const world = createMemoryWorld('2026-03-01T06:02:00Z');
  const policies = { ...DEFAULT_POLICIES, overlap: 'allow-all' as const };
  const limited = { ...policies, concurrency: { key: 'cluster', limit: 1 } };
  const job = exampleJob({
    policies: limited,
    recurrences: [{ type: 'interval', everySeconds: 60, anchorAt: 0 }],
  });
  await world.jobs.create(job);
  const moment = { now: job.nextDueAt ?? 0, lookAheadMs: 120_000 };
  const runs = present(planDispatch(job, moment)).runs.map((value) => ({ value, ifVersion: undefined }));
  await world.jobs.commit({ jobId: job.jobId, runs });
  const [first, second, third] = runs.map(({ value }) => value.runId);
  const deliver = (runId = first) =>
    createStartRun(world)({ runId: present(runId), attempt: 1 }, world.orchestrations);
  await deliver(first);
  await deliver(second);
  await deliver(third);

  const { version } = present(await world.jobs.get(job.jobId));
  await world.jobs.save({ ...job, policies }, { ifVersion: version });
  await createCommitResult(world)({ runId: present(first), attempt: 1 }, RESULT);
  await deliver(second);

  expect(await stateOf(world, present(second))).toBe('running');
  expect(world.queue.sent.map(({ runId }) => runId)).toEqual([second, third]);
});

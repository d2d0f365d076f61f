import { expect, test } from 'vitest';
import { createFindUpstreamRun } from '../../shared/application/find-upstream-run.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import { manualRunIdOf } from '../../shared/domain/run/run-id.ts';
import { toRunning, toSucceeded } from '../../shared/domain/run/run-transitions.ts';
import { exampleReportSummary } from '../support/example-report-job.ts';
import { at, jobIdFrom } from '../support/example-job.ts';
import { examplePendingRun } from '../support/example-run.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const DUE_AT = at('2026-03-01T06:00:00Z');
const COLLECT = jobIdFrom('collect');
const PIPELINE = manualRunIdOf(jobIdFrom('nightly'), '1'.repeat(16));
const OTHER_PIPELINE = manualRunIdOf(jobIdFrom('nightly'), '2'.repeat(16));

function collected(digit: string, dueAt: number, parent = PIPELINE): Run {
  const run = {
    ...examplePendingRun(),
    ...{ runId: manualRunIdOf(COLLECT, digit.repeat(16)), jobId: COLLECT, trigger: 'manual' as const },
    ...{ dueAt, parent: { runId: parent, step: 'collect', attempt: 1 } },
  };
  return toSucceeded(toRunning(run, dueAt), exampleReportSummary(), dueAt + 1);
}

test('a step comes after the step of its own pipeline, though another has succeeded later', async () => {
  const world = createMemoryWorld('2026-03-01T07:00:00Z');
  const own = collected('a', DUE_AT);
  for (const run of [own, collected('b', DUE_AT + 1, OTHER_PIPELINE)]) world.memory.runs.set(run.runId, run);
  const measuring = {
    ...examplePendingRun(),
    trigger: 'manual',
    parent: { runId: PIPELINE, step: 'm' },
  } as const;

  const upstream = { jobId: COLLECT, deadlineSeconds: 60, pollSeconds: 5 };

  expect(await createFindUpstreamRun(world)(measuring, upstream)).toEqual(own);
});

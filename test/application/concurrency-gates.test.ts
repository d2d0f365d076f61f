import { beforeEach, describe, expect, test } from 'vitest';
import { createRecoverGates } from '../../shared/application/concurrency-gates.ts';
import { createCommitResult } from '../../shared/application/finish-run.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import { DEFAULT_POLICIES } from '../../shared/domain/job/job-policies.ts';
import type { StabilitySummary } from '../../shared/domain/run/run.ts';
import { toSucceeded } from '../../shared/domain/run/run-transitions.ts';
import type { RunId } from '../../shared/domain/run/run-id.ts';
import { exampleJob } from '../support/example-job.ts';
import {
  createMemoryWorld,
  stateOf,
  storePendingRun,
  type MemoryWorld,
} from '../support/memory/memory-world.ts';
import { present } from '../support/present.ts';

const RESULT: StabilitySummary = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 3, psi: 0, band: 'stable' },
  ...{ statusCounts: {}, worstCharacteristics: [], detailPath: 'results/x.json' },
};

let world: MemoryWorld;

beforeEach(() => {
  world = createMemoryWorld('2026-03-01T06:00:00Z');
});

/** Pending runs of jobs that share two places. */
async function pendingRuns(...jobIds: string[]): Promise<RunId[]> {
  const policies = { ...DEFAULT_POLICIES, concurrency: { key: 'warehouse', limit: 2 } };
  const runs: RunId[] = [];
  for (const jobId of jobIds)
    runs.push((await storePendingRun(world, exampleJob({ jobId, policies }))).runId);
  return runs;
}

function deliver(runId: RunId) {
  return createStartRun(world)({ runId, attempt: 1 }, world.orchestrations);
}

async function holders(): Promise<readonly RunId[]> {
  const gate = (await world.gateStore.get('warehouse'))?.value;
  return gate?.holders.map(({ runId }) => runId) ?? [];
}

describe('a concurrency key', () => {
  test('lets as many runs of different jobs go as it has places; the others wait', async () => {
    const runs = await pendingRuns('a', 'b', 'c');

    expect(await Promise.all(runs.map(deliver))).toEqual(['started', 'started', 'waiting']);
    expect(await holders()).toEqual(runs.slice(0, 2));
  });

  test('gives a place that is given back to the run that has waited longest', async () => {
    const [a, b, c, d] = await pendingRuns('a', 'b', 'c', 'd');
    for (const runId of [a, b, c]) await deliver(present(runId));
    world.clock.moveTo('2026-03-01T06:00:05Z');
    await deliver(present(d));
    world.queue.sent.length = 0;

    await createCommitResult(world)({ runId: present(a), attempt: 1 }, RESULT);

    expect(world.queue.sent.map(({ runId }) => runId)).toEqual([c]);
    expect(await deliver(present(c))).toBe('started');
    expect((await world.runs.get(present(c)))?.value.late).toBe('concurrency-limit');
    expect(await holders()).toEqual([b, c]);
  });

  test('takes one place for a run whose message comes twice', async () => {
    const [a] = await pendingRuns('a');
    await deliver(present(a));
    await deliver(present(a));

    expect(await holders()).toEqual([a]);
  });

  test('gets a place back whose holder ended in a process that died before it gave it back', async () => {
    const [a, b, c] = await pendingRuns('a', 'b', 'c');
    for (const runId of [a, b, c]) await deliver(present(runId));
    const { value: run, version } = present(await world.runs.get(present(a)));
    if (run.state !== 'running') throw new Error('It was to be running.');
    const ended = toSucceeded(run, RESULT, world.clock.now());
    await world.jobs.commit({ jobId: run.jobId, runs: [{ value: ended, ifVersion: version }] });

    const freed = await createRecoverGates({ ...world, gates: world.gateStore })();

    expect(freed).toBe(1);
    expect(await stateOf(world, present(c))).toBe('pending');
    expect(await deliver(present(c))).toBe('started');
  });

  test('leaves the places of running runs alone when it is recovered', async () => {
    const [a, b] = await pendingRuns('a', 'b');
    for (const runId of [a, b]) await deliver(present(runId));

    expect(await createRecoverGates({ ...world, gates: world.gateStore })()).toBe(0);
    expect(await holders()).toEqual([a, b]);
  });
});

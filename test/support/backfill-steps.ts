import { createCommitResult } from '../../shared/application/finish-run.ts';
import { createStartBackfill, type BackfillRequest } from '../../shared/application/start-backfill.ts';
import { createStartRun } from '../../shared/application/start-run.ts';
import type { Backfill } from '../../shared/domain/backfill/backfill.ts';
import type { Run, StabilitySummary } from '../../shared/domain/run/run.ts';
import { DEFAULT_POLICIES, type JobPolicies } from '../../shared/domain/job/job-policies.ts';
import { at, jobIdFrom } from './example-job.ts';
import { runsOf, type MemoryWorld } from './memory/memory-world.ts';
import { present } from './present.ts';

/** The runs of a job go side by side, so that tests need not end them one by one. */
export const ALLOW_ALL: JobPolicies = { ...DEFAULT_POLICIES, overlap: 'allow-all' };

const RESULT: StabilitySummary = {
  ...{ modelId: 'churn', baselineId: 'b1', currentRowCount: 3, psi: 0.01, band: 'stable' },
  ...{ statusCounts: { ok: 1 }, worstCharacteristics: [], detailPath: 'results/churn/x.json' },
};

const REQUEST: BackfillRequest = {
  fromDueAt: at('2026-01-01T00:00:00Z'),
  untilDueAt: at('2026-01-10T23:59:59Z'),
  maxConcurrent: 3,
  ...{ author: 'ada', reason: 'The history is missing.', idempotencyKey: 'k1' },
};

/** Asks for ten slots of the daily job, or for what a test wants otherwise. */
export async function startBackfillIn(
  world: MemoryWorld,
  { jobId = 'churn-daily', ...overrides }: Partial<BackfillRequest> & { readonly jobId?: string } = {},
): Promise<Backfill> {
  const started = await createStartBackfill(world)(jobIdFrom(jobId), { ...REQUEST, ...overrides });
  if (started.outcome === 'not-found') throw new Error('There is no job.');
  return started.backfill;
}

/** Delivers the messages of all pending runs. */
export async function deliverPending(world: MemoryWorld): Promise<void> {
  for (const { runId, attempt } of inState(world, 'pending')) {
    await createStartRun(world)({ runId, attempt }, world.orchestrations);
  }
}

/** Ends a run that is going with a result. */
export async function succeed(world: MemoryWorld, { runId, attempt }: Run): Promise<void> {
  await createCommitResult(world)({ runId, attempt }, RESULT);
}

/** The runs in a state, the earliest slot first. */
export function inState<S extends Run['state']>(world: MemoryWorld, state: S): Extract<Run, { state: S }>[] {
  return runsOf(world).filter((run): run is Extract<Run, { state: S }> => run.state === state);
}

/** Starts and ends runs until none is pending any more. */
export async function workOff(world: MemoryWorld): Promise<void> {
  while (inState(world, 'pending').length > 0) {
    await deliverPending(world);
    for (const run of inState(world, 'running')) await succeed(world, run);
  }
}

/** The backfill as it is now. */
export async function backfillNow({ backfills }: MemoryWorld, key: Backfill): Promise<Backfill> {
  return present(await backfills.get(key), 'backfill').value;
}

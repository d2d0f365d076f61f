import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { ATTEMPT_LABEL, ROLE_LABEL, RUN_LABEL } from '../domain/batch-names.ts';
import type { BatchPlan } from '../domain/batch-plan.ts';
import { NO_SOURCE_CLAIM } from '../domain/batch-source.ts';
import { planBatch } from '../domain/plan-batch.ts';
import { askCluster, type Hindered } from './ask-cluster.ts';
import { findPlan, planPath, storedPlan, type BatchDesk, type BatchTask } from './batch-desk.ts';
import { missingInJobs, valuesOf } from './fill-job.ts';

export type RunPlanned =
  { readonly outcome: 'planned'; readonly hasSource: boolean } | { readonly outcome: 'over' } | Hindered;

/**
 * Makes the first step of a batch: reads the nodes once, decides where each job is to go, and keeps that. Who comes second
 * goes by what the first has kept, however the cluster looks by then. What an earlier attempt of the run has left
 * running is deleted before: it may have been made after that attempt was told to stop.
 */
export function createPlanRun(desk: BatchDesk): (attempt: RunAttempt) => Promise<RunPlanned> {
  return async (attempt) => {
    const loaded = await desk.load(attempt);
    if (loaded.outcome !== 'loaded') return loaded;
    const { task } = loaded;
    const missing = missingInJobs(task.jobs, valuesOf(loaded));
    if (missing !== undefined) return { outcome: 'rejected', failure: missing };
    const kept = await findPlan(desk, attempt);
    if (kept !== undefined) return { outcome: 'planned', hasSource: kept.hasSource };
    const hindered = await askCluster(async () => prepare(desk, task, attempt));
    if (hindered !== undefined) return hindered;
    const nodes = await askCluster(async () => ({
      outcome: 'read' as const,
      nodes: await desk.cluster.nodes(),
    }));
    if (nodes.outcome !== 'read') return nodes;
    const hasSource = task.source !== undefined;
    const text = JSON.stringify({ plan: planBatch(task, nodes.nodes), hasSource });
    await desk.blobs.writeOnce(planPath(attempt), text);
    const { plan } = await storedPlan(desk, attempt);
    tell(desk, plan);
    return { outcome: 'planned', hasSource };
  };
}

async function prepare(
  desk: BatchDesk,
  { source }: BatchTask,
  attempt: RunAttempt,
): Promise<Hindered | undefined> {
  const { cluster, place } = desk;
  if (source !== undefined) {
    const { sourceClaim } = place;
    if (sourceClaim === undefined) return rejected(NO_SOURCE_CLAIM);
    if (!(await cluster.hasClaim(sourceClaim))) {
      return rejected(
        `There is no claim '${sourceClaim}' in namespace '${place.namespace}' to fetch the source to.`,
      );
    }
  }
  await deleteEarlierAttempts(desk, attempt);
  return undefined;
}

async function deleteEarlierAttempts({ cluster, fingerprint }: BatchDesk, { runId, attempt }: RunAttempt) {
  if (attempt === 1) return;
  const jobs = await cluster.listJobs({ [RUN_LABEL]: fingerprint(runId), [ROLE_LABEL]: 'job' });
  for (const { name, labels, state } of jobs) {
    if (state === 'active' && Number(labels[ATTEMPT_LABEL]) < attempt) await cluster.deleteJob(name);
  }
}

function rejected(message: string): Hindered {
  const failure: RunFailure = { reason: 'service-refused', message };
  return { outcome: 'rejected', failure };
}

function tell({ log }: BatchDesk, { strategy, ratio, jobs, nodes }: BatchPlan): void {
  log.info(`Planned ${jobs.length} jobs by ${strategy}.`, {
    ...{ ratio: ratio.value, heavyIn: ratio.heavyIn ?? 'balance', nodes: nodes.length },
  });
  for (const { name, expectedOn, why } of jobs) {
    log.info(`${name}: ${expectedOn === undefined ? '' : `expected on ${expectedOn}. `}${why}`);
  }
}

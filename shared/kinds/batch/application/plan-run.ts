import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import type { BatchPlan } from '../domain/batch-plan.ts';
import type { ClusterNode } from '../domain/cluster-node.ts';
import type { KeptJob } from '../domain/kept-job.ts';
import { NO_SOURCE_CLAIM } from '../domain/batch-source.ts';
import { planBatch } from '../domain/plan-batch.ts';
import { askCluster, type Hindered } from './ask-cluster.ts';
import {
  findPlan,
  planPath,
  storedPlan,
  type BatchDesk,
  type BatchTask,
  type StoredPlan,
} from './batch-desk.ts';
import { collectKept } from './collect-kept.ts';
import { endBatch } from './end-batch.ts';
import { missingInJobs, valuesOf } from './fill-job.ts';

export type RunPlanned =
  { readonly outcome: 'planned'; readonly hasSource: boolean } | { readonly outcome: 'over' } | Hindered;

/**
 * Makes the first step of a batch: reads the nodes once, decides where each job is to go, and keeps that. Who comes second
 * goes by what the first has kept, however the cluster and the job look by then. What earlier attempts of the run have
 * left running is deleted before: it may have been made after they were told to stop. What has succeeded in them is
 * kept, and not planned again.
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
    const read = await askCluster(async () => ({
      outcome: 'read' as const,
      kept: await collectKept(desk, task, attempt),
      nodes: await desk.cluster.nodes(),
    }));
    if (read.outcome !== 'read') return read;
    await desk.blobs.writeOnce(planPath(attempt), JSON.stringify(planRest(task, read)));
    const { plan, hasSource } = await storedPlan(desk, attempt);
    tell(desk, plan);
    return { outcome: 'planned', hasSource };
  };
}

/** Plans what is not kept. Where all is, nothing is fetched either. */
function planRest(
  task: BatchTask,
  { kept, nodes }: { readonly kept: readonly KeptJob[]; readonly nodes: readonly ClusterNode[] },
): StoredPlan {
  const { strategy } = task;
  const names = new Set(kept.map(({ name }) => name));
  const jobs = task.jobs.filter(({ name }) => !names.has(name));
  const plan = planBatch({ strategy, jobs }, nodes);
  return {
    plan: kept.length === 0 ? plan : { ...plan, kept },
    hasSource: task.source !== undefined && jobs.length > 0,
    task,
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
  for (let earlier = 1; earlier < attempt.attempt; earlier += 1) {
    await endBatch(desk, { ...attempt, attempt: earlier });
  }
  return undefined;
}

function rejected(message: string): Hindered {
  const failure: RunFailure = { reason: 'service-refused', message };
  return { outcome: 'rejected', failure };
}

function tell({ log }: BatchDesk, { strategy, ratio, jobs, nodes, kept = [] }: BatchPlan): void {
  if (kept.length > 0) {
    const names = kept.map(({ name }) => name).join(', ');
    log.info(`Kept ${kept.length} jobs that have succeeded in an earlier attempt: ${names}.`);
  }
  log.info(`Planned ${jobs.length} jobs by ${strategy}.`, {
    ...{ ratio: ratio.value, heavyIn: ratio.heavyIn ?? 'balance', nodes: nodes.length },
  });
  for (const { name, expectedOn, why } of jobs) {
    log.info(`${name}: ${expectedOn === undefined ? '' : `expected on ${expectedOn}. `}${why}`);
  }
}

import { InvalidInput } from '../../../domain/errors.ts';
import type { BatchPlan } from '../domain/batch-plan.ts';
import type { ClusterNode } from '../domain/cluster-node.ts';
import { planBatch, type BatchToPlan } from '../domain/plan-batch.ts';
import { ClusterRefusal, type Cluster } from './ports/cluster.ts';

export type PlanJobs = (batch: BatchToPlan, nodes?: readonly ClusterNode[]) => Promise<BatchPlan>;

/**
 * Makes what plans a batch and makes nothing: on nodes that are given, or on those of the cluster as it is now. It throws
 * InvalidInput where there is no cluster that can be asked, Unavailable when it does not answer.
 */
export function createPlanJobs({ cluster }: { readonly cluster: Pick<Cluster, 'nodes'> }): PlanJobs {
  return async (batch, nodes) => planBatch(batch, nodes ?? (await nodesOf(cluster)));
}

async function nodesOf(cluster: Pick<Cluster, 'nodes'>): Promise<readonly ClusterNode[]> {
  try {
    return await cluster.nodes();
  } catch (error) {
    if (!(error instanceof ClusterRefusal)) throw error;
    const message = `are needed, since the cluster's own cannot be read: ${error.message}`;
    throw new InvalidInput('The batch cannot be planned.', [{ pointer: '/nodes', message }], {
      cause: error,
    });
  }
}

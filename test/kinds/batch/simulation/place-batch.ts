import { jobBody, nodeBody, type PodSpec } from '../../../../local/kubernetes/resources.ts';
import { chooseNode } from '../../../../local/kubernetes/scheduler/choose-node.ts';
import { nodeState, withPod, type NodeState } from '../../../../local/kubernetes/scheduler/node-state.ts';
import type { BatchPlan, Strategy } from '../../../../shared/kinds/batch/domain/batch-plan.ts';
import type { ClusterNode } from '../../../../shared/kinds/batch/domain/cluster-node.ts';
import { jobManifest } from '../../../../shared/kinds/batch/domain/job-manifest.ts';
import type { NodePreference } from '../../../../shared/kinds/batch/domain/node-weights.ts';
import { planBatch } from '../../../../shared/kinds/batch/domain/plan-batch.ts';
import type { DrawnBatch } from './draw-batch.ts';

/** `unguided`: the scheduler alone, without any preferences. */
export type Guidance = Strategy | 'unguided';

export interface PlacedJob {
  readonly name: string;
  /** Absent: it waits. */
  readonly node?: string;
  readonly preferences: readonly NodePreference[];
  readonly expectedOn?: string | undefined;
}

export interface PlacedBatch {
  readonly plan: BatchPlan;
  readonly jobs: readonly PlacedJob[];
  /** The nodes before the batch, and with it. */
  readonly before: readonly NodeState[];
  readonly after: readonly NodeState[];
}

/** Has the scheduler place a batch, job by job in the plan's order, by the very manifests that would be made. */
export function placeBatch({ nodes, jobs }: DrawnBatch, guidance: Guidance): PlacedBatch {
  const plan = planBatch({ strategy: guidance === 'unguided' ? 'ratio' : guidance, jobs }, nodes);
  const before = nodes.map(toNodeState);
  let after: readonly NodeState[] = before;
  const placed = plan.jobs.map((placement): PlacedJob => {
    const { name, expectedOn } = placement;
    const preferences = guidance === 'unguided' ? [] : placement.preferences;
    const job = jobs.find((one) => one.name === name);
    if (job === undefined) throw new Error(`There is no job ${name}.`);
    const manifest = jobManifest(job, {
      ...{ name, namespace: 'batch', labels: {}, annotations: {}, preferences },
      ...{ keepSeconds: 60, timeoutSeconds: 60 },
    });
    const pod: PodSpec = jobBody.parse(manifest).spec.template.spec;
    const chosen = chooseNode(pod, after);
    if (chosen.outcome === 'unschedulable') return { name, preferences, expectedOn };
    after = after.map((node) => (node.name === chosen.node ? withPod(node, pod) : node));
    return { name, preferences, expectedOn, node: chosen.node };
  });
  return { plan, jobs: placed, before, after };
}

/** What is taken already is one pod. */
function toNodeState({
  name,
  labels,
  taints,
  allocatable,
  requested,
  podRoom,
  ...node
}: ClusterNode): NodeState {
  const state = nodeState(
    nodeBody.parse({
      ...{ apiVersion: 'v1', kind: 'Node', metadata: { name, labels } },
      spec: { unschedulable: node.isUnschedulable, taints },
      status: {
        allocatable: {
          cpu: `${allocatable.milliCores}m`,
          memory: String(allocatable.memoryBytes),
          pods: String(podRoom),
        },
        conditions: [{ type: 'Ready', status: node.isReady ? 'True' : 'False' }],
      },
    }),
    [],
  );
  const taken = { cpu: requested.milliCores, memory: requested.memoryBytes };
  return { ...state, requested: taken, nonZeroRequested: taken };
}

/** Of a node in use, CPU or memory, whichever is the fuller: 0 to 1. */
export function fullnessOf({ requested, allocatable }: NodeState): number {
  return Math.max(requested.cpu / allocatable.cpu, requested.memory / allocatable.memory);
}

import { readBytes, readMillis, readQuantity } from '../quantity.ts';
import { nonZeroRequestOf, requestOf, type Amounts, type NodeBody, type PodSpec } from '../resources.ts';

/** A node as the scheduler sees it. */
export interface NodeState {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: NodeBody['spec']['taints'];
  readonly isReady: boolean;
  readonly isUnschedulable: boolean;
  readonly allocatable: Amounts;
  readonly podLimit: number;
  /** Of its pods. */
  readonly requested: Amounts;
  /** The same with the least that the scheduler reckons with for each container. */
  readonly nonZeroRequested: Amounts;
  readonly podCount: number;
}

/** A node with the pods that are bound to it and have not finished. */
export function nodeState({ metadata, spec, status }: NodeBody, pods: readonly PodSpec[]): NodeState {
  return {
    ...{ name: metadata.name, labels: metadata.labels, taints: spec.taints },
    isReady: status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True'),
    isUnschedulable: spec.unschedulable,
    allocatable: { cpu: readMillis(status.allocatable.cpu), memory: readBytes(status.allocatable.memory) },
    podLimit: readQuantity(status.allocatable.pods),
    requested: sum(pods.map(requestOf)),
    nonZeroRequested: sum(pods.map(nonZeroRequestOf)),
    podCount: pods.length,
  };
}

/** The node with one more pod. */
export function withPod(node: NodeState, pod: PodSpec): NodeState {
  return {
    ...node,
    requested: sum([node.requested, requestOf(pod)]),
    nonZeroRequested: sum([node.nonZeroRequested, nonZeroRequestOf(pod)]),
    podCount: node.podCount + 1,
  };
}

function sum(amounts: readonly Amounts[]): Amounts {
  return amounts.reduce(
    (total, { cpu, memory }) => ({ cpu: total.cpu + cpu, memory: total.memory + memory }),
    { cpu: 0, memory: 0 },
  );
}

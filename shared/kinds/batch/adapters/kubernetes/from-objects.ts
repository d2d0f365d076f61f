import type { V1ContainerState, V1Job, V1Node, V1Pod } from '@kubernetes/client-node';
import type { ClusterJob, ClusterPod } from '../../application/ports/cluster.ts';
import type { ClusterNode } from '../../domain/cluster-node.ts';
import { parseQuantity, toMillis, toWhole } from '../../domain/quantity.ts';
import { NO_RESOURCES, plus, type Resources } from '../../domain/resources.ts';

type Quantities = Readonly<Record<string, string>>;

/** A node with what the pods on it ask for that have not finished. */
export function fromNode(node: V1Node, pods: readonly V1Pod[]): ClusterNode {
  const { metadata, spec, status } = node;
  const allocatable = status?.allocatable ?? {};
  const podLimit = toWhole(parseQuantity(allocatable['pods'] ?? '110') ?? 0n);
  return {
    name: metadata?.name ?? '',
    labels: metadata?.labels ?? {},
    taints: (spec?.taints ?? []).map(({ key, value = '', effect }) => ({ key, value, effect })),
    isReady: (status?.conditions ?? []).some(({ type, status: is }) => type === 'Ready' && is === 'True'),
    isUnschedulable: spec?.unschedulable ?? false,
    allocatable: toResources(allocatable),
    requested: pods.map(requestOfPod).reduce(plus, NO_RESOURCES),
    podRoom: podLimit - pods.length,
  };
}

/**
 * What the scheduler reckons a pod with: its containers together, or an init container where that alone is more;
 * those that go on beside the others (sidecars) count with them. Plus the overhead of its runtime.
 */
function requestOfPod({ spec }: V1Pod): Resources {
  const init = spec?.initContainers ?? [];
  const beside = [
    ...(spec?.containers ?? []),
    ...init.filter(({ restartPolicy }) => restartPolicy === 'Always'),
  ];
  const together = beside.map(({ resources }) => toResources(resources?.requests)).reduce(plus, NO_RESOURCES);
  const one = init.map(({ resources }) => toResources(resources?.requests)).reduce(greater, NO_RESOURCES);
  return plus(greater(together, one), toResources(spec?.overhead));
}

function toResources(quantities: Quantities = {}): Resources {
  return {
    milliCores: toMillis(parseQuantity(quantities['cpu'] ?? '0') ?? 0n),
    memoryBytes: toWhole(parseQuantity(quantities['memory'] ?? '0') ?? 0n),
  };
}

function greater(one: Resources, other: Resources): Resources {
  return {
    milliCores: Math.max(one.milliCores, other.milliCores),
    memoryBytes: Math.max(one.memoryBytes, other.memoryBytes),
  };
}

export function fromJob({ metadata, status }: V1Job): ClusterJob {
  const name = metadata?.name ?? '';
  const labels = metadata?.labels ?? {};
  const ended = status?.conditions?.find(isEnd);
  if (ended === undefined) return { name, labels, state: 'active' };
  if (ended.type === 'Complete') return { name, labels, state: 'succeeded' };
  const message = [ended.reason, ended.message].filter(Boolean).join(': ');
  return { name, labels, state: 'failed', ...(message === '' ? {} : { message }) };
}

/** Whether a Job with these conditions is done for good. */
export function hasEnded(conditions: readonly Condition[]): boolean {
  return conditions.some(isEnd);
}

interface Condition {
  readonly type: string;
  readonly status: string;
}

function isEnd({ type, status }: Condition): boolean {
  return status === 'True' && (type === 'Complete' || type === 'Failed');
}

export function fromPod(pod: V1Pod): ClusterPod {
  const { metadata, spec, status } = pod;
  const labels = metadata?.labels ?? {};
  return {
    name: metadata?.name ?? '',
    jobName: labels['batch.kubernetes.io/job-name'] ?? labels['job-name'] ?? '',
    createdAt: metadata?.creationTimestamp?.getTime() ?? 0,
    state: STATES[status?.phase ?? ''] ?? 'waiting',
    ...(spec?.nodeName === undefined ? {} : { node: spec.nodeName }),
    ...waitOf(pod),
    ...endOf(status?.containerStatuses?.[0]?.state),
    ...endReasonOf(pod),
  };
}

/** What a container says of itself when it ends by itself. */
const OWN_ENDS = ['Completed', 'Error'];

function endReasonOf({ status }: V1Pod): Pick<ClusterPod, 'endReason'> {
  const terminated = status?.containerStatuses?.[0]?.state?.terminated?.reason;
  const reason = status?.reason ?? terminated ?? '';
  return reason === '' || OWN_ENDS.includes(reason) ? {} : { endReason: reason };
}

const STATES: Readonly<Record<string, ClusterPod['state']>> = {
  Running: 'running',
  Succeeded: 'succeeded',
  Failed: 'failed',
};

type Ended = Pick<ClusterPod, 'startedAt' | 'finishedAt' | 'exitCode'>;

function endOf(state: V1ContainerState | undefined): Ended {
  const terminated = state?.terminated;
  const startedAt = terminated?.startedAt ?? state?.running?.startedAt;
  const finishedAt = terminated?.finishedAt;
  return {
    ...(startedAt === undefined ? {} : { startedAt: startedAt.getTime() }),
    ...(finishedAt === undefined ? {} : { finishedAt: finishedAt.getTime() }),
    ...(terminated === undefined ? {} : { exitCode: terminated.exitCode }),
  };
}

function waitOf({ status }: V1Pod): Pick<ClusterPod, 'unschedulable' | 'waitsFor'> {
  const scheduled = status?.conditions?.find(({ type }) => type === 'PodScheduled');
  if (scheduled?.status === 'False') return { unschedulable: scheduled.message ?? scheduled.reason ?? '' };
  const waiting = status?.containerStatuses?.[0]?.state?.waiting;
  const waitsFor = [waiting?.reason, waiting?.message].filter(Boolean).join(': ');
  return waitsFor === '' ? {} : { waitsFor };
}

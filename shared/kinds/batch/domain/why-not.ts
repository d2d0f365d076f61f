import type { BatchJob, Toleration } from './batch-job.ts';
import type { ClusterNode, Taint } from './cluster-node.ts';
import { matchesTerms, ownValue } from './node-selector.ts';
import { lackingIn, type Resources } from './resources.ts';

/** Why a job cannot go to a node. */
export const OBSTACLES = [
  'not-ready',
  'unschedulable',
  'tainted',
  'not-selected',
  'too-small',
  'too-little-cpu-free',
  'too-little-memory-free',
  'too-many-pods',
] as const;
export type Obstacle = (typeof OBSTACLES)[number];

/** Effects that keep pods away; `PreferNoSchedule` only discourages. */
const KEEPING_AWAY: readonly string[] = ['NoSchedule', 'NoExecute'];

/**
 * What keeps a job from a node for good, whatever is free there: undefined when nothing does. In the order in which the
 * scheduler asks, so that both give the same reason.
 */
export function standingObstacle(job: BatchJob, request: Resources, node: ClusterNode): Obstacle | undefined {
  if (!node.isReady) return 'not-ready';
  if (node.isUnschedulable) return 'unschedulable';
  if (!toleratesAll(job.tolerations ?? [], node.taints)) return 'tainted';
  if (!isSelected(job, node)) return 'not-selected';
  return lackingIn(node.allocatable, request).length > 0 ? 'too-small' : undefined;
}

/** What keeps a job from a node as long as no more is free there. */
export function passingObstacle(
  request: Resources,
  { free, podRoom }: { readonly free: Resources; readonly podRoom: number },
): Obstacle | undefined {
  if (podRoom < 1) return 'too-many-pods';
  const [lacking] = lackingIn(free, request);
  if (lacking === undefined) return undefined;
  return lacking === 'cpu' ? 'too-little-cpu-free' : 'too-little-memory-free';
}

function isSelected({ nodeSelector = {}, nodeAffinity }: BatchJob, node: ClusterNode): boolean {
  const hasLabels = Object.entries(nodeSelector).every(
    ([key, value]) => ownValue(node.labels, key) === value,
  );
  const required = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return hasLabels && (required === undefined || matchesTerms(required.nodeSelectorTerms, node));
}

function toleratesAll(tolerations: readonly Toleration[], taints: readonly Taint[]): boolean {
  return taints
    .filter(({ effect }) => KEEPING_AWAY.includes(effect))
    .every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)));
}

/** An empty key with `Exists` tolerates everything; an empty effect all effects. */
function tolerates({ key = '', operator = 'Equal', value = '', effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key === '') return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || value === taint.value);
}

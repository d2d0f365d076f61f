import { nonZeroRequestOf, requestOf, type Amounts, type PodSpec } from '../resources.ts';
import { matchesTerm, tolerates } from './match-node.ts';
import type { NodeState } from './node-state.ts';

/** Of each plugin. */
const MAX_SCORE = 100;

/** Weights of the default profile (pkg/scheduler/apis/config/v1/default_plugins.go of Kubernetes). */
const WEIGHTS = { taintToleration: 3, nodeAffinity: 2, leastAllocated: 1, balancedAllocation: 1 } as const;

/**
 * The score of each node for a pod, by the plugins of the default profile that tell nodes apart here. Those of pods'
 * affinity to each other, of topology spread (which Jobs have no default for) and of images on nodes give all nodes the
 * same. Scores are whole numbers, cut as in the scheduler.
 */
export function scoreNodes(pod: PodSpec, nodes: readonly NodeState[]): readonly number[] {
  const taints = normalized(
    nodes.map((node) => intolerableCount(pod, node)),
    { isReversed: true },
  );
  const affinity = normalized(nodes.map((node) => affinityScore(pod, node)));
  return nodes.map(
    (node, index) =>
      WEIGHTS.taintToleration * (taints[index] ?? 0) +
      WEIGHTS.nodeAffinity * (affinity[index] ?? 0) +
      WEIGHTS.leastAllocated * leastAllocated(pod, node) +
      WEIGHTS.balancedAllocation * balancedAllocation(pod, node),
  );
}

/** The sum of the weights of the preferred terms that a node matches. */
function affinityScore({ affinity }: PodSpec, node: NodeState): number {
  const terms = affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return terms
    .filter(({ preference }) => matchesTerm(preference, node))
    .reduce((sum, { weight }) => sum + weight, 0);
}

function intolerableCount({ tolerations }: PodSpec, { taints }: NodeState): number {
  return taints.filter(
    (taint) => taint.effect === 'PreferNoSchedule' && !tolerations.some((one) => tolerates(one, taint)),
  ).length;
}

/** `NodeResourcesFit` with strategy LeastAllocated: CPU and memory count alike. */
function leastAllocated(pod: PodSpec, { allocatable, nonZeroRequested }: NodeState): number {
  const { cpu, memory } = nonZeroRequestOf(pod);
  const score = (asked: number, whole: number) =>
    whole === 0 || asked > whole ? 0 : Math.trunc(((whole - asked) * MAX_SCORE) / whole);
  const ofCpu = score(nonZeroRequested.cpu + cpu, allocatable.cpu);
  const ofMemory = score(nonZeroRequested.memory + memory, allocatable.memory);
  return Math.trunc((ofCpu + ofMemory) / 2);
}

/** `NodeResourcesBalancedAllocation`: how alike CPU and memory are used; of a pod that asks for nothing, nothing. */
function balancedAllocation(pod: PodSpec, { allocatable, requested }: NodeState): number {
  const asked: Amounts = requestOf(pod);
  if (asked.cpu === 0 && asked.memory === 0) return 0;
  // What a node has none of is left out, and one share alone is in balance.
  if (allocatable.cpu === 0 || allocatable.memory === 0) return MAX_SCORE;
  const share = (used: number, whole: number) => Math.min(used / whole, 1);
  const cpu = share(requested.cpu + asked.cpu, allocatable.cpu);
  const memory = share(requested.memory + asked.memory, allocatable.memory);
  return Math.trunc((1 - Math.abs(cpu - memory) / 2) * MAX_SCORE);
}

/** Against the highest of the nodes, which gets 100. */
function normalized(
  scores: readonly number[],
  { isReversed = false }: { readonly isReversed?: boolean } = {},
): readonly number[] {
  const highest = Math.max(0, ...scores);
  if (highest === 0) return scores.map(() => (isReversed ? MAX_SCORE : 0));
  return scores.map((score) => {
    const scaled = Math.trunc((MAX_SCORE * score) / highest);
    return isReversed ? MAX_SCORE - scaled : scaled;
  });
}

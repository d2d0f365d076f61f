import { requestOf, type PodSpec } from '../resources.ts';
import { matchesTerm, tolerates } from './match-node.ts';
import type { NodeState } from './node-state.ts';

/**
 * Why a pod cannot go to a node, in the scheduler's words, by the plugins that filter: NodeUnschedulable,
 * TaintToleration, NodeAffinity and NodeResourcesFit. A node that is not ready carries a taint in a real cluster.
 */
export function refusalsOf(pod: PodSpec, node: NodeState): readonly string[] {
  if (node.isUnschedulable) return ['node(s) were unschedulable'];
  const taint = node.taints.find(
    (one) =>
      one.effect !== 'PreferNoSchedule' && !pod.tolerations.some((toleration) => tolerates(toleration, one)),
  );
  if (taint !== undefined) return [`node(s) had untolerated taint {${taint.key}: ${taint.value}}`];
  if (!node.isReady) return ['node(s) had untolerated taint {node.kubernetes.io/not-ready: }'];
  if (!isSelected(pod, node)) return ["node(s) didn't match Pod's node affinity/selector"];
  return lacking(pod, node);
}

function isSelected({ nodeSelector, affinity }: PodSpec, node: NodeState): boolean {
  const hasLabels = Object.entries(nodeSelector).every(([key, value]) => node.labels[key] === value);
  const required = affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  return hasLabels && (required?.nodeSelectorTerms.some((term) => matchesTerm(term, node)) ?? true);
}

function lacking(pod: PodSpec, { allocatable, requested, podCount, podLimit }: NodeState): readonly string[] {
  const { cpu, memory } = requestOf(pod);
  return [
    ...(podCount + 1 > podLimit ? ['Too many pods'] : []),
    ...(cpu > 0 && cpu > allocatable.cpu - requested.cpu ? ['Insufficient cpu'] : []),
    ...(memory > 0 && memory > allocatable.memory - requested.memory ? ['Insufficient memory'] : []),
  ];
}

import type { PodSpec } from '../resources.ts';
import { refusalsOf } from './filter-nodes.ts';
import type { NodeState } from './node-state.ts';
import { scoreNodes } from './score-nodes.ts';

export type Chosen =
  | { readonly outcome: 'chosen'; readonly node: string; readonly score: number }
  /** In the scheduler's words. */
  | { readonly outcome: 'unschedulable'; readonly message: string };

/**
 * The node that the scheduler binds a pod to: of those that can take it the one with the highest score. Of equals it
 * takes any; this one the first by name, so that tests repeat. It looks at all nodes, however many.
 */
export function chooseNode(pod: PodSpec, nodes: readonly NodeState[]): Chosen {
  const refusals = nodes.map((node) => refusalsOf(pod, node));
  const feasible = nodes
    .filter((_, index) => refusals[index]?.length === 0)
    .sort((one, two) => (one.name < two.name ? -1 : 1));
  const scores = scoreNodes(pod, feasible);
  const score = Math.max(...scores);
  const chosen = feasible[scores.indexOf(score)];
  if (chosen !== undefined) return { outcome: 'chosen', node: chosen.name, score };
  return { outcome: 'unschedulable', message: messageOf(refusals.flat(), nodes.length) };
}

/** As in "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) were unschedulable." */
function messageOf(refusals: readonly string[], count: number): string {
  const counts = new Map<string, number>();
  for (const refusal of refusals) counts.set(refusal, (counts.get(refusal) ?? 0) + 1);
  const listed = [...counts].map(([refusal, nodes]) => `${nodes} ${refusal}`).sort();
  return `0/${count} nodes are available${listed.length === 0 ? '' : `: ${listed.join(', ')}`}.`;
}

import type { Requirement, SelectorTerm, Toleration } from '../resources.ts';
import type { NodeState } from './node-state.ts';

/** Whether a node meets a term; one without requirements is met by none. */
export function matchesTerm({ matchExpressions, matchFields }: SelectorTerm, node: NodeState): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => meets(requirement, node.labels[requirement.key])) &&
    matchFields.every((requirement) => meets(requirement, node.name))
  );
}

export function tolerates(
  { key, operator, value, effect }: Toleration,
  taint: NodeState['taints'][number],
): boolean {
  if (effect !== undefined && effect !== taint.effect) return false;
  if (key === '') return operator === 'Exists';
  return key === taint.key && (operator === 'Exists' || value === taint.value);
}

function meets({ operator, values }: Requirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return value !== undefined && Number(value) > Number(values[0]);
    case 'Lt':
      return value !== undefined && Number(value) < Number(values[0]);
  }
}

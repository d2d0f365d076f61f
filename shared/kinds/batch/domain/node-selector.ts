/** What a label, or a field, of a node has to be. */
export interface NodeRequirement {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist' | 'Gt' | 'Lt';
  readonly values?: readonly string[];
}

/** All of its requirements have to be met. */
export interface NodeSelectorTerm {
  readonly matchExpressions?: readonly NodeRequirement[];
  readonly matchFields?: readonly NodeRequirement[];
}

interface Labelled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Whether a node meets one of the terms; a term without requirements is met by none, as in Kubernetes. */
export function matchesTerms(terms: readonly NodeSelectorTerm[], node: Labelled): boolean {
  return terms.some((term) => matchesTerm(term, node));
}

function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Labelled): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => meets(requirement, ownValue(node.labels, requirement.key))) &&
    // The name is the one field there is to ask for.
    matchFields.every((requirement) =>
      meets(requirement, requirement.key === 'metadata.name' ? node.name : undefined),
    )
  );
}

function meets({ operator, values = [] }: NodeRequirement, value: string | undefined): boolean {
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
      return compares(value, values, (is, bound) => is > bound);
    case 'Lt':
      return compares(value, values, (is, bound) => is < bound);
  }
}

/** Both are whole numbers, or the requirement is not met. */
function compares(
  value: string | undefined,
  values: readonly string[],
  holds: (is: bigint, bound: bigint) => boolean,
): boolean {
  const [bound = ''] = values;
  const whole = /^[+-]?\d{1,19}$/;
  if (value === undefined || !whole.test(value) || !whole.test(bound)) return false;
  return holds(BigInt(value.replace('+', '')), BigInt(bound.replace('+', '')));
}

export function ownValue(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

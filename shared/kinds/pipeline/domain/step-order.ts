import type { PipelineStep } from './pipeline-task.ts';

type Node = Pick<PipelineStep, 'name' | 'needs'>;

export type StepOrder<T extends Node> =
  | { readonly outcome: 'ordered'; readonly steps: readonly T[] }
  /** Each needs the next, and the last the first. */
  | { readonly outcome: 'circle'; readonly names: readonly string[] };

/** The steps in an order in which each comes after all that it needs, by Kahn's algorithm; unknown needs are left aside. */
export function orderSteps<T extends Node>(steps: readonly T[]): StepOrder<T> {
  const known = new Set(steps.map(({ name }) => name));
  const ordered: T[] = [];
  const done = new Set<string>();
  let left = steps;
  while (left.length > 0) {
    const free = left.filter(({ needs }) => needs.every((need) => done.has(need) || !known.has(need)));
    if (free.length === 0) return { outcome: 'circle', names: circleIn(left) };
    for (const step of free) done.add(step.name);
    ordered.push(...free);
    left = left.filter(({ name }) => !done.has(name));
  }
  return { outcome: 'ordered', steps: ordered };
}

/** All that a step needs, directly and over others. */
export function ancestorsOf(steps: readonly Node[], name: string): ReadonlySet<string> {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const found = new Set<string>();
  const open = [...(byName.get(name)?.needs ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    open.push(...(byName.get(next)?.needs ?? []));
  }
  return found;
}

/** Follows, among steps of which each needs another of them, one need of each until a step comes again. */
function circleIn(steps: readonly Node[]): readonly string[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const way: string[] = [];
  let name = steps[0]?.name;
  while (name !== undefined && !way.includes(name)) {
    way.push(name);
    name = byName.get(name)?.needs.find((need) => byName.has(need));
  }
  return name === undefined ? way : way.slice(way.indexOf(name));
}

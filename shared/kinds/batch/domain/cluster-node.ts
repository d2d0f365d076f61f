import { minus, type Resources } from './resources.ts';

/** Keeps pods from a node that do not tolerate it. */
export interface Taint {
  readonly key: string;
  readonly value: string;
  readonly effect: string;
}

/** A node of a cluster, as it was read at one time. */
export interface ClusterNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly isReady: boolean;
  /** Cordoned: it takes no new pods. */
  readonly isUnschedulable: boolean;
  /** What pods may ask for in all. */
  readonly allocatable: Resources;
  /** What its pods ask for that have not finished. */
  readonly requested: Resources;
  /** How many more pods it takes. */
  readonly podRoom: number;
}

/** What is left for more pods: allocatable less requested. Below zero where a node has shrunk under its pods. */
export function freeOf({ allocatable, requested }: ClusterNode): Resources {
  return minus(allocatable, requested);
}

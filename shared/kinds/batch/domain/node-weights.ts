/** Of the node that a job goes to first. */
const FIRST = 100;

/** Of the second; each after it has one less. */
const SECOND = 15;

/** A weight of 0 is none to Kubernetes. */
const LEAST = 1;

/**
 * Preferences of a manifest: a term is some 150 bytes, and the API server takes objects of 1.5 MB. Nodes beyond these
 * would have the least weight anyway.
 */
const MAX_PREFERENCES = 500;

/** How much a job prefers a node, 1 to 100. */
export interface NodePreference {
  readonly node: string;
  readonly weight: number;
}

/**
 * The nodes with their weights, best first: 100, then 15, 14, 13 … and never below 1. The gap after the first is what
 * packs a batch: it outweighs what the scheduler gives for free room, the steps after it do not always.
 */
export function weighNodes(ranked: readonly string[]): readonly NodePreference[] {
  return ranked
    .slice(0, MAX_PREFERENCES)
    .map((node, rank) => ({ node, weight: rank === 0 ? FIRST : Math.max(SECOND + 1 - rank, LEAST) }));
}

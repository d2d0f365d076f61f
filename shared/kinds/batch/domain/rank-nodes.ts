import type { BatchRatio } from './batch-ratio.ts';
import type { NodeRoom } from './node-rooms.ts';
import { amountOf, type ResourceName, type Resources } from './resources.ts';

/** Bytes in balance with a thousandth of a core. */
const BALANCED_BYTES_PER_MILLI = 4_000_000;

/**
 * Strategy `ratio`: the batch's heavy side says by what nodes are ranked, most free first. In exact balance it is the
 * scarcer of a node's two. Ties go by what is free of the other, then by name: a ranking must not change by chance.
 */
export function rankByFree(rooms: readonly NodeRoom[], { heavyIn }: BatchRatio): readonly NodeRoom[] {
  const rank = (free: Resources) =>
    heavyIn === undefined
      ? Math.min(free.milliCores * BALANCED_BYTES_PER_MILLI, free.memoryBytes)
      : amountOf(free, heavyIn);
  const other = (free: Resources) => amountOf(free, heavyIn === 'cpu' ? 'memory' : 'cpu');
  return [...rooms].sort(
    (one, two) => rank(two.free) - rank(one.free) || other(two.free) - other(one.free) || byName(one, two),
  );
}

/**
 * Strategy `dominant-share`: best fit. Nodes where the job fits come first, the one before all others that would have
 * the least of the job's dominant resource left, as a share of the node; then those that it has to wait for, most free
 * first.
 */
export function rankByFit(
  rooms: readonly NodeRoom[],
  { request, dominant, fits }: FitOf,
): readonly NodeRoom[] {
  const other: ResourceName = dominant === 'cpu' ? 'memory' : 'cpu';
  return [...rooms].sort((one, two) => {
    const [fitsOne, fitsTwo] = [fits(one), fits(two)];
    if (fitsOne !== fitsTwo) return fitsOne ? -1 : 1;
    const direction = fitsOne ? 1 : -1;
    const by = (name: ResourceName) => leftShare(one, request, name) - leftShare(two, request, name);
    return direction * by(dominant) || direction * by(other) || byName(one, two);
  });
}

interface FitOf {
  readonly request: Resources;
  readonly dominant: ResourceName;
  readonly fits: (room: NodeRoom) => boolean;
}

/** What is left of a node with the job on it, as a share of the node. */
export function leftShare({ node, free }: NodeRoom, request: Resources, name: ResourceName): number {
  const whole = amountOf(node.allocatable, name);
  return whole === 0 ? 0 : (amountOf(free, name) - amountOf(request, name)) / whole;
}

/**
 * The resource that a job takes the greater share of, of what the cluster has free (dominant resource, Ghodsi et al.
 * 2011), with that share.
 */
export function dominantOf(
  request: Resources,
  free: Resources,
): { readonly name: ResourceName; readonly share: number } {
  const cpu = shareOf(request.milliCores, free.milliCores);
  const memory = shareOf(request.memoryBytes, free.memoryBytes);
  return cpu > memory ? { name: 'cpu', share: cpu } : { name: 'memory', share: memory };
}

function shareOf(amount: number, whole: number): number {
  return whole <= 0 ? Infinity : amount / whole;
}

function byName(one: NodeRoom, two: NodeRoom): number {
  return one.node.name < two.node.name ? -1 : 1;
}

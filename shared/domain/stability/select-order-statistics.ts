const SORT_BELOW = 48;

interface Segment {
  readonly low: number;
  readonly high: number;
  readonly firstRank: number;
  readonly lastRank: number;
  readonly depth: number;
}

/**
 * Reorders `values` so that each position in `ranks` (ascending) holds what a full sort would put there: quickselect
 * for many ranks at once, n · log(ranks) steps. A segment that keeps splitting badly is sorted, so no order of
 * values makes it quadratic. There must be no NaN among the values.
 */
export function selectOrderStatistics(values: Float64Array, ranks: readonly number[]): void {
  const depth = 2 * Math.ceil(Math.log2(values.length + 1));
  const open: Segment[] = [
    { low: 0, high: values.length - 1, firstRank: 0, lastRank: ranks.length - 1, depth },
  ];
  for (let segment = open.pop(); segment !== undefined; segment = open.pop()) {
    if (segment.firstRank > segment.lastRank || segment.low >= segment.high) continue;
    if (segment.high - segment.low < SORT_BELOW || segment.depth === 0) {
      values.subarray(segment.low, segment.high + 1).sort();
      continue;
    }
    open.push(...split(values, ranks, segment));
  }
}

/** Partitions a segment around a pivot; values between the two parts equal the pivot and are in place. */
function split(values: Float64Array, ranks: readonly number[], segment: Segment): Segment[] {
  const { leftEnd, rightStart } = partition(values, segment.low, segment.high);
  const depth = segment.depth - 1;
  let lastLeft = segment.firstRank - 1;
  while (lastLeft < segment.lastRank && Number(ranks[lastLeft + 1]) <= leftEnd) lastLeft += 1;
  let firstRight = lastLeft + 1;
  while (firstRight <= segment.lastRank && Number(ranks[firstRight]) < rightStart) firstRight += 1;
  return [
    { low: segment.low, high: leftEnd, firstRank: segment.firstRank, lastRank: lastLeft, depth },
    { low: rightStart, high: segment.high, firstRank: firstRight, lastRank: segment.lastRank, depth },
  ];
}

/** Hoare's partition: it stops at equal values, which keeps the parts even where data are tied. */
function partition(
  values: Float64Array,
  low: number,
  high: number,
): { readonly leftEnd: number; readonly rightStart: number } {
  const pivot = pivotOf(values, low, high);
  let left = low;
  let right = high;
  while (left <= right) {
    while (Number(values[left]) < pivot) left += 1;
    while (Number(values[right]) > pivot) right -= 1;
    if (left > right) break;
    const swapped = Number(values[left]);
    values[left] = Number(values[right]);
    values[right] = swapped;
    left += 1;
    right -= 1;
  }
  return { leftEnd: right, rightStart: left };
}

/** The median of three, which sorted data cannot mislead. */
function pivotOf(values: Float64Array, low: number, high: number): number {
  const first = Number(values[low]);
  const middle = Number(values[(low + high) >>> 1]);
  const last = Number(values[high]);
  return Math.max(Math.min(first, middle), Math.min(Math.max(first, middle), last));
}

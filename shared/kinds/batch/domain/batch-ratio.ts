import type { ResourceName, Resources } from './resources.ts';

/** Bytes of memory that are in balance with one core: 4 GB. */
const BALANCED_BYTES_PER_CORE = 4_000_000_000n;

/** What a batch asks for, CPU against memory. */
export interface BatchRatio {
  /** Total cores / total bytes × 4,000,000,000, rounded to a millionth: 1 is balanced. */
  readonly value: number;
  /** By which of the two nodes are ranked; absent in exact balance, where the scarcer of a node's two counts. */
  readonly heavyIn?: ResourceName;
}

/**
 * The ratio of what all jobs of a batch ask for together. Which side of 1 it is on is decided exactly. Nothing at all is
 * in balance. Throws RangeError for CPU without memory.
 */
export function batchRatio({ milliCores, memoryBytes }: Resources): BatchRatio {
  const cpu = BigInt(milliCores) * (BALANCED_BYTES_PER_CORE / 1000n);
  const memory = BigInt(memoryBytes);
  if (memory === 0n && cpu === 0n) return { value: 1 };
  if (memory === 0n) throw new RangeError('A batch without memory has no ratio.');
  const millionths = (cpu * 1_000_000n * 2n + memory) / (memory * 2n);
  const value = Number(millionths) / 1_000_000;
  if (cpu === memory) return { value };
  return { value, heavyIn: cpu < memory ? 'memory' : 'cpu' };
}

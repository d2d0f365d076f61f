import { isJsonArray, isJsonObject, type Value } from '../json.ts';
import { orderValues } from './order-values.ts';

/** An aggregate over the argument's value in each document of a group. */
export type Aggregate = (values: readonly Value[]) => Value;

/**
 * By upper-case name. Undefined arguments do not count. SUM and AVG over anything but numbers, and MIN and MAX
 * over arrays or objects, are undefined.
 */
export const AGGREGATES: ReadonlyMap<string, Aggregate> = new Map<string, Aggregate>([
  ['COUNT', (values) => defined(values).length],
  ['SUM', sum],
  ['AVG', average],
  ['MIN', (values) => extreme(values, -1)],
  ['MAX', (values) => extreme(values, 1)],
]);

function defined(values: readonly Value[]): readonly Value[] {
  return values.filter((value) => value !== undefined);
}

function sum(values: readonly Value[]): number | undefined {
  let total = 0;
  for (const value of defined(values)) {
    if (typeof value !== 'number') return undefined;
    total += value;
  }
  return total;
}

function average(values: readonly Value[]): number | undefined {
  const total = sum(values);
  const count = defined(values).length;
  return total === undefined || count === 0 ? undefined : total / count;
}

function extreme(values: readonly Value[], sign: 1 | -1): Value {
  const candidates = defined(values);
  if (candidates.some((value) => isJsonArray(value) || isJsonObject(value))) return undefined;
  let best: Value;
  for (const value of candidates) {
    if (best === undefined || orderValues(value, best) * sign > 0) best = value;
  }
  return best;
}

import type { Value } from '../json.ts';

/** A built-in scalar function: how many arguments it takes, and its value for them at `nowMs` (epoch milliseconds). */
export interface ScalarFunction {
  readonly takes: readonly [least: number, most: number];
  readonly apply: (values: readonly Value[], nowMs: number) => Value;
}

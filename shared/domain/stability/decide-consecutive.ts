import { InvalidInput } from '../errors.ts';

/** At least `k` of the last `n` windows, the one at hand included. */
export interface ConsecutiveRule {
  readonly k: number;
  readonly n: number;
}

/** A year of days; further back nobody would look for the start of a drift. */
export const MAX_CONSECUTIVE_WINDOWS = 366;

/**
 * Whether a model has an alarm: the window at hand has one, and with it at least `k` of the last `n` windows. An alarm
 * so always has columns to look at, and it ends with the first window that has none.
 *
 * @param history Whether each earlier window had one, latest first. Windows that were not measured are left out, and
 *   what is beyond the last `n` is not looked at; a short history can only lack alarms.
 */
export function decideConsecutive(
  history: readonly boolean[],
  current: boolean,
  rule: ConsecutiveRule,
): boolean {
  assertConsecutive(rule);
  const earlier = history.slice(0, rule.n - 1).filter((alarm) => alarm).length;
  return current && earlier + 1 >= rule.k;
}

/** Throws InvalidInput unless both are whole and 1 ≤ k ≤ n ≤ MAX_CONSECUTIVE_WINDOWS. */
export function assertConsecutive({ k, n }: ConsecutiveRule): void {
  if (Number.isInteger(k) && Number.isInteger(n) && 1 <= k && k <= n && n <= MAX_CONSECUTIVE_WINDOWS) return;
  const message = `An alarm in k of n windows needs whole numbers 1 ≤ k ≤ n ≤ ${MAX_CONSECUTIVE_WINDOWS}; they are ${k} and ${n}.`;
  throw new InvalidInput(message, [{ pointer: '/consecutive', message }]);
}

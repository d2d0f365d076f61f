/** How long to wait after requests that failed. */
export interface Backoff {
  /** After the first failure, about. */
  readonly firstMs: number;
  readonly greatestMs: number;
}

export const USUAL_BACKOFF: Backoff = { firstMs: 500, greatestMs: 30_000 };

/**
 * Milliseconds to wait after so many failures in a row: twice as long after each, up to the greatest, and of that any part from
 * the half up, so that edges which lost their control plane together do not come back together.
 *
 * @param random From 0 up to 1.
 * @param retryAfterMs What the control plane asked for, which is waited at least.
 */
export function backoffMs(
  { firstMs, greatestMs }: Backoff,
  {
    failures,
    random,
    retryAfterMs = 0,
  }: { readonly failures: number; readonly random: number; readonly retryAfterMs?: number },
): number {
  const longest = Math.min(greatestMs, firstMs * 2 ** (Math.max(1, failures) - 1));
  return Math.round(Math.max(retryAfterMs, 0) + longest * (0.5 + 0.5 * random));
}

import type { PollPolicy } from '../job/report-collection-task.ts';
import { SECOND_MS } from '../schedule/instant.ts';

/**
 * The pause after the so-manieth look (from 1) at a report that is not ready, ms: it grows by the policy's coefficient up
 * to its longest; what the server asks for (Retry-After, ms) goes before where it is longer.
 */
export function pollPauseMs(policy: PollPolicy, look: number, retryAfterMs = 0): number {
  const { intervalSeconds, backoffCoefficient, maxIntervalSeconds } = policy;
  // Beyond some 300 digits the growth is Infinity, which the cap takes back.
  const seconds = Math.min(intervalSeconds * backoffCoefficient ** (look - 1), maxIntervalSeconds);
  return Math.max(Math.ceil(seconds * SECOND_MS), retryAfterMs);
}

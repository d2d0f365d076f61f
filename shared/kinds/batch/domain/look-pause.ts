const SHORTEST_MS = 1000;
const LONGEST_MS = 15_000;
const GROWTH = 1.5;

/** The pause after so many looks (from 1) in a row that have seen nothing new, ms: 1 s, 1.5 s … at most 15 s. */
export function lookPauseMs(looks: number, retryAfterMs = 0): number {
  return Math.max(Math.min(Math.round(SHORTEST_MS * GROWTH ** (looks - 1)), LONGEST_MS), retryAfterMs);
}

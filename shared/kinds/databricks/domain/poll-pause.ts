import { hashFraction } from '../../../domain/schedule/hash-fraction.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import type { DatabricksTask } from './databricks-task.ts';

const GROWTH = 1.5;

/** The share of a pause that is added at most: a thousand jobs turned away at midnight do not come back together. */
const JITTER = 0.25;

/**
 * The pause after the so-manieth look (from 1), ms. It grows by half each time up to the longest; what the workspace asks for
 * (Retry-After, ms) goes before where it is longer. The jitter follows from the seed, so that a replay has the same.
 */
export function pollPauseMs(
  { intervalSeconds, maxIntervalSeconds }: DatabricksTask['poll'],
  look: number,
  { seed, retryAfterMs = 0 }: { readonly seed: string; readonly retryAfterMs?: number | undefined },
): number {
  // Beyond some 300 digits the growth is Infinity, which the cap takes back.
  const seconds = Math.min(intervalSeconds * GROWTH ** (look - 1), maxIntervalSeconds);
  const pauseMs = Math.max(seconds * SECOND_MS, retryAfterMs);
  return Math.ceil(pauseMs * (1 + JITTER * hashFraction(`${seed} ${look}`)));
}

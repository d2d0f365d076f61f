import { hashFraction } from '../../../domain/schedule/hash-fraction.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import type { WebhookTask } from './webhook-task.ts';

/**
 * The pause after the so-manieth failed try (from 1), ms: longer each time up to the longest, by up to a quarter shorter
 * or longer, so that jobs of one slot do not all come back at once. What the service asks for goes before where it is
 * longer: it is never cut short.
 */
export function retryPauseMs(
  { initialDelaySeconds, backoffCoefficient, maxDelaySeconds }: WebhookTask['tries'],
  {
    failures,
    name,
    retryAfterMs = 0,
  }: { readonly failures: number; readonly name: string; readonly retryAfterMs?: number },
): number {
  const seconds = Math.min(initialDelaySeconds * backoffCoefficient ** (failures - 1), maxDelaySeconds);
  const spread = 0.75 + hashFraction(`${name} ${failures}`) / 2;
  return Math.max(Math.ceil(seconds * SECOND_MS * spread), retryAfterMs);
}

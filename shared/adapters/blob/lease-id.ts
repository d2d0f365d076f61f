import { createHash } from 'node:crypto';
import type { RunAttempt } from '../../domain/run/run-id.ts';
import { attemptIdOf } from '../../domain/run/run-id.ts';

/**
 * The id, a UUID, under which an attempt of a run holds its leases. It follows from the attempt, so that whoever repeats an
 * acquisition finds that it has the lease already. RFC 9562's version 8: the bits are the first of a SHA-256.
 */
export function leaseIdOf({ runId, attempt }: RunAttempt): string {
  const digits = createHash('sha256')
    .update(`lease ${attemptIdOf(runId, attempt)}`)
    .digest('hex');
  const variant = ((Number.parseInt(digits.slice(16, 17), 16) & 3) | 8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

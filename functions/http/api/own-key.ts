import type { UniqueId } from '../../../shared/application/ports/environment.ts';
import type { Call } from './call.ts';

/**
 * The name under which an operation knows a repeated request itself: two callers who happen to choose the same
 * Idempotency-Key mean two things. Without a key every request is one of its own.
 */
export function ownKey<P, Q, B>(
  { caller, idempotencyKey }: Pick<Call<P, Q, B>, 'caller' | 'idempotencyKey'>,
  uniqueId: UniqueId,
): string {
  if (idempotencyKey === undefined) return uniqueId();
  return caller.isIdentified ? `${caller.id} ${idempotencyKey}` : idempotencyKey;
}

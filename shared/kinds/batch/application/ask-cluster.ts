import { Unavailable } from '../../../domain/errors.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { ClusterRefusal } from './ports/cluster.ts';

/** What keeps a step from its answer. */
export type Hindered =
  | { readonly outcome: 'busy'; readonly failure: RunFailure; readonly retryAfterMs?: number }
  | { readonly outcome: 'rejected'; readonly failure: RunFailure };

/**
 * Asks the cluster. That it is overloaded, away or out of quota is an answer, to be waited for: thrown, it would use up
 * the few tries that a step has.
 */
export async function askCluster<T>(ask: () => Promise<T>): Promise<T | Hindered> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ClusterRefusal) {
      return { outcome: 'rejected', failure: { reason: 'service-refused', message: error.message } };
    }
    if (!(error instanceof Unavailable)) throw error;
    const { message, retryAfterMs } = error;
    const failure: RunFailure = { reason: 'service-busy', message };
    return { outcome: 'busy', failure, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
}

import type { Job } from '../../../domain/job/job.ts';
import type { PollPolicy } from '../../../domain/job/report-collection-task.ts';
import { LEASE_MS, type Lease, type Term } from '../../../domain/lease/lease.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt } from '../../../domain/run/run-id.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { loadCollection, type CollectionEnd, type CollectionStores } from './load-collection.ts';
import type { LeaseStore } from '../../../application/ports/lease-store.ts';

/** Long enough for a dead holder's lease to free itself, and for a late look at it. */
const SKIP_WAIT_MS = LEASE_MS + 15 * SECOND_MS;

/** A live holder may release it at any time. */
const LOOK_AGAIN_MS = 5 * SECOND_MS;

export type LeaseAcquired =
  | { readonly outcome: 'acquired'; readonly term: Term; readonly poll: PollPolicy }
  | {
      readonly outcome: 'busy';
      /** How long the job's overlap policy lets it wait, from its first question on. */
      readonly mayWaitMs: number;
      readonly retryAfterMs: number;
      /** What to record when that time is over. */
      readonly failure: RunFailure;
    }
  | CollectionEnd;

interface Dependencies extends CollectionStores {
  readonly leases: Pick<LeaseStore, 'acquire'>;
}

/**
 * Takes the lease on a run's resource; repeated, it finds its own. Throws NotFound for an unknown run, Unavailable when a
 * retry may help.
 */
export function createAcquireLease(
  dependencies: Dependencies,
): (attempt: RunAttempt) => Promise<LeaseAcquired> {
  return async (attempt) => {
    const loaded = await loadCollection(dependencies, attempt);
    if (loaded.outcome !== 'loaded') return loaded;
    const { task } = loaded.job;
    const acquired = await dependencies.leases.acquire(task.resource, attempt);
    if (acquired.outcome === 'acquired') {
      return { outcome: 'acquired', term: acquired.term, poll: task.poll };
    }
    return {
      outcome: 'busy',
      mayWaitMs: mayWaitMs(loaded.job),
      retryAfterMs: acquired.lease.state === 'held' ? LOOK_AGAIN_MS : SECOND_MS,
      failure: busy(acquired.lease),
    };
  };
}

/** Under `skip` a run is not to queue behind another, but must not be lost to one that is dead either. */
function mayWaitMs({ policies: { overlap, timeoutSeconds } }: Job): number {
  const timeoutMs = timeoutSeconds * SECOND_MS;
  return overlap === 'skip' ? Math.min(SKIP_WAIT_MS, timeoutMs) : timeoutMs;
}

function busy({ resource, holder }: Lease): RunFailure {
  const by = holder === undefined ? 'another run' : `run '${holder.runId}'`;
  const message =
    `Resource '${resource}' was being collected by ${by} all the while. Let that run end or cancel it, or break the ` +
    'lock if its host is gone; an overlap policy other than "skip" waits longer.';
  return { reason: 'resource-busy', message };
}

import { Unavailable } from '../domain/errors.ts';
import type { Lease } from '../domain/lease/lease.ts';
import type { AuditEntry, AuditLog, AuditedState } from './ports/audit-log.ts';
import type { Clock, Fingerprint } from './ports/environment.ts';
import type { LeaseStore } from './ports/lease-store.ts';
import { lockOf, lockSubject, type Lock } from './read-locks.ts';

export interface BreakRequest {
  readonly author: string;
  readonly reason: string;
  /** The next collection asks the server anew, whatever it may still be working at. */
  readonly isTicketForgotten: boolean;
}

/** The epochs that a caller expects; undefined when it names none. */
export type ExpectedEpochs = readonly number[] | undefined;

export type BreakOutcome =
  | BrokenLock
  | { readonly outcome: 'not-found' }
  /** The caller did not say which holding it means to end. */
  | { readonly outcome: 'version-required' }
  /** `wasAskedBefore`: the same request came before, and whether it or somebody else ended the holding is not known. */
  | { readonly outcome: 'version-mismatch'; readonly wasAskedBefore: boolean }
  /** Nobody holds it, and there is no ticket that is to be forgotten. */
  | { readonly outcome: 'nothing-to-break'; readonly lock: Lock };

export interface BrokenLock {
  readonly outcome: 'broken';
  /** As it is now; the next holder may have it already. */
  readonly lock: Lock;
  /** As it was; absent when the same request came before. */
  readonly before?: Lease;
  /** Whether the audit log has the outcome; without it there is what was asked. */
  readonly isRecorded: boolean;
}

interface Dependencies {
  readonly leases: Pick<LeaseStore, 'get' | 'break'>;
  readonly audit: Pick<AuditLog, 'append' | 'entriesOf'>;
  readonly clock: Clock;
  readonly fingerprint: Fingerprint;
}

/**
 * Takes a lock from its holder, whose writes are refused from then on, or drops what the last holder left.
 *
 * What is asked is in the audit log before anything is done, so nothing is broken without a trace, whenever the process
 * is killed. A holding is broken once: the request names its epoch, and breaking raises it. The same request again finds
 * that it was done. Throws Unavailable: it may have been done or not, and can be repeated.
 */
export function createBreakLock(
  dependencies: Dependencies,
): (resource: string, request: BreakRequest, expected: ExpectedEpochs) => Promise<BreakOutcome> {
  const { leases } = dependencies;
  return async (resource, request, expected) => {
    const lease = await leases.get(resource);
    if (lease === undefined) return { outcome: 'not-found' };
    if (expected === undefined) return { outcome: 'version-required' };
    if (!expected.includes(lease.epoch)) {
      // Of several epochs it is not known which one an earlier request found.
      const [epoch, ...others] = expected;
      if (epoch === undefined || others.length > 0) return MISMATCH;
      return goOn(dependencies, { lease, epoch, request });
    }
    if (lease.state === 'free' && (!request.isTicketForgotten || lease.notes.ticket === undefined)) {
      return { outcome: 'nothing-to-break', lock: lockOf(lease) };
    }
    return breakAudited(dependencies, lease, request);
  };
}

const MISMATCH = { outcome: 'version-mismatch', wasAskedBefore: false } as const;

async function breakAudited(
  dependencies: Dependencies,
  lease: Lease,
  request: BreakRequest,
): Promise<BreakOutcome> {
  const { leases, audit, clock } = dependencies;
  const { resource, epoch } = lease;
  const asked: AuditEntry = {
    ...{ subject: lockSubject(resource), changeId: changeIdOf(dependencies, epoch, request) },
    ...{ outcome: 'asked', action: request.isTicketForgotten ? 'break-and-forget-ticket' : 'break' },
    ...{ author: request.author, reason: request.reason, at: clock.now(), before: auditedState(lease) },
  };

  const appended = await audit.append(asked);
  const broken = await breakEpoch(dependencies, { lease, epoch, request });
  if (broken === 'broken') return { ...(await afterBreaking(dependencies, lease, asked)), before: lease };

  const now = await leases.get(resource);
  const earlier = await goOn(dependencies, { lease: now ?? lease, epoch, request });
  if (earlier.outcome === 'broken' || appended === 'already-there') return earlier;
  const after = now === undefined ? {} : { after: auditedState(now) };
  await audit.append({ ...asked, outcome: 'refused', at: clock.now(), ...after });
  return broken === 'not-found' ? { outcome: 'not-found' } : MISMATCH;
}

interface Holding {
  readonly lease: Lease;
  /** The one that is to be ended; the lease may have another by now. */
  readonly epoch: number;
  readonly request: BreakRequest;
}

/**
 * The epoch is another by now. Where this very request was made before, it may have been cut off, or its answer lost:
 * then a lock that was broken and that nobody has had since can be broken again without harm, and tells so.
 */
async function goOn(
  dependencies: Dependencies,
  { lease, epoch, request }: Holding,
): Promise<BrokenLock | typeof MISMATCH | { outcome: 'version-mismatch'; wasAskedBefore: true }> {
  const { audit } = dependencies;
  const changeId = changeIdOf(dependencies, epoch, request);
  const entries = await audit.entriesOf(lockSubject(lease.resource), changeId);
  const [last] = entries.slice(-1);
  if (last === undefined || last.outcome === 'refused') return MISMATCH;
  if (last.outcome === 'done') {
    return { outcome: 'broken', lock: lockOf(lease), isRecorded: true };
  }
  const broken = await breakEpoch(dependencies, { lease, epoch, request });
  if (broken === 'broken') return afterBreaking(dependencies, lease, last);
  return { outcome: 'version-mismatch', wasAskedBefore: true };
}

function breakEpoch({ leases }: Dependencies, { lease, epoch, request }: Holding) {
  const { isTicketForgotten } = request;
  return leases.break(lease.resource, { ifEpoch: epoch, isTicketForgotten });
}

/** The lock is broken: what cannot be read or written now must not make the caller believe that it is not. */
async function afterBreaking(
  { leases, audit, clock }: Dependencies,
  { resource }: Lease,
  asked: AuditEntry,
): Promise<BrokenLock> {
  const now = await unlessUnavailable(() => leases.get(resource));
  const after = now === undefined ? {} : { after: auditedState(now) };
  const done = { ...asked, outcome: 'done' as const, at: clock.now(), ...after };
  const recorded = await unlessUnavailable(() => audit.append(done));
  if (now === undefined) throw new Unavailable('The lock is broken, but cannot be read at the moment.');
  return { outcome: 'broken', lock: lockOf(now), isRecorded: recorded !== undefined };
}

async function unlessUnavailable<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}

/**
 * The same for the same request only: were it the same for whoever breaks this holding, a second person's break could
 * stand in the log under the name of the first, who was cut off before it.
 */
function changeIdOf({ fingerprint }: Dependencies, epoch: number, request: BreakRequest): string {
  const { author, reason, isTicketForgotten } = request;
  return `break-${epoch}-${fingerprint(JSON.stringify([author, reason, isTicketForgotten]))}`;
}

function auditedState({ epoch, state, holder, notes: { ticket } }: Lease): AuditedState {
  return {
    ...{ epoch, state },
    ...(holder === undefined ? {} : { holder: { runId: holder.runId, attempt: holder.attempt } }),
    ...(ticket === undefined
      ? {}
      : {
          ticket: {
            runId: ticket.runId,
            ...(ticket.accepted === undefined ? {} : { ticketId: ticket.accepted.ticketId }),
            requestedAt: toIso(ticket.requestedAt),
            ...(ticket.answeredAt === undefined ? {} : { answeredAt: toIso(ticket.answeredAt) }),
          },
        }),
  };
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

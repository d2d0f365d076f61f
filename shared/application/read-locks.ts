import { InvalidInput } from '../domain/errors.ts';
import type { Lease } from '../domain/lease/lease.ts';
import { jobIdOf } from '../domain/run/run-id.ts';
import type { AuditEntry, AuditLog } from './ports/audit-log.ts';
import type { JobStore } from './ports/job-store.ts';
import type { LeaseStore } from './ports/lease-store.ts';
import type { Page, PageRequest } from './ports/versioned.ts';

/** How many entries of the audit log are shown with a lock. */
const LAST_CHANGES = 20;

/** A lease as an operator looks at it. */
export interface Lock {
  readonly lease: Lease;
  /** Epoch ms; when its unanswered ticket is given up. Absent without such a ticket. */
  readonly abandonedAt?: number;
}

export interface LockFilter {
  readonly state?: Lease['state'] | undefined;
  /** Only locks in these value streams; undefined: all, also those whose stream is not known. */
  readonly valueStreams?: readonly string[] | undefined;
}

interface Dependencies {
  readonly leases: Pick<LeaseStore, 'get' | 'list'>;
}

/** Lists the locks of all resources by name. Throws InvalidInput for a cursor that no page gave. */
export function createListLocks({
  leases,
  jobs,
}: Dependencies & { readonly jobs: Pick<JobStore, 'get'> }): (
  filter: LockFilter,
  request: PageRequest,
) => Promise<Page<Lock>> {
  return async ({ state, valueStreams }, { limit, cursor }) => {
    const after = cursor === undefined ? '' : fromCursor(cursor);
    const found: Lease[] = [];
    for await (const lease of leases.list()) {
      if (lease.resource <= after || (state !== undefined && lease.state !== state)) continue;
      if (valueStreams !== undefined && !(await isIn(valueStreams, lease, jobs))) continue;
      found.push(lease);
      // One more than asked for tells whether there is a next page.
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    const items = page.map((lease) => lockOf(lease));
    const last = page.at(-1);
    return found.length > limit && last !== undefined
      ? { items, nextCursor: `${AFTER}${last.resource}` }
      : { items };
  };
}

async function isIn(
  valueStreams: readonly string[],
  lease: Lease,
  jobs: Pick<JobStore, 'get'>,
): Promise<boolean> {
  const valueStream = await streamOfLease(lease, jobs);
  return valueStream !== undefined && valueStreams.includes(valueStream);
}

/**
 * The value stream of a lock: that of the job whose run holds it, or held it last. A resource that jobs of several value
 * streams collect goes from one to the other with its lock.
 */
export function createStreamOfLock({
  leases,
  jobs,
}: {
  readonly leases: Pick<LeaseStore, 'get'>;
  readonly jobs: Pick<JobStore, 'get'>;
}): (resource: string) => Promise<string | undefined> {
  return async (resource) => {
    const lease = await leases.get(resource);
    return lease === undefined ? undefined : streamOfLease(lease, jobs);
  };
}

async function streamOfLease({ holder }: Lease, jobs: Pick<JobStore, 'get'>): Promise<string | undefined> {
  if (holder === undefined) return undefined;
  return (await jobs.get(jobIdOf(holder.runId)))?.value.valueStream;
}

export interface LockDetail {
  readonly lock: Lock;
  /** The latest first. */
  readonly lastChanges: readonly AuditEntry[];
}

/** Reads the lock of a resource with its last changes; undefined when it was never leased. */
export function createReadLock({
  leases,
  audit,
}: Dependencies & { readonly audit: Pick<AuditLog, 'list'> }): (
  resource: string,
) => Promise<LockDetail | undefined> {
  return async (resource) => {
    const lease = await leases.get(resource);
    if (lease === undefined) return undefined;
    const { items: lastChanges } = await audit.list(lockSubject(resource), { limit: LAST_CHANGES });
    return { lock: lockOf(lease), lastChanges };
  };
}

/** What the audit log calls a lock. */
export function lockSubject(resource: string): string {
  return `lock:${resource}`;
}

export function lockOf(lease: Lease): Lock {
  const { ticket } = lease.notes;
  return ticket === undefined || ticket.answeredAt !== undefined
    ? { lease }
    : { lease, abandonedAt: ticket.abandonAt };
}

const AFTER = 'after:';

function fromCursor(cursor: string): string {
  if (cursor.startsWith(AFTER)) return cursor.slice(AFTER.length);
  throw new InvalidInput('The cursor is not one that a page gave.', [
    { pointer: '/cursor', message: 'must be the "nextCursor" of the page before' },
  ]);
}

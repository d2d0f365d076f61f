import type { LeaseNotes, Term, Ticket } from '../../shared/domain/lease/lease.ts';
import { runIdOf, type RunAttempt } from '../../shared/domain/run/run-id.ts';
import { at, jobIdFrom } from './example-job.ts';
import type { MemoryWorld } from './memory/memory-world.ts';

/** The first attempt of the run of a job at 06:00. */
export function holderOf(jobId = 'sales-report', attempt = 1): RunAttempt {
  return { runId: runIdOf(jobIdFrom(jobId), at('2026-03-01T06:00:00Z')), attempt };
}

/** A ticket of the run of `holderOf()` that the server has accepted, with what a test wants otherwise. */
export function exampleTicket(overrides: Partial<Ticket> = {}): Ticket {
  return {
    runId: holderOf().runId,
    requestKey: 'GET http://reports.example.com/request_report?offset=0',
    requestedAt: at('2026-03-01T06:00:01Z'),
    abandonAt: at('2026-03-01T06:30:01Z'),
    accepted: { ticketId: 't-1', reportUrl: 'http://reports.example.com/get_report/t-1' },
    ...overrides,
  };
}

/** Acquires a lease for the run of `holderOf()`, and leaves notes. */
export async function hold(
  { leases }: Pick<MemoryWorld, 'leases'>,
  resource: string,
  { notes, holder = holderOf() }: { readonly notes?: LeaseNotes; readonly holder?: RunAttempt } = {},
): Promise<Term> {
  const acquisition = await leases.acquire(resource, holder);
  if (acquisition.outcome === 'held') throw new Error(`'${resource}' is held already.`);
  if (notes !== undefined) await leases.writeNotes(acquisition.term, notes);
  return acquisition.term;
}

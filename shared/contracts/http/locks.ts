import { z } from 'zod';
import type { Lease, Ticket } from '../../domain/lease/lease.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { jobIdOf, type RunId } from '../../domain/run/run-id.ts';
import { paging } from './paging.ts';
import { runRequest } from './run-requests.ts';

const STATES = ['held', 'expired', 'free'] as const satisfies readonly Lease['state'][];

/** The query parameters of `GET /api/locks`. */
export const locksQuery = z.strictObject({
  state: z.enum(STATES, `must be one of ${STATES.join(', ')}`).exactOptional(),
  ...paging,
});

/** The body of `POST /api/locks/{resource}/break`. */
export const breakLockRequest = runRequest.extend({ forgetTicket: z.boolean().default(false) });

/** A lock as callers read it; instants are ISO 8601 UTC. */
export interface LockView {
  readonly resource: string;
  readonly state: Lease['state'];
  readonly epoch: number;
  /** Who holds it, or held it last. */
  readonly holder?: { readonly jobId: JobId; readonly runId: RunId; readonly attempt: number };
  readonly acquiredAt?: string;
  readonly ticket?: TicketView;
}

export interface TicketView {
  readonly runId: RunId;
  /** Absent until the server's answer is noted. */
  readonly ticketId?: string;
  readonly requestedAt: string;
  readonly state: 'sent' | 'accepted' | 'answered';
  /** When an unanswered ticket is given up. */
  readonly abandonedAt?: string;
}

interface LockFacts {
  readonly lease: Lease;
  /** Epoch ms. */
  readonly abandonedAt?: number;
}

export function lockView({ lease, abandonedAt }: LockFacts): LockView {
  const { resource, state, epoch, holder, acquiredAt, notes } = lease;
  return {
    ...{ resource, state, epoch },
    ...(holder === undefined
      ? {}
      : { holder: { jobId: jobIdOf(holder.runId), runId: holder.runId, attempt: holder.attempt } }),
    ...(acquiredAt === undefined ? {} : { acquiredAt: toIso(acquiredAt) }),
    ...(notes.ticket === undefined ? {} : { ticket: ticketView(notes.ticket, abandonedAt) }),
  };
}

function ticketView(ticket: Ticket, abandonedAt: number | undefined): TicketView {
  const { runId, accepted, requestedAt } = ticket;
  return {
    runId,
    ...(accepted === undefined ? {} : { ticketId: accepted.ticketId }),
    ...{ requestedAt: toIso(requestedAt), state: stateOf(ticket) },
    ...(abandonedAt === undefined ? {} : { abandonedAt: toIso(abandonedAt) }),
  };
}

function stateOf({ accepted, answeredAt }: Ticket): TicketView['state'] {
  if (answeredAt !== undefined) return 'answered';
  return accepted === undefined ? 'sent' : 'accepted';
}

interface Change {
  readonly at: number;
}

/** An entry of the audit log as callers read it, beside the lock that it is about. */
export function changeView<T extends Change & { readonly subject: string }>({
  subject: _subject,
  at,
  ...rest
}: T): Omit<T, 'subject' | 'at'> & { readonly at: string } {
  return { ...rest, at: toIso(at) };
}

/** What may follow from a break that its author has to know. */
export interface BreakWarning {
  readonly code: 'holder-loses-lease' | 'request-may-be-unanswered' | 'outcome-not-recorded';
  readonly message: string;
}

interface BreakFacts {
  readonly resource: string;
  /** As it was; undefined when that is not known any more. */
  readonly before?: Lease;
  readonly isTicketForgotten: boolean;
  readonly isRecorded: boolean;
}

/** Warns of all that can be, where it is not known what was. */
export function breakWarnings({
  resource,
  before,
  isTicketForgotten,
  isRecorded,
}: BreakFacts): BreakWarning[] {
  return [
    ...(before?.state === 'free' ? [] : [holderLosesLease(before)]),
    ...(isTicketForgotten && mayBeUnanswered(before) ? [mayOverlap(resource)] : []),
    ...(isRecorded ? [] : [NOT_RECORDED]),
  ];
}

/** A holder may have asked since it was looked at. */
function mayBeUnanswered(before: Lease | undefined): boolean {
  if (before === undefined || before.state === 'held') return true;
  const { ticket } = before.notes;
  return ticket !== undefined && ticket.answeredAt === undefined;
}

function holderLosesLease(before: Lease | undefined): BreakWarning {
  const who = before?.holder === undefined ? 'its last holder' : `run '${before.holder.runId}'`;
  const message = `What ${who} still writes under the lock is refused. A run that is going ends with 'lease-lost', and is retried when its job's policy says so.`;
  return { code: 'holder-loses-lease', message };
}

function mayOverlap(resource: string): BreakWarning {
  const message = `The report server may still be working for the request that was forgotten; the next collection of '${resource}' asks it again all the same.`;
  return { code: 'request-may-be-unanswered', message };
}

const NOT_RECORDED: BreakWarning = {
  code: 'outcome-not-recorded',
  message:
    'The lock is broken, but the audit log could not take the outcome: it has what was asked for, and nothing more.',
};

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}

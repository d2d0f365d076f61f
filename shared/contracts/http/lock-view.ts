import { z } from 'zod';
import type { Lease, Ticket } from '../../domain/lease/lease.ts';
import { jobIdOf } from '../../domain/run/run-id.ts';
import { instantView } from './instant-view.ts';

export const LOCK_STATES = ['held', 'expired', 'free'] as const satisfies readonly Lease['state'][];

const ticketViewSchema = z
  .object({
    runId: z.string().describe('Whose report it is to be.'),
    ticketId: z.string().exactOptional().describe("Absent until the server's answer is noted."),
    requestedAt: instantView,
    state: z.enum(['sent', 'accepted', 'answered']),
    abandonedAt: instantView.exactOptional().describe('When an unanswered ticket is given up.'),
  })
  .meta({ id: 'Ticket' });

/** A lock as callers read it. */
export const lockViewSchema = z
  .object({
    resource: z.string(),
    state: z
      .enum(LOCK_STATES)
      .describe('`expired`: the holder has not renewed it in time, and whoever comes next gets it.'),
    epoch: z.int().describe('Raised at each acquisition by another holder; the ETag.'),
    holder: z
      .object({ jobId: z.string(), runId: z.string(), attempt: z.int() })
      .exactOptional()
      .describe('Who holds it, or held it last.'),
    acquiredAt: instantView.exactOptional(),
    ticket: ticketViewSchema.exactOptional().describe('The request that was sent and has not been given up.'),
  })
  .meta({ id: 'Lock' });

export type LockView = z.output<typeof lockViewSchema>;

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

function ticketView(ticket: Ticket, abandonedAt: number | undefined): z.output<typeof ticketViewSchema> {
  const { runId, accepted, requestedAt } = ticket;
  return {
    runId,
    ...(accepted === undefined ? {} : { ticketId: accepted.ticketId }),
    ...{ requestedAt: toIso(requestedAt), state: stateOf(ticket) },
    ...(abandonedAt === undefined ? {} : { abandonedAt: toIso(abandonedAt) }),
  };
}

function stateOf({ accepted, answeredAt }: Ticket): z.output<typeof ticketViewSchema>['state'] {
  if (answeredAt !== undefined) return 'answered';
  return accepted === undefined ? 'sent' : 'accepted';
}

const auditedState = z.record(z.string(), z.unknown()).readonly();

/** An entry of the audit log beside what it is about. */
export const auditedChangeViewSchema = z
  .object({
    changeId: z.string(),
    outcome: z
      .enum(['asked', 'refused', 'done'])
      .describe('`asked` alone: the change may have been made or not. `refused`: it was not.'),
    action: z.string(),
    author: z.string(),
    reason: z.string().exactOptional(),
    at: instantView,
    before: auditedState.exactOptional(),
    after: auditedState.exactOptional(),
  })
  .meta({ id: 'AuditedChange' });

export type AuditedChangeView = z.output<typeof auditedChangeViewSchema>;

/** An entry of the audit log as callers read it, beside the lock that it is about. */
export function changeView({
  subject: _subject,
  at,
  ...rest
}: Omit<AuditedChangeView, 'at'> & { readonly subject: string; readonly at: number }): AuditedChangeView {
  return { ...rest, at: toIso(at) };
}

/** What may follow from a break that its author has to know. */
export const breakWarningView = z.object({
  code: z.enum(['holder-loses-lease', 'request-may-be-unanswered', 'outcome-not-recorded']),
  message: z.string(),
});

export type BreakWarning = z.output<typeof breakWarningView>;

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

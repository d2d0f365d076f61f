import { sameJson } from '../../../domain/job/same-json.ts';
import type { LeaseNotes, Term, Ticket } from '../../../domain/lease/lease.ts';
import { Unavailable } from '../../../domain/errors.ts';
import { isAccepted, type AcceptedTicket } from '../../../domain/report/decide-ticket.ts';
import type { RunId } from '../../../domain/run/run-id.ts';
import type { Pause } from '../../../application/ports/environment.ts';
import type { LeaseStore } from '../../../application/ports/lease-store.ts';

export type TicketLeases = Pick<LeaseStore, 'readNotes' | 'writeNotes'>;

/** Replaces the ticket as it was read. `changed`: another delivery of the step has written meanwhile. */
export function replaceTicket(
  leases: TicketLeases,
  term: Term,
  { from, to }: { readonly from: Ticket | undefined; readonly to: Ticket | undefined },
): Promise<'written' | 'changed' | 'lost'> {
  return leases.writeNotes(term, notesOf(to), { ifNotes: notesOf(from) });
}

/** The notes with this ticket, or none. */
function notesOf(ticket: Ticket | undefined): LeaseNotes {
  return ticket === undefined ? {} : { ticket };
}

/** Tries of the one write whose loss costs the ticket, and the pauses between them. */
const NOTE_PAUSES_MS = [0, 200, 1_000, 3_000];

/**
 * Notes what the server has answered to a request. Nobody could find it out again: so it is tried some more times when the
 * store is away for a moment, and a write whose answer was lost is recognized.
 */
export async function noteAnswer(
  { leases, pause }: { readonly leases: TicketLeases; readonly pause: Pause },
  term: Term,
  change: { readonly from: Ticket; readonly to: AcceptedTicket },
): Promise<'written' | 'changed' | 'lost'> {
  for (const pauseMs of NOTE_PAUSES_MS) {
    if (pauseMs > 0) await pause(pauseMs, NEVER);
    try {
      return await noteOnce(leases, term, change);
    } catch (error) {
      if (!(error instanceof Unavailable)) throw error;
    }
  }
  return noteOnce(leases, term, change);
}

const NEVER = new AbortController().signal;

async function noteOnce(
  leases: TicketLeases,
  term: Term,
  change: { readonly from: Ticket; readonly to: AcceptedTicket },
): Promise<'written' | 'changed' | 'lost'> {
  const written = await replaceTicket(leases, term, change);
  if (written !== 'changed') return written;
  const notes = await leases.readNotes(term);
  if (notes === 'lost') return 'lost';
  return sameJson(notes.ticket, change.to) ? 'written' : 'changed';
}

/** The run's own ticket, if the server has taken its request. */
export function ownTicket({ ticket }: LeaseNotes, runId: RunId): AcceptedTicket | undefined {
  return ticket?.runId === runId && isAccepted(ticket) ? ticket : undefined;
}

/**
 * Notes that the server has nothing more to do for a ticket, or drops it. This is the fence before anything that follows:
 * `lost` when the lease is over. `changed`: it is not this ticket's turn any more.
 */
export async function settleTicket(
  leases: TicketLeases,
  term: Term,
  { ticket, to }: { readonly ticket: AcceptedTicket; readonly to: Ticket | undefined },
): Promise<'written' | 'changed' | 'lost'> {
  const written = await replaceTicket(leases, term, { from: ticket, to });
  if (written !== 'changed') return written;
  const notes = await leases.readNotes(term);
  if (notes === 'lost') return 'lost';
  const present = notes.ticket;
  // Another delivery of the step was quicker, and has the same to say.
  return to !== undefined && isSame(present, to) && present?.answeredAt !== undefined ? 'written' : 'changed';
}

function isSame(a: Ticket | undefined, b: Ticket): boolean {
  return a?.runId === b.runId && a.requestedAt === b.requestedAt && sameJson(a.accepted, b.accepted);
}

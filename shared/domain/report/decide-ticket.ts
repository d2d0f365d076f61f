import type { Ticket } from '../lease/lease.ts';
import type { RunId } from '../run/run-id.ts';

/** What a run has to do about the ticket that it finds, before it has one of its own. */
export type TicketDecision =
  /** Nothing is in flight, or what was is given up: the server may be asked. */
  | { readonly action: 'ask' }
  /** It is the run's own. */
  | { readonly action: 'use'; readonly ticket: AcceptedTicket }
  /** Another run has asked for exactly the same: its ticket becomes this run's. */
  | { readonly action: 'take-over'; readonly ticket: AcceptedTicket }
  /** Another report is in the making: until it is answered nothing may be asked, so it is asked for. */
  | { readonly action: 'drain'; readonly ticket: AcceptedTicket }
  /** Whether the server has the request nobody knows; until then it is as though it had. */
  | { readonly action: 'wait'; readonly ticket: Ticket };

export type AcceptedTicket = Ticket & Required<Pick<Ticket, 'accepted'>>;

interface Asking {
  readonly runId: RunId;
  readonly requestKey: string;
  /** Epoch ms. */
  readonly now: number;
}

/**
 * The server works for a ticket until it has answered it, whatever has become of the run that asked. So at most one
 * ticket of a resource is unanswered at any time, and only time ends one that is never answered.
 */
export function decideTicket(ticket: Ticket | undefined, asking: Asking): TicketDecision {
  if (ticket === undefined) return { action: 'ask' };
  const isSame = ticket.requestKey === asking.requestKey;
  const isOwn = isSame && ticket.runId === asking.runId;
  if (ticket.answeredAt !== undefined) {
    // What was fetched and not committed can be fetched again.
    return isOwn && isAccepted(ticket) ? { action: 'use', ticket } : { action: 'ask' };
  }
  if (asking.now >= ticket.abandonAt) return { action: 'ask' };
  if (!isAccepted(ticket)) return { action: 'wait', ticket };
  if (isOwn) return { action: 'use', ticket };
  return isSame ? { action: 'take-over', ticket } : { action: 'drain', ticket };
}

/** Whether the server's answer to the request is known. */
export function isAccepted(ticket: Ticket): ticket is AcceptedTicket {
  return ticket.accepted !== undefined;
}

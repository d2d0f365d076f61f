import type { ReportCollectionJob } from '../../../domain/job/job.ts';
import type { Term, Ticket } from '../../../domain/lease/lease.ts';
import type { AcceptedTicket } from '../../../domain/report/decide-ticket.ts';
import { pollPauseMs } from '../../../domain/report/next-poll.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { MINUTE_MS } from '../../../domain/schedule/instant.ts';
import { fetchAnswer, type FetchedAnswer } from './fetch-answer.ts';
import { rejected, type CollectionEnd } from './load-collection.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import type { OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import { aboutOf } from './report-failures.ts';
import { replaceTicket, type TicketLeases } from './ticket-notes.ts';

/** Something is in flight, and nothing may be asked meanwhile. */
export interface Draining {
  readonly outcome: 'draining';
  readonly retryAfterMs: number;
  /** What to record when there is no time left. */
  readonly failure: RunFailure;
}

/** Not to be waited out at once: an operator may forget the ticket. */
const LONGEST_WAIT_MS = MINUTE_MS;

const DRAIN_TIMEOUT_MS = 2 * MINUTE_MS;

interface DrainRequest {
  readonly term: Term;
  readonly job: ReportCollectionJob;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Asks for the report of a ticket that nobody wants any more, so as to know when the server has made it; then the ticket
 * is dropped, its report unread. The ticket may be of another job: the rule for what is not ready is that of this one.
 */
export async function drainTicket(
  dependencies: { readonly leases: TicketLeases; readonly http: OutgoingHttp; readonly clock: Clock },
  { term, job: { task }, headers }: DrainRequest,
  ticket: AcceptedTicket,
): Promise<Draining | CollectionEnd | 'again'> {
  const fetching = { task, ticket, headers, totalMs: DRAIN_TIMEOUT_MS };
  const answer = await fetchAnswer(dependencies, fetching);
  // Of the server this says nothing; the job's own headers cannot be sent.
  if (answer.outcome === 'unanswered' && answer.failure.reason === 'secret-not-found') {
    return rejected(answer.failure);
  }
  if (answer.outcome === 'report') await answer.body.close();
  if (isOver(answer)) {
    const written = await replaceTicket(dependencies.leases, term, { from: ticket, to: undefined });
    return written === 'lost' ? { outcome: 'lost' } : 'again';
  }
  const asked = 'retryAfterMs' in answer ? answer.retryAfterMs : undefined;
  const pauseMs = pollPauseMs(task.poll, 1, asked);
  return waiting(ticket, { resource: term.resource, now: dependencies.clock.now() }, pauseMs);
}

function isOver({ outcome }: FetchedAnswer): boolean {
  return outcome === 'report' || outcome === 'gone' || outcome === 'refused';
}

/** How long to wait for a request of which nobody knows whether the server has it. */
export function waitForIntent(
  intent: Ticket,
  at: { readonly resource: string; readonly now: number },
): Draining {
  return waiting(intent, at, LONGEST_WAIT_MS);
}

function waiting(
  { accepted, runId, requestedAt, abandonAt }: Ticket,
  { resource, now }: { readonly resource: string; readonly now: number },
  pauseMs: number,
): Draining {
  const what =
    accepted === undefined
      ? `whether the server has taken the request of run '${runId}'`
      : `the report that run '${runId}' asked for`;
  const message =
    `${aboutOf({ resource, ...(accepted && { ticketId: accepted.ticketId }) })}: ${what}, sent at ` +
    `${new Date(requestedAt).toISOString()}, ${accepted === undefined ? 'is not known' : 'is not ready'}, so ` +
    `nothing new could be asked for. It is given up at ${new Date(abandonAt).toISOString()}; to give it up sooner, ` +
    'break the lock and forget its ticket.';
  return {
    outcome: 'draining',
    retryAfterMs: Math.max(1, Math.min(pauseMs, abandonAt - now, LONGEST_WAIT_MS)),
    failure: { reason: 'report-not-ready', message },
  };
}

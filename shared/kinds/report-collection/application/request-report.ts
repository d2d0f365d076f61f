import { intervalOfRun } from '../../../domain/data/data-interval.ts';
import type { ReportCollectionJob } from '../../../domain/job/job.ts';
import type { Term, Ticket } from '../../../domain/lease/lease.ts';
import { decideTicket } from '../../../domain/report/decide-ticket.ts';
import { reportUrlOf, requestKeyOf, requestUrlOf } from '../../../domain/report/fill-report-paths.ts';
import type { Run } from '../../../domain/run/run.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import type { RunAttempt, RunId } from '../../../domain/run/run-id.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { askForTicket, type TicketAnswer } from './ask-for-ticket.ts';
import { drainTicket, waitForIntent, type Draining } from './drain-ticket.ts';
import { createHoldLease } from './hold-lease.ts';
import { loadCollection, rejected, type CollectionEnd, type CollectionStores } from './load-collection.ts';
import type { LoadCalendars } from '../../../application/load-calendars.ts';
import type { Clock, Pause } from '../../../application/ports/environment.ts';
import type { LeaseStore } from '../../../application/ports/lease-store.ts';
import type { OutgoingHttp } from '../../../application/ports/outgoing-http.ts';
import type { Secrets } from '../../../application/ports/secrets.ts';
import { fillHeaders } from './report-headers.ts';
import { noteAnswer, replaceTicket } from './ticket-notes.ts';

export type ReportRequested =
  /** There is a ticket to ask for. */
  | { readonly outcome: 'requested' }
  | Draining
  /** Nothing is in the making; the server, or the way to it, may be better in a while. */
  | { readonly outcome: 'failed'; readonly failure: RunFailure; readonly retryAfterMs?: number }
  | CollectionEnd;

interface Dependencies extends CollectionStores {
  readonly leases: LeaseStore;
  readonly http: OutgoingHttp;
  readonly secrets: Secrets;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
  readonly pause: Pause;
}

interface Request {
  readonly term: Term;
  readonly runId: RunId;
  readonly attempt: number;
  readonly job: ReportCollectionJob;
  readonly url: string;
  readonly requestKey: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Deliveries of one step that get into each other's way are two, or three; more is a fault. */
const MAX_TURNS = 10;

/*
 * The request is the one thing that must not happen twice, and the one that cannot be taken back. So the intent is noted
 * before it is sent, in a write that only one of several can make, and the ticket right after. Whoever finds an intent
 * without a ticket cannot know whether the request was sent, and asks nothing until it would have been given up.
 */

/**
 * Makes sure that a run has a ticket: its own, that of another run which asked for the same, or a new one as soon as
 * nothing else is in flight. Throws NotFound for an unknown run, Unavailable when a retry may help.
 */
export function createRequestReport(
  dependencies: Dependencies,
): (attempt: RunAttempt, term: Term) => Promise<ReportRequested> {
  const holding = createHoldLease(dependencies);
  return async (attempt, term) => {
    const loaded = await loadCollection(dependencies, attempt, term.resource);
    if (loaded.outcome !== 'loaded') return loaded;
    const filled = fillHeaders(loaded.job.task, dependencies.secrets);
    if (filled.outcome === 'missing') return rejected(filled.failure);
    const address = await addressOf(dependencies, loaded);
    const request = { term, ...attempt, job: loaded.job, headers: filled.headers, ...address };
    const requested = await holding(term, () => takeTurns(dependencies, request));
    return requested === 'lost' ? { outcome: 'lost' } : requested;
  };
}

async function addressOf(
  { loadCalendars }: Dependencies,
  { run, job: { task, recurrences } }: { readonly run: Run; readonly job: ReportCollectionJob },
): Promise<Pick<Request, 'url' | 'requestKey'>> {
  const interval = intervalOfRun(run, recurrences, await loadCalendars(recurrences));
  const url = requestUrlOf(task, interval);
  return { url, requestKey: requestKeyOf(task, url) };
}

/** `again`: the notes are not what they were; they have to be looked at anew. */
type Turn = ReportRequested | 'again';

async function takeTurns(dependencies: Dependencies, request: Request): Promise<ReportRequested> {
  for (let turn = 0; turn < MAX_TURNS; turn += 1) {
    const taken = await takeTurn(dependencies, request);
    if (taken !== 'again') return taken;
  }
  throw new Error(`The notes of resource '${request.term.resource}' change faster than they can be read.`);
}

async function takeTurn(dependencies: Dependencies, request: Request): Promise<Turn> {
  const { leases, clock } = dependencies;
  const { term, runId, requestKey } = request;
  const notes = await leases.readNotes(term);
  if (notes === 'lost') return { outcome: 'lost' };
  const now = clock.now();
  const decision = decideTicket(notes.ticket, { runId, requestKey, now });
  switch (decision.action) {
    case 'use':
      return { outcome: 'requested' };
    case 'take-over': {
      const to = { ...decision.ticket, runId };
      return after(await replaceTicket(leases, term, { from: decision.ticket, to }), {
        outcome: 'requested',
      });
    }
    case 'wait':
      if (isRefusedTo(decision.ticket, request)) return rejected(decision.ticket.fault.failure);
      return waitForIntent(decision.ticket, { resource: term.resource, now });
    case 'drain':
      return drainTicket(dependencies, request, decision.ticket);
    case 'ask':
      return ask(dependencies, request, notes.ticket);
  }
}

function after(written: 'written' | 'changed' | 'lost', then: ReportRequested): Turn {
  if (written === 'lost') return { outcome: 'lost' };
  return written === 'changed' ? 'again' : then;
}

async function ask(dependencies: Dependencies, request: Request, present: Ticket | undefined): Promise<Turn> {
  const { leases, clock } = dependencies;
  const { term, runId, requestKey, url, headers, job } = request;
  const requestedAt = clock.now();
  const abandonAt = requestedAt + job.task.abandonSeconds * SECOND_MS;
  const intent: Ticket = { runId, requestKey, requestedAt, abandonAt };
  const noted = await replaceTicket(leases, term, { from: present, to: intent });
  if (noted !== 'written') return after(noted, { outcome: 'requested' });
  const answer = await askForTicket(dependencies, { task: job.task, url, headers });
  switch (answer.outcome) {
    case 'accepted': {
      const { ticketId } = answer;
      const accepted = { ticketId, reportUrl: reportUrlOf(job.task, ticketId) };
      const written = await noteAnswer(dependencies, term, { from: intent, to: { ...intent, accepted } });
      return after(written, { outcome: 'requested' });
    }
    case 'declined': {
      const written = await replaceTicket(leases, term, { from: intent, to: undefined });
      return after(written, declined(answer));
    }
    case 'unknown': {
      if (answer.isFinal) return refuse(dependencies, { request, intent }, answer.failure);
      const waiting = waitForIntent(intent, { resource: term.resource, now: clock.now() });
      return { ...waiting, failure: answer.failure };
    }
  }
}

/** The server has the request, but nobody has its ticket; a repeated step must not take that for a host that died. */
async function refuse(
  { leases }: Dependencies,
  { request, intent }: { readonly request: Request; readonly intent: Ticket },
  failure: RunFailure,
): Promise<Turn> {
  const { term, attempt } = request;
  const to = { ...intent, fault: { attempt, failure } };
  return after(await replaceTicket(leases, term, { from: intent, to }), rejected(failure));
}

type RefusedTicket = Ticket & Required<Pick<Ticket, 'fault'>>;

function isRefusedTo(ticket: Ticket, { runId, attempt }: Request): ticket is RefusedTicket {
  return ticket.runId === runId && ticket.fault?.attempt === attempt;
}

function declined(answer: Extract<TicketAnswer, { readonly outcome: 'declined' }>): ReportRequested {
  const { failure, isFinal, retryAfterMs } = answer;
  if (isFinal) return rejected(failure);
  return { outcome: 'failed', failure, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

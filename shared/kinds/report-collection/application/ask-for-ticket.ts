import type { ReportCollectionTask } from '../../../domain/job/report-collection-task.ts';
import { isRequestDeclined } from '../../../domain/report/read-answer.ts';
import { readTicket } from '../../../domain/report/read-ticket.ts';
import { readRetryAfter } from '../../../domain/report/retry-after.ts';
import type { RunFailure } from '../../../domain/run/run-failure.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { peekBody } from '../../../application/peek-body.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import type { OutgoingHttp, OutgoingResponse } from '../../../application/ports/outgoing-http.ts';
import { aboutOf, statusFailure, toCallFailure } from './report-failures.ts';

/** A loaded server may take long to take a request; giving up early would leave a request that nobody has a ticket for. */
const HEAD_TIMEOUT_MS = 120 * SECOND_MS;
const IDLE_TIMEOUT_MS = 30 * SECOND_MS;
const TOTAL_TIMEOUT_MS = 180 * SECOND_MS;
const MAX_BYTES = 64 * 1024;

/** What became of a request for a report. */
export type TicketAnswer =
  | { readonly outcome: 'accepted'; readonly ticketId: string }
  /** The server has not taken the request. */
  | {
      readonly outcome: 'declined';
      readonly failure: RunFailure;
      readonly isFinal: boolean;
      readonly retryAfterMs?: number;
    }
  /** The server has taken it, or may have; nobody knows its ticket. */
  | { readonly outcome: 'unknown'; readonly failure: RunFailure; readonly isFinal: boolean };

interface Asking {
  readonly task: ReportCollectionTask;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends one request for a report. It is not called off with its run: what the server answers has to be noted, or the next
 * run would have to wait until the request is given up.
 */
export async function askForTicket(
  { http, clock }: { readonly http: OutgoingHttp; readonly clock: Clock },
  { task, url, headers }: Asking,
): Promise<TicketAnswer> {
  const { resource, method } = task;
  let isAnswered = false;
  try {
    const response = await http.send({
      ...{ method, url, headers, maxBytes: MAX_BYTES },
      ...{ headTimeoutMs: HEAD_TIMEOUT_MS, idleTimeoutMs: IDLE_TIMEOUT_MS, totalTimeoutMs: TOTAL_TIMEOUT_MS },
    });
    isAnswered = true;
    if (response.status < 200 || response.status > 299) return byStatus(response, resource, clock.now());
    return await toTicket(response, task);
  } catch (error) {
    const failed = toCallFailure(error, { resource, isReading: false });
    if (failed === undefined) throw error;
    if (!isAnswered && !wasSent(error)) return { outcome: 'declined', ...failed };
    const reason = failed.isFinal ? 'ticket-not-readable' : 'report-server-failed';
    return { outcome: 'unknown', failure: { ...failed.failure, reason }, isFinal: failed.isFinal };
  }
}

function wasSent(error: unknown): boolean {
  return error instanceof Error && 'wasSent' in error && error.wasSent === true;
}

function byStatus(response: OutgoingResponse, resource: string, now: number): TicketAnswer {
  const { status, headers } = response;
  response.discard();
  const failure = statusFailure(status, { resource });
  if (!isRequestDeclined(status)) return { outcome: 'unknown', failure, isFinal: false };
  const retryAfterMs = readRetryAfter(headers['retry-after'], now);
  return {
    outcome: 'declined',
    failure,
    isFinal: status >= 300 && status < 500 && !PASSING.has(status),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

async function toTicket(
  response: OutgoingResponse,
  { resource, ticketField }: ReportCollectionTask,
): Promise<TicketAnswer> {
  const body = await peekBody(response.body, MAX_BYTES);
  const read = readTicket(body.start, ticketField);
  if ('ticketId' in read) return { outcome: 'accepted', ticketId: read.ticketId };
  const message =
    `${aboutOf({ resource })}: the report server's answer ${read.fault}, so there is no ticket to ask for. Mend ` +
    'the job\'s "requestPath" or "ticketField". The server may be making the report: nothing is asked anew before ' +
    '"abandonSeconds" have passed, or the lock is broken and its ticket forgotten.';
  return { outcome: 'unknown', failure: { reason: 'ticket-not-readable', message }, isFinal: true };
}

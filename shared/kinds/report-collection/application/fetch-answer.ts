import type { ReportCollectionTask } from '../../../domain/job/report-collection-task.ts';
import type { AcceptedTicket } from '../../../domain/report/decide-ticket.ts';
import {
  longestNotReady,
  readStatus,
  saysNotReady,
  type StatusMeaning,
} from '../../../domain/report/read-answer.ts';
import { readRetryAfter } from '../../../domain/report/retry-after.ts';
import { SECOND_MS } from '../../../domain/schedule/instant.ts';
import { peekBody, type PeekedBody } from '../../../application/peek-body.ts';
import type { Clock } from '../../../application/ports/environment.ts';
import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingResponse,
} from '../../../application/ports/outgoing-http.ts';
import { toCallFailure, type CallFailure } from './report-failures.ts';
import { headersFor } from './report-headers.ts';

const HEAD_TIMEOUT_MS = 60 * SECOND_MS;
const IDLE_TIMEOUT_MS = 30 * SECOND_MS;

/** Longest time that a timer can wait. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/** What a report server says when it is asked for a ticket's report. */
export type FetchedAnswer =
  | {
      readonly outcome: 'report';
      readonly headers: Readonly<Record<string, string>>;
      readonly body: PeekedBody;
    }
  | { readonly outcome: 'not-ready'; readonly retryAfterMs?: number }
  | { readonly outcome: 'gone' | 'refused' | 'forbidden'; readonly status: number }
  | ({ readonly outcome: 'unanswered' } & CallFailure)
  | { readonly outcome: 'server-fault'; readonly status: number; readonly retryAfterMs?: number };

interface Fetching {
  readonly task: ReportCollectionTask;
  readonly ticket: AcceptedTicket;
  readonly headers: Readonly<Record<string, string>>;
  readonly totalMs: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks for a ticket's report. A report's body is still to be read, or closed; all other bodies are. Throws the signal's
 * reason.
 */
export async function fetchAnswer(
  { http, clock }: { readonly http: OutgoingHttp; readonly clock: Clock },
  fetching: Fetching,
): Promise<FetchedAnswer> {
  const { task, ticket, signal } = fetching;
  let isReading = false;
  try {
    const response = await send(http, fetching);
    isReading = true;
    return await byStatus(response, { task, ticket, now: clock.now() });
  } catch (error) {
    signal?.throwIfAborted();
    const called = { resource: task.resource, ticketId: ticket.accepted.ticketId, isReading };
    const failed = toCallFailure(error, called);
    if (failed === undefined) throw error;
    return { outcome: 'unanswered', ...failed };
  }
}

function send(
  http: OutgoingHttp,
  { task, ticket, headers, totalMs, signal }: Fetching,
): Promise<OutgoingResponse> {
  const { reportUrl: url } = ticket.accepted;
  return http.send({
    ...{ method: 'GET', url, headers: headersFor(url, task, headers) },
    ...{ headTimeoutMs: HEAD_TIMEOUT_MS, idleTimeoutMs: IDLE_TIMEOUT_MS },
    totalTimeoutMs: Math.max(1, Math.min(Math.floor(totalMs), MAX_TIMEOUT_MS)),
    // The report's own bound is for reports; it is kept by whoever reads one.
    maxBytes: Number.MAX_SAFE_INTEGER,
    ...(signal === undefined ? {} : { signal }),
  });
}

async function byStatus(
  response: OutgoingResponse,
  { task, ticket, now }: Pick<Fetching, 'task' | 'ticket'> & { readonly now: number },
): Promise<FetchedAnswer> {
  const { status, headers } = response;
  const given = readRetryAfter(headers['retry-after'], now);
  const retryAfter = given === undefined ? {} : { retryAfterMs: given };
  const wasGiven = ticket.answeredAt !== undefined;
  const meaning = readStatus(status, task.notReady);
  if (meaning === 'not-ready') {
    response.discard();
    return wasGiven && isUnknown(status) ? { outcome: 'gone', status } : { outcome: meaning, ...retryAfter };
  }
  return byBody(response, meaning, { task, wasGiven, retryAfter });
}

interface Understood {
  readonly task: ReportCollectionTask;
  readonly wasGiven: boolean;
  readonly retryAfter: { readonly retryAfterMs?: number };
}

async function byBody(
  response: OutgoingResponse,
  meaning: Exclude<StatusMeaning, 'not-ready'>,
  { task, wasGiven, retryAfter }: Understood,
): Promise<FetchedAnswer> {
  const { status, headers } = response;
  const body = await peek(response, task, meaning === 'report');
  if (body?.isWhole === true && saysNotReady(body.start, task.notReady)) {
    return wasGiven ? { outcome: 'gone', status } : { outcome: 'not-ready', ...retryAfter };
  }
  if (meaning === 'report' && body !== undefined) {
    return { outcome: 'report', headers, body: { ...body, close: () => closeBoth(body, response) } };
  }
  response.discard();
  const isRefusal = meaning === 'gone' || meaning === 'refused' || meaning === 'forbidden';
  return isRefusal ? { outcome: meaning, status } : { outcome: 'server-fault', status, ...retryAfter };
}

/** A body of which nothing has been read yet does not close its connection when its reading ends. */
async function closeBoth(body: PeekedBody, response: OutgoingResponse): Promise<void> {
  await body.close();
  response.discard();
}

/** Of a ticket whose report was given before, it means that it is not kept any longer. */
function isUnknown(status: number): boolean {
  return status === 404 || status === 410;
}

/** Fewer bytes than a body has before it is read. */
const NOTHING = -1;

/** The words "not ready" may come with any status; an error's body that cannot be read says nothing. */
async function peek(
  response: OutgoingResponse,
  { notReady }: ReportCollectionTask,
  isReport: boolean,
): Promise<PeekedBody | undefined> {
  try {
    const longest = longestNotReady(notReady);
    // A body that is announced as longer than the words needs no look; what is not announced counts as 0.
    const isLonger = Number(response.headers['content-length'] ?? 0) > longest;
    return await peekBody(response.body, isLonger ? NOTHING : longest);
  } catch (error) {
    if (isReport || !(error instanceof OutgoingFault)) throw error;
    return undefined;
  }
}

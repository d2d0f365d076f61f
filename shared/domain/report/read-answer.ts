import type { NotReadyRule } from '../job/report-collection-task.ts';

/** What a status says of a ticket's report. */
export type StatusMeaning =
  /** The body is the report, unless it says otherwise. */
  | 'report'
  | 'not-ready'
  /** The server knows nothing of the ticket any more. */
  | 'gone'
  /** Trouble of the server's, or on the way to it, that may pass. */
  | 'server-fault'
  /** The server will not answer this ticket, now or later. */
  | 'refused'
  /** The server does not let us in; what becomes of the ticket it does not say. */
  | 'forbidden';

const REPORT: ReadonlySet<number> = new Set([200, 201, 203]);

/** Request Timeout, Too Early and Too Many Requests speak of the moment, not of the ticket. */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429]);

const FORBIDDEN: ReadonlySet<number> = new Set([401, 403, 407, 511]);

/** What the answer to a ticket means by its status, where its body says nothing else. The task's rule goes before. */
export function readStatus(status: number, { statuses }: NotReadyRule): StatusMeaning {
  if (statuses.includes(status)) return 'not-ready';
  if (REPORT.has(status)) return 'report';
  if (status === 404 || status === 410) return 'gone';
  if (FORBIDDEN.has(status)) return 'forbidden';
  if (status >= 400 && status < 500 && !PASSING.has(status)) return 'refused';
  return 'server-fault';
}

/**
 * Whether a whole body is one of those that say the report is not ready; blanks around it do not count. A report that
 * holds these words among others is a report.
 */
export function saysNotReady(body: Uint8Array, { bodies }: NotReadyRule): boolean {
  const text = new TextDecoder().decode(body).trim();
  return bodies.some((known) => known.trim() === text);
}

/** Blanks that a body may have around the words. */
const BLANKS = 1024;

/** A body longer than this is none that says the report is not ready. */
export function longestNotReady({ bodies }: NotReadyRule): number {
  const lengths = bodies.map((body) => new TextEncoder().encode(body).length);
  return bodies.length === 0 ? 0 : Math.max(...lengths) + BLANKS;
}

/** The media type of a Content-Type field in small letters, without its parameters (RFC 9110, 8.3.1). */
export function mediaTypeOf(contentType: string | undefined): string | undefined {
  const [type = ''] = (contentType ?? '').split(';');
  return type.trim() === '' ? undefined : type.trim().toLowerCase();
}

/**
 * Whether the answer to a request for a ticket tells that nothing is in the making. A gateway that had no answer from the
 * server behind it (RFC 9110, 15.6.3 and 15.6.5) does not know whether the server has taken the request.
 */
export function isRequestDeclined(status: number): boolean {
  return status !== 502 && status !== 504 && (status < 200 || status > 299);
}

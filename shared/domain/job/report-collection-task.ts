import type { DataFormat } from '../data/data-source.ts';

/** A header's value, or the name of the secret that holds it. */
export type HeaderValue = string | { readonly secret: string };

/** What a report collection does: ask a report server for a report, wait for it patiently, and keep it as a blob. */
export interface ReportCollectionTask {
  /**
   * Names the lock: two collections of one resource are never in flight at once, of whatever jobs they are. 1 to 128
   * letters, digits, ".", "_" and "-".
   */
  readonly resource: string;
  /** Scheme, host and port, and a path if need be; without a slash at the end. */
  readonly baseUrl: string;
  /** Of the request for a report; a report is always fetched with GET. */
  readonly method: 'GET' | 'POST';
  /**
   * Put after `baseUrl`. `{offset}` stands for `offset`; `{yyyy}`, `{MM}`, `{dd}`, `{HH}` and `{mm}` for the start of the
   * run's data interval, `{from}` and `{to}` for its ends in ISO 8601.
   */
  readonly requestPath: string;
  /** Put after `baseUrl`; `{ticketId}` stands for the ticket, encoded as one step of a path. */
  readonly reportPath: string;
  readonly offset: number;
  readonly headers: Readonly<Record<string, HeaderValue>>;
  /** The field of a JSON answer that holds the ticket; absent: the whole answer is the ticket. */
  readonly ticketField?: string;
  readonly poll: PollPolicy;
  readonly notReady: NotReadyRule;
  /** A ticket without an answer for so long is given up: the next collection asks anew. */
  readonly abandonSeconds: number;
  /** Of the report. */
  readonly maxBytes: number;
  /** Media types that the report may have, such as `text/csv`; parameters are not compared. */
  readonly contentTypes: readonly string[];
  /** How its rows are read to be counted and checked. */
  readonly format: Extract<DataFormat, { readonly type: 'csv' }>;
  /** Columns that the report must have, in any order, among others; absent: any will do. */
  readonly columns?: readonly string[];
  /**
   * `<container>/<name>` of the blob. The placeholders of `requestPath` but `{from}` and `{to}`, and `{resource}` and
   * `{runId}`.
   */
  readonly outputPath: string;
  /** Zone of the placeholders; UTC when absent. */
  readonly timeZone?: string;
}

/** How often a ticket is asked for; a server's Retry-After, where it is longer, goes before. */
export interface PollPolicy {
  readonly intervalSeconds: number;
  /** Each further pause is so many times as long. */
  readonly backoffCoefficient: number;
  readonly maxIntervalSeconds: number;
}

/** Which answers mean that the report is still being made. */
export interface NotReadyRule {
  /** Whole bodies, blanks around them aside. */
  readonly bodies: readonly string[];
  readonly statuses: readonly number[];
}

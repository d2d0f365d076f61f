import type { ServerResponse } from 'node:http';
import { sendJson, sendText, toRetryAfter } from './answers.ts';
import type { LoadSchedule } from './load-schedule.ts';
import { createReportCsv, type ReportSize } from './report-csv.ts';
import { ReportMaker, type MakerStats } from './report-maker.ts';
import type { ReportRequest } from './report-request.ts';
import { sendReport } from './send-report.ts';
import { TicketBook, type Ticketed } from './ticket-book.ts';
import { TroubleState, type Failures } from './trouble.ts';

/** All counts are since the server's start. */
export interface ReportServerStats extends MakerStats {
  readonly isHeavy: boolean;
  /** Requests for a report that arrived, failed ones too. */
  readonly requests: number;
  /** Gets that arrived, failed ones too. */
  readonly gets: number;
  readonly notReadyAnswers: number;
  /** Reports whose sending has begun. */
  readonly reportsGiven: number;
}

export interface ServiceOptions {
  readonly load: LoadSchedule;
  readonly makeMs: number;
  readonly keepMs: number;
  readonly size: ReportSize;
  readonly now: () => number;
  readonly newTicket: () => string;
  readonly log: (line: string) => void;
}

/** Hands out tickets and reports. Everything is decided in the instant in which a request arrives. */
export class ReportService {
  readonly trouble = new TroubleState();
  readonly #options: ServiceOptions;
  readonly #maker: ReportMaker;
  readonly #tickets: TicketBook;
  readonly #counts = { requests: 0, gets: 0, notReadyAnswers: 0, reportsGiven: 0 };

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#maker = new ReportMaker(options.load, options.makeMs);
    this.#tickets = new TicketBook(this.#maker, options.keepMs);
  }

  stats(): ReportServerStats {
    const at = this.#options.now();
    return { isHeavy: this.#options.load.isHeavyAt(at), ...this.#counts, ...this.#maker.stats(at) };
  }

  async answer(request: ReportRequest, response: ServerResponse): Promise<void> {
    switch (request.kind) {
      case 'stats':
        sendJson(response, this.stats());
        return;
      case 'request-report':
        this.#answerRequest(request, response);
        return;
      case 'get-report':
        await this.#answerGet(request.ticket, response);
    }
  }

  #answerRequest({ resource, offset }: Asked, response: ServerResponse): void {
    this.#counts.requests += 1;
    if (this.#isRefused(`request ${resource}`, this.trouble.takeRequestFailure(), response)) return;
    const { now, newTicket, log } = this.#options;
    const at = now();
    const given = newTicket();
    const ticket = this.trouble.current.ticketOf?.(given) ?? given;
    const making = this.#maker.ask(resource, at);
    this.#tickets.add(ticket, { making, offset }, at);
    const isLost = this.trouble.takeLostAnswer();
    const about = isLost ? ', lost on its way as was asked for' : '';
    log(`request ${resource}, offset ${offset}: ticket ${quote(ticket)}${about}`);
    if (isLost) response.destroy();
    else sendText(response, { status: 200, text: ticket });
  }

  async #answerGet(ticket: string, response: ServerResponse): Promise<void> {
    this.#counts.gets += 1;
    const about = `get ${quote(ticket)}`;
    if (this.#isRefused(about, this.trouble.takeGetFailure(), response)) return;
    const at = this.#options.now();
    const ticketed = this.#tickets.find(ticket, at);
    if (ticketed === undefined) {
      this.#options.log(`${about}: not known`);
      sendText(response, { status: 404, text: 'There is no such ticket, or its report is kept no longer.' });
    } else if (this.trouble.current.neverReady === true || !this.#maker.isMade(ticketed.making, at)) {
      this.#options.log(`${about}: not ready`);
      this.#answerNotReady(response);
    } else {
      await this.#giveReport(about, ticketed, response);
    }
  }

  #answerNotReady(response: ServerResponse): void {
    this.#counts.notReadyAnswers += 1;
    const { notReadyStatus } = this.trouble.current;
    if (notReadyStatus === undefined) {
      sendText(response, { status: 200, text: 'report is not ready' });
      return;
    }
    const { status, retryAfter } = notReadyStatus;
    sendText(response, { status, headers: toRetryAfter(retryAfter) });
  }

  async #giveReport(about: string, { making, offset }: Ticketed, response: ServerResponse): Promise<void> {
    const { resource, sequence } = making;
    const csv = createReportCsv({ resource, sequence, offset }, this.#options.size);
    this.#counts.reportsGiven += 1;
    this.#options.log(
      `${about}: report ${sequence} of ${resource}, ${csv.rows} rows, ${csv.byteLength} bytes`,
    );
    await sendReport(response, csv, this.trouble.current);
  }

  #isRefused(about: string, failure: Failures | undefined, response: ServerResponse): boolean {
    const { redirectTo } = this.trouble.current;
    if (failure !== undefined) {
      const { status, retryAfter } = failure;
      this.#options.log(`${about}: fails with ${status}, as was asked for`);
      sendText(response, { status, text: 'failed on purpose', headers: toRetryAfter(retryAfter) });
      return true;
    }
    if (redirectTo === undefined) return false;
    this.#options.log(`${about}: redirected, as was asked for`);
    sendText(response, { status: 302, headers: { location: redirectTo } });
    return true;
  }
}

type Asked = Extract<ReportRequest, { kind: 'request-report' }>;

/** Tickets may be anything: in a line of the log they are one line, and short. */
function quote(ticket: string): string {
  return JSON.stringify(ticket.length > 60 ? `${ticket.slice(0, 60)}…` : ticket);
}

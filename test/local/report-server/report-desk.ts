import { startReportServer, type ReportServer } from '../../../local/report-server/start-report-server.ts';
import type { ReportServerOptions } from '../../../local/report-server/server-options.ts';

/** A report server whose time stands still until it is moved, with tickets `t1`, `t2` and so on. */
export interface ReportDesk {
  readonly server: ReportServer;
  /** Lets time pass. */
  pass(ms: number): void;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Asks for a report and returns the ticket. */
  ask(query?: string): Promise<string>;
  /** The answer for a ticket, as status and text. */
  get(ticket: string): Promise<{ readonly status: number; readonly text: string }>;
}

export async function startReportDesk(options: ReportServerOptions = {}): Promise<ReportDesk> {
  let at = Date.parse('2026-03-01T08:00:00Z');
  let tickets = 0;
  const server = await startReportServer({
    ...('bytes' in options ? {} : { rows: 10 }),
    now: () => at,
    newTicket: () => `t${(tickets += 1)}`,
    ...options,
  });
  const request = (path: string, init?: RequestInit) => fetch(`${server.origin}${path}`, init);
  return {
    server,
    pass: (ms) => {
      at += ms;
    },
    fetch: request,
    ask: async (query = '') => (await request(`/request_report${query}`)).text(),
    get: async (ticket) => {
      const response = await request(`/get_report/${encodeURIComponent(ticket)}`);
      return { status: response.status, text: await response.text() };
    },
  };
}

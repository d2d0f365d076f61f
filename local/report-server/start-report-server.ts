import { once } from 'node:events';
import type { Server } from 'node:http';
import { LoadSchedule } from './load-schedule.ts';
import { createReportHttpServer } from './report-http-server.ts';
import { ReportService, type ReportServerStats } from './report-service.ts';
import { toSettings, type ReportServerOptions } from './server-options.ts';
import type { Trouble } from './trouble.ts';

/** A report server that listens. */
export interface ReportServer {
  /** Such as `http://127.0.0.1:7080`, without a slash at the end. */
  readonly origin: string;
  readonly port: number;
  /** Milliseconds until heavy load begins or ends; undefined when it never does. */
  untilLoadChangeMs(): number | undefined;
  stats(): ReportServerStats;
  /** Replaces all trouble, from the next request on; `{}` ends it. @throws RangeError naming the option at fault. */
  setTrouble(trouble: Trouble): void;
  /** Closes the port and all connections, also those that are answering. Stopping twice is stopping once. */
  stop(): Promise<void>;
}

/**
 * Starts a report server: it hands out a ticket for a report, and later the report, or says that it is not ready. It
 * stands in for the servers that reports are collected from. Its state is in memory only.
 *
 * @throws RangeError for options that make no sense; the listener's own error, EADDRINUSE when the port is taken.
 */
export async function startReportServer(options: ReportServerOptions = {}): Promise<ReportServer> {
  const { port, trouble, loadPeriodMs, startsHeavy, ...settings } = toSettings(options);
  const { now, log } = settings;
  const load = new LoadSchedule({ startedAt: now(), periodMs: loadPeriodMs, startsHeavy });
  const service = new ReportService({ ...settings, load });
  service.trouble.set(trouble);
  const server = createReportHttpServer(service, log);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const listening = portOf(server);
  let stopped: Promise<void> | undefined;
  return {
    origin: `http://127.0.0.1:${listening}`,
    port: listening,
    untilLoadChangeMs: () => untilChangeMs(load, now()),
    stats: () => service.stats(),
    setTrouble: (changed) => {
      service.trouble.set(changed);
    },
    stop: () => (stopped ??= close(server)),
  };
}

function untilChangeMs(load: LoadSchedule, at: number): number | undefined {
  const changeAt = load.nextChangeAt(at);
  return changeAt === undefined ? undefined : changeAt - at;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The report server does not listen.');
  return address.port;
}

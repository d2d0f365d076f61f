import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Client } from '../../local/client.ts';
import type { ReportServerOptions } from '../../local/report-server/server-options.ts';
import { startReportServer, type ReportServer } from '../../local/report-server/start-report-server.ts';
import type { Trouble } from '../../local/report-server/trouble.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { onceAt } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { STRICT } from '../support/strict.ts';
import { PATIENCE, PATIENCE_MS } from '../support/patience.ts';

/** Longer than any of them takes on a slow machine. */
const TIMEOUT_SECONDS = 120;

/** In these it is asked again and again until its time is over; a tenth of that is kept for telling how it ended. */
const ENDLESS = ['neverReady', 'failRequests', 'trickleMs', 'truncateAfterBytes'] as const;
const ENDLESS_TIMEOUT_SECONDS = 30;

const runs = z.object({
  items: z.array(
    z.object({
      runId: z.string(),
      state: z.string(),
      finishedAt: z.string().optional(),
      failure: z.object({ reason: z.string() }).optional(),
    }),
  ),
});

/** The state of a job's run when it has ended, or why it failed. */
async function endingOf(url: string, jobId: string): Promise<string> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  while (Date.now() < giveUpAt) {
    const response = await fetch(`${url}/api/jobs/${jobId}/runs`);
    const [run] = runs.parse(await response.json()).items;
    if (run?.finishedAt !== undefined) return run.failure?.reason ?? run.state;
    await pause(100);
  }
  return 'none';
}

describe('report collections on the local stack', () => {
  let stack: Stack;
  let client: Client;
  const servers: ReportServer[] = [];

  beforeAll(async () => {
    // A request that is repeated finds its own note, and waits in place of saying what was wrong with the answer.
    const { repeatActivitiesSeed: _not, ...strict } = STRICT;
    stack = await startStack({ storage: await storageAccount(), strict });
    client = new Client(stack.url);
  });

  afterAll(async () => {
    await Promise.all(servers.map((server) => server.stop()));
    await stack.stop();
  });

  async function logOf(jobId: string): Promise<string> {
    const response = await fetch(`${stack.url}/api/jobs/${jobId}/logs`, {
      headers: { accept: 'text/plain' },
    });
    return response.text();
  }

  /** What becomes of a job that collects once, from a server of its own. */
  async function collect(name: string, options: ReportServerOptions): Promise<string> {
    const server = await startReportServer({ makeMs: 300, loadPeriodMs: 0, ...options });
    servers.push(server);
    const isEndless = ENDLESS.some((trouble) => options.trouble?.[trouble] !== undefined);
    const timeoutSeconds = isEndless ? ENDLESS_TIMEOUT_SECONDS : TIMEOUT_SECONDS;
    const job = {
      ...{ jobId: name, kind: 'report-collection', valueStream: 'tests' },
      task: {
        ...{ resource: name, baseUrl: server.origin, poll: { intervalSeconds: 0.3, maxIntervalSeconds: 1 } },
      },
      policies: { timeoutSeconds, retry: { maxAttempts: 1 } },
    };
    await atNearInstant((at) => client.scheduleJob({ ...job, recurrences: [onceAt(at)] }));
    const ending = await endingOf(stack.url, name);
    expect(server.stats().worstOverlap).toBeLessThanOrEqual(1);
    return ending;
  }

  test('end with a report, or with the reason why not', async () => {
    const bad = (name: string, trouble: Trouble, options: ReportServerOptions = {}): Promise<string> =>
      collect(name, { ...options, trouble });

    const endings = await Promise.all([
      collect('well', {}),
      bad('odd-ticket', { ticketOf: (ticket) => `a/${ticket}%2F?x#` }),
      bad('never-ready', { neverReady: true }),
      bad('in-trouble', { failRequests: { status: 500, times: 1000 } }),
      bad('garbage', { ticketOf: () => '<html><p>Welcome</p></html>' }),
      bad('huge', {}, { bytes: 5_000_000_000 }),
      bad('trickle', { trickleMs: 200 }),
      bad('redirected', { redirectTo: 'http://169.254.169.254/metadata' }),
      bad('of-another-type', { contentType: 'text/html' }),
      bad('truncated', { truncateAfterBytes: 5000 }),
    ]);

    expect(endings).toEqual([
      ...['succeeded', 'succeeded', 'report-not-ready', 'report-server-failed', 'ticket-not-readable'],
      ...['report-too-large', 'report-too-slow', 'address-refused', 'unexpected-content-type'],
      'report-truncated',
    ]);
    // The lines of a run's last step may come a moment after its end.
    await vi.waitFor(async () => {
      expect(await logOf('well')).toMatch(
        / acquireLease: [^]* requestReport: [^]* collectReport: The report is at /,
      );
      expect(await logOf('never-ready')).toMatch(/ collectReport: .*not ready/i);
      expect(await logOf('in-trouble')).toMatch(/ error recordFailure: .*report-server-failed/);
    }, PATIENCE);
  });
});

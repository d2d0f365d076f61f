import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAppHost, type AppHostProcess } from '../../local/app-host/start-app-host.ts';
import { Client, type RunAnswer } from '../../local/client.ts';
import { startReportServer } from '../../local/report-server/start-report-server.ts';
import { startStandIns } from '../../local/stand-ins.ts';
import { StartedParts } from '../../local/started-parts.ts';
import { collectionJob } from './collection-job.ts';
import { usageOf } from './process-of.ts';

export interface Streaming {
  readonly sizeBytes: number;
  readonly rows: number;
  readonly seconds: number;
  /** Of the host with the app alone, from the slot to the result. */
  readonly cpuSeconds: number;
  /** The most memory that the host held, before and during the collection. */
  readonly idlePeakMb: number;
  readonly peakMb: number;
}

const DEADLINE_MS = 20 * 60_000;
const HEAD_START_MS = 2_000;

/** One report of so many bytes, collected by a host in a process of its own; everything else is in this one. */
export async function measureStreaming(bytes: number): Promise<Streaming> {
  const parts = new StartedParts();
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  parts.add({
    stop: async () => {
      rmSync(folder, { recursive: true, force: true });
    },
  });
  try {
    const standIns = await parts.keep('stand-ins', startStandIns({ dataDir: join(folder, 'state') }));
    const server = await parts.keep('reports', startReportServer({ makeMs: 1, loadPeriodMs: 0, bytes }));
    const settings = {
      ...standIns.settings,
      ...{
        DISPATCH_SCHEDULE: '* * * * * *',
        RECOVERY_SCHEDULE: '0 * * * * *',
        AUDIT_SCHEDULE: '0 * * * * *',
        STATISTICS_SCHEDULE: '0 * * * * *',
        ALERTS_RAISE_SCHEDULE: '0 * * * * *',
        ALERTS_DELIVER_SCHEDULE: '0 * * * * *',
      },
      OUTGOING__allowedPrivateRanges: '127.0.0.0/8',
    };
    const host = await startAppHost({ dataDir: join(folder, 'hub'), settings });
    parts.add({ stop: () => host.kill() });
    return await collectOne(host, server.origin);
  } finally {
    await parts.stop();
  }
}

async function collectOne({ url, child }: AppHostProcess, baseUrl: string): Promise<Streaming> {
  const { pid } = child;
  if (pid === undefined) throw new Error('The host has no process.');
  const client = new Client(url);
  const recurrence = { type: 'once', at: new Date(Date.now() + HEAD_START_MS).toISOString() };
  await client.scheduleJob(collectionJob('large', { baseUrl, recurrence }));
  const before = usageOf(pid);
  const run = await client.firstFinishedRun('large', DEADLINE_MS);
  const after = usageOf(pid);
  const { sizeBytes, rowCount } = reportOf(run);
  return {
    ...{ sizeBytes, rows: rowCount },
    seconds: (Date.parse(run.finishedAt ?? '') - Date.parse(run.startedAt ?? '')) / 1000,
    cpuSeconds: after.cpuSeconds - before.cpuSeconds,
    ...{ idlePeakMb: before.peakMb, peakMb: after.peakMb },
  };
}

function reportOf({ state, failure, report }: RunAnswer): NonNullable<RunAnswer['report']> {
  if (report === undefined) throw new Error(`The collection ${state}: ${failure?.message ?? ''}`);
  return report;
}

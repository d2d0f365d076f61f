import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client } from '../../local/client.ts';
import { createReportCsv } from '../../local/report-server/report-csv.ts';
import { startReportServer, type ReportServer } from '../../local/report-server/start-report-server.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { atNearInstant } from '../../local/near-instant.ts';
import { onceAt, upload } from '../support/stack-data.ts';
import { STRICT } from '../support/strict.ts';
import { storageAccount } from '../support/storage-account.ts';
import { PATIENCE_MS } from '../support/patience.ts';

const ROWS = 2_000;

describe('a collected report', () => {
  let stack: Stack;
  let client: Client;
  let server: ReportServer;

  beforeAll(async () => {
    server = await startReportServer({ rows: ROWS, makeMs: 50, loadPeriodMs: 0 });
    stack = await startStack({ storage: await storageAccount(), strict: STRICT });
    client = new Client(stack.url);
  });

  afterAll(async () => {
    await stack.stop();
    await server.stop();
  });

  /** Schedules a collection for this instant; each has a resource of its own. */
  async function schedule(jobId: string, at: number): Promise<void> {
    await client.scheduleJob({
      ...{ jobId, kind: 'report-collection', valueStream: 'tests', recurrences: [onceAt(at)] },
      task: {
        ...{ resource: jobId, baseUrl: server.origin },
        requestPath: `/request_report?offset={offset}&resource=${jobId}`,
        poll: { intervalSeconds: 0.2, maxIntervalSeconds: 1 },
        columns: ['account_id', 'score'],
        outputPath: 'reports/{resource}/{runId}.csv',
      },
    });
  }

  test('is what the server made, and was asked for once', async () => {
    await atNearInstant((at) => schedule('loans', at));
    const { state, report, runId } = await client.firstFinishedRun('loans', PATIENCE_MS);
    const csv = Buffer.concat([
      ...createReportCsv({ resource: 'loans', sequence: 1, offset: 0 }, { rows: ROWS }).chunks(),
    ]);
    const blob = stack.blobs.getContainerClient('reports').getBlobClient(`loans/${runId}.csv`);

    expect(state).toBe('succeeded');
    expect(report).toMatchObject({
      path: `reports/loans/${runId}.csv`,
      sizeBytes: csv.length,
      sha256: createHash('sha256').update(csv).digest('hex'),
      ...{ rowCount: ROWS, epoch: 1 },
    });
    expect(await blob.downloadToBuffer()).toEqual(csv);
    expect(server.stats().resources['loans']).toMatchObject({ requests: 1, worstOverlap: 1 });
  });

  test('feeds a stability job that comes after its collection', async () => {
    // Both are to be scheduled before it.
    const jobId = await atNearInstant(async (at, asked) => {
      const drift = `drift-${asked}`;
      const first = createReportCsv({ resource: drift, sequence: 1, offset: 0 }, { rows: ROWS });
      await upload(stack, `baselines/${drift}.csv`, Buffer.concat([...first.chunks()]).toString());
      await schedule(drift, at);
      await client.scheduleJob({
        ...{ jobId: `${drift}-psi`, kind: 'stability', valueStream: 'tests', recurrences: [onceAt(at)] },
        after: { jobId: drift, deadlineSeconds: 600, pollSeconds: 5 },
        task: {
          ...{ modelId: drift, baseline: `baselines/${drift}.csv`, current: '{report}' },
          ...{ scoreColumn: 'score', characteristics: ['segment', 'amount'] },
        },
      });
      return `${drift}-psi`;
    });
    const run = await client.firstFinishedRun(jobId, PATIENCE_MS);

    expect(run.failure).toBeUndefined();
    // It is the very report that the baseline was made from.
    expect(run.result).toMatchObject({ psi: 0, band: 'stable' });
  });
});

import type { BlobServiceClient } from '@azure/storage-blob';
import type { Client } from '../client.ts';
import { createReportCsv } from '../report-server/report-csv.ts';
import { uploadText } from './upload-text.ts';

const RESOURCE = 'credit-scores';
const BASELINE = `baselines/${RESOURCE}.csv`;
const BASELINE_ROWS = 5000;
/** Other accounts than those of the reports: of the same kind, and not the same. */
const BASELINE_OFFSET = 1_000_000;
const EVERY_MINUTE = [{ type: 'cron', expression: '* * * * *', timeZone: 'UTC' }];

/**
 * Schedules a collection from the report server every minute, and a stability job that measures each collected report
 * against the server's first. What a server hands out drifts slowly from report to report, and so does the PSI.
 *
 * @returns The job ids. Doing it again with another address gives the jobs that address.
 */
export async function registerReportExample(
  { client, blobs }: { readonly client: Client; readonly blobs: BlobServiceClient },
  reportServer: string,
): Promise<readonly string[]> {
  await uploadText(blobs, BASELINE, firstReport());
  const collection = await client.ensureJob(collectionJob(reportServer));
  const stability = await client.ensureJob(stabilityJob(collection.jobId));
  return [collection.jobId, stability.jobId];
}

function firstReport(): string {
  const of = { resource: RESOURCE, sequence: 1, offset: BASELINE_OFFSET };
  return Buffer.concat([...createReportCsv(of, { rows: BASELINE_ROWS }).chunks()]).toString('latin1');
}

function collectionJob(reportServer: string) {
  return {
    jobId: 'example-report',
    kind: 'report-collection',
    valueStream: 'lending',
    task: {
      resource: RESOURCE,
      baseUrl: reportServer,
      requestPath: `/request_report?offset={offset}&resource=${RESOURCE}`,
      poll: { intervalSeconds: 2, maxIntervalSeconds: 10 },
      // The server forgets its tickets when it is stopped, and says so by 404: nothing is to be waited for then.
      notReady: { statuses: [202, 409, 425, 503] },
      columns: ['account_id', 'segment', 'amount', 'days_past_due', 'score'],
    },
    recurrences: EVERY_MINUTE,
  };
}

function stabilityJob(collectionJobId: string) {
  return {
    jobId: 'example-report-drift',
    kind: 'stability',
    valueStream: 'lending',
    // Heavy load lasts two minutes: a report of that time is late, and not given up.
    after: { jobId: collectionJobId, deadlineSeconds: 600, pollSeconds: 5 },
    task: {
      modelId: RESOURCE,
      baseline: BASELINE,
      current: '{report}',
      scoreColumn: 'score',
      characteristics: ['segment', 'amount', 'days_past_due'],
    },
    recurrences: EVERY_MINUTE,
  };
}

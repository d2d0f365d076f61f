import type { BlobServiceClient } from '@azure/storage-blob';
import type { Client } from '../client.ts';
import { createReportCsv } from '../report-server/report-csv.ts';
import { uploadText } from './upload-text.ts';

const RESOURCE = 'branch-scores';
const BASELINE = `baselines/${RESOURCE}.csv`;
const BASELINE_ROWS = 5000;
/** Other accounts than those of the reports: of the same kind, and not the same. */
const BASELINE_OFFSET = 1_000_000;

/** They run when the pipeline asks for them. */
const BY_PIPELINE = { valueStream: 'lending', recurrences: [] };

/**
 * Schedules a pipeline that collects a report every five minutes, measures it, and tells a service of both where there is
 * one, with the jobs of its steps.
 *
 * @returns The pipeline's job id. Doing it again with other addresses gives the jobs those.
 */
export async function registerPipelineExample(
  { client, blobs }: { readonly client: Client; readonly blobs: BlobServiceClient },
  { reportServer, receiver }: { readonly reportServer: string; readonly receiver?: string },
): Promise<string> {
  await uploadText(blobs, BASELINE, firstReport());
  for (const job of [collectJob(reportServer), measureJob()]) await client.ensureJob(job);
  if (receiver !== undefined) await client.ensureJob(tellJob(receiver));
  const { jobId } = await client.ensureJob(pipelineJob({ tells: receiver !== undefined }));
  return jobId;
}

function firstReport(): string {
  const of = { resource: RESOURCE, sequence: 1, offset: BASELINE_OFFSET };
  return Buffer.concat([...createReportCsv(of, { rows: BASELINE_ROWS }).chunks()]).toString('latin1');
}

function collectJob(reportServer: string) {
  return {
    ...{ ...BY_PIPELINE, jobId: 'example-step-collect', kind: 'report-collection' },
    task: {
      resource: RESOURCE,
      baseUrl: reportServer,
      requestPath: `/request_report?offset={offset}&resource=${RESOURCE}`,
      poll: { intervalSeconds: 2, maxIntervalSeconds: 10 },
      // The server forgets its tickets when it is stopped, and says so by 404: nothing is to be waited for then.
      notReady: { statuses: [202, 409, 425, 503] },
    },
  };
}

function measureJob() {
  return {
    ...{ ...BY_PIPELINE, jobId: 'example-step-measure', kind: 'stability' },
    // Of the runs of that job it is the one of the same pipeline.
    after: { jobId: 'example-step-collect', deadlineSeconds: 600, pollSeconds: 5 },
    task: {
      ...{ modelId: RESOURCE, baseline: BASELINE, current: '{report}', scoreColumn: 'score' },
      characteristics: ['segment', 'amount', 'days_past_due'],
    },
  };
}

function tellJob(receiver: string) {
  return {
    ...{ ...BY_PIPELINE, jobId: 'example-step-tell', kind: 'webhook' },
    task: {
      url: `${receiver}/work`,
      body: { json: { run: '{runId}', report: '{input.report}', psi: '{input.psi}', band: '{input.band}' } },
      completion: 'poll',
      poll: { intervalSeconds: 2, maxIntervalSeconds: 10 },
      state: { field: '/status', succeeded: ['succeeded'], failed: ['failed'] },
      outputField: '/result',
    },
  };
}

function pipelineJob({ tells }: { readonly tells: boolean }) {
  return {
    ...{ jobId: 'example-pipeline', kind: 'pipeline', valueStream: 'lending' },
    recurrences: [{ type: 'cron', expression: '*/5 * * * *', timeZone: 'UTC' }],
    task: {
      steps: [
        { name: 'collect', job: 'example-step-collect' },
        { name: 'measure', job: 'example-step-measure' },
        ...(tells ? [TELL] : []),
      ],
    },
  };
}

const TELL = {
  ...{ name: 'tell', job: 'example-step-tell' },
  input: {
    report: '{steps.collect.output.path}',
    psi: '{steps.measure.output.psi}',
    band: '{steps.measure.output.band}',
  },
};

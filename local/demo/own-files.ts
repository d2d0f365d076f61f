import { stat } from 'node:fs/promises';
import type { BlobServiceClient } from '@azure/storage-blob';
import { RequestRefused, type Client, type RunAnswer } from '../client.ts';
import { atNearInstant } from '../near-instant.ts';
import { DemoRefused } from './demo-refused.ts';

export interface OwnFiles {
  readonly baseline: string;
  readonly current: string;
  readonly score: string | undefined;
}

const MODEL_ID = 'own-files';

/** Large files take a while on a slow machine; a run that hangs should still end the command. */
const DEADLINE_MS = 15 * 60_000;

/** Throws DemoRefused for a file that is not there or has nothing in it, before anything is started. */
export async function checkOwnFiles({ baseline, current }: OwnFiles): Promise<void> {
  for (const file of [baseline, current]) {
    const found = await stat(file).catch(() => undefined);
    if (found === undefined) throw new DemoRefused(`There is no file '${file}'.`);
    if (!found.isFile()) throw new DemoRefused(`'${file}' is not a file.`);
    if (found.size === 0) throw new DemoRefused(`The file '${file}' is empty.`);
  }
}

/** Measures every column of the current file against the baseline file, by a job that is due at once. */
export async function measureOwnFiles(
  { client, blobs }: { readonly client: Client; readonly blobs: BlobServiceClient },
  { baseline, current, score }: OwnFiles,
): Promise<RunAnswer> {
  await blobs.getContainerClient('baselines').getBlockBlobClient('own.csv').uploadFile(baseline);
  await blobs.getContainerClient('datasets').getBlockBlobClient('own.csv').uploadFile(current);
  const job = {
    ...{ jobId: MODEL_ID, kind: 'stability', valueStream: 'demo' },
    task: {
      modelId: MODEL_ID,
      baseline: 'baselines/own.csv',
      current: 'datasets/own.csv',
      ...(score === undefined ? {} : { scoreColumn: score }),
    },
  };
  const { jobId } = await atNearInstant((at) =>
    client.scheduleJob({ ...job, recurrences: [{ type: 'once', at: new Date(at).toISOString() }] }),
  ).catch((error: unknown) => {
    throw error instanceof RequestRefused
      ? new DemoRefused(`'${baseline}' cannot be a baseline: ${error.message}`)
      : error;
  });
  const run = await client.firstFinishedRun(jobId, DEADLINE_MS);
  return checkRun(run, { baseline, current });
}

function checkRun(run: RunAnswer, files: { readonly baseline: string; readonly current: string }): RunAnswer {
  const columns = run.detail?.columns;
  if (run.state !== 'succeeded' || columns === undefined) {
    const message = run.failure?.message ?? `The run ended as '${run.state}'.`;
    throw new DemoRefused(message.replaceAll("'datasets/own.csv'", `'${files.current}'`));
  }
  if (columns.every(({ status }) => status === 'missing-column')) {
    throw new DemoRefused(`'${files.baseline}' and '${files.current}' have no column in common.`);
  }
  return run;
}

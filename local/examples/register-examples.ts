import type { BlobServiceClient } from '@azure/storage-blob';
import type { Client } from '../client.ts';
import { loadExampleModels, type ExampleModel } from './example-models.ts';
import { uploadText } from './upload-text.ts';

export interface ExampleSchedule {
  readonly jobIdPrefix: string;
  readonly recurrences: readonly object[];
  /** Who is told by e-mail when a model drifts; nobody by default. */
  readonly recipients?: readonly string[];
}

/**
 * Uploads the example models' files and schedules a job for each. Doing it again changes nothing: the files
 * and the definitions are the same.
 *
 * @returns The job ids with their models.
 */
export async function registerExamples(
  { client, blobs }: { readonly client: Client; readonly blobs: BlobServiceClient },
  schedule: ExampleSchedule,
): Promise<readonly { readonly jobId: string; readonly modelId: string }[]> {
  const registered = [];
  for (const model of await loadExampleModels()) {
    await uploadText(blobs, `baselines/${model.modelId}.csv`, model.baselineCsv);
    await uploadText(blobs, `datasets/${model.modelId}.csv`, model.currentCsv);
    const { jobId } = await client.scheduleJob(toDefinition(model, schedule));
    registered.push({ jobId, modelId: model.modelId });
  }
  return registered;
}

function toDefinition(
  { modelId, valueStream, scoreColumn }: ExampleModel,
  { jobIdPrefix, recurrences, recipients = [] }: ExampleSchedule,
): object {
  return {
    jobId: `${jobIdPrefix}${modelId}`,
    kind: 'stability',
    valueStream,
    task: {
      modelId,
      baseline: `baselines/${modelId}.csv`,
      current: `datasets/${modelId}.csv`,
      scoreColumn,
      recipients,
    },
    recurrences,
  };
}

import {
  attemptLabels,
  folderOf,
  RUN_ID_ANNOTATION,
  sourceJobName,
  type BatchAttempt,
} from '../domain/batch-names.ts';
import type { SourceJobContext } from '../domain/batch-source.ts';
import type { BatchDesk } from './batch-desk.ts';

/** What the manifest of a Job about the source is made for. */
export function sourceContext(
  { place }: BatchDesk,
  batch: BatchAttempt,
  role: 'fetch' | 'delete',
): SourceJobContext {
  return {
    name: sourceJobName(batch, role),
    namespace: place.namespace,
    labels: attemptLabels(batch, role),
    annotations: { [RUN_ID_ANNOTATION]: batch.runId },
    keepSeconds: place.keepSeconds,
    image: place.fetchImage,
    claim: place.sourceClaim ?? '',
    folder: folderOf(batch),
  };
}

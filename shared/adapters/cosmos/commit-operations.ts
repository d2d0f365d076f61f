import type { OperationInput } from '@azure/cosmos';
import type { ConditionalWrite, JobWrite } from '../../application/ports/job-store.ts';
import { backfillToDocument } from './backfill-document.ts';
import { documentBody } from './document-body.ts';
import { jobChangeToDocument } from './job-change-document.ts';
import { jobToDocument } from './job-document.ts';
import { laneToDocument } from './lane-document.ts';
import { runToDocument, skippedToDocument } from './run-document.ts';

type StoredDocument = Readonly<Record<string, unknown>> & { readonly id: string };

/** An operation of a batch, and whether it makes a run. */
export interface CommitOperation {
  readonly operation: OperationInput;
  readonly isNewRun: boolean;
}

/** The writes of a commit as operations of one transactional batch. */
export function toCommitOperations(write: JobWrite): CommitOperation[] {
  const { job, lane, backfill, runs = [], skipped = [], changes = [] } = write;
  return [
    ...(job === undefined ? [] : [conditional(job, jobToDocument)]),
    ...(lane === undefined ? [] : [conditional(lane, laneToDocument)]),
    ...(backfill === undefined ? [] : [conditional(backfill, backfillToDocument)]),
    ...runs.map((run) => ({
      ...conditional(run, runToDocument),
      isNewRun: run.ifVersion === undefined,
    })),
    ...skipped.map((slots) => ({
      // The same slots may be skipped once more, by a resume that goes back to them.
      operation: {
        operationType: 'Upsert' as const,
        resourceBody: documentBody(skippedToDocument(write.jobId, slots)),
      },
      isNewRun: false,
    })),
    ...changes.map((change) => conditional({ value: change, ifVersion: undefined }, jobChangeToDocument)),
  ];
}

function conditional<T>(
  { value, ifVersion }: ConditionalWrite<T>,
  toDocument: (value: T) => StoredDocument,
): CommitOperation {
  const document = toDocument(value);
  const resourceBody = documentBody(document);
  const operation: OperationInput =
    ifVersion === undefined
      ? { operationType: 'Create', resourceBody }
      : { operationType: 'Replace', id: document.id, ifMatch: ifVersion, resourceBody };
  return { operation, isNewRun: false };
}

import { z } from 'zod';
import { jobId, runId } from '../../contracts/run.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import type { Lane } from '../../domain/run/lane.ts';

const laneDocument = z.object({
  type: z.literal('lane'),
  schemaVersion: z.literal(1),
  jobId,
  going: z.array(runId),
  waiting: z.array(runId),
  ofBackfills: z.array(runId).exactOptional(),
  consecutiveFailures: z.number(),
});

/** The id of a job's lane within the job's partition. */
export function laneIdOf(job: JobId): string {
  return `${job}.lane`;
}

/** The lane in a document read from Cosmos. Throws ZodError when it is none. */
export function laneFromDocument(document: unknown): Lane {
  const { type: _type, schemaVersion: _version, ...lane } = laneDocument.parse(document);
  return lane;
}

/** The document of a lane, in the partition of its job. */
export function laneToDocument(lane: Lane): Record<string, unknown> & { readonly id: string } {
  return { id: laneIdOf(lane.jobId), type: 'lane', schemaVersion: 1, ...lane };
}

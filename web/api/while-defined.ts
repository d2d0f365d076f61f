import type { JobView } from '../../shared/contracts/http/job-view.ts';
import { readJob } from '../../shared/contracts/http/operation-paths.ts';
import type { OperationPath } from '../../shared/contracts/http/operation-path.ts';
import type { ApiAnswer, ApiCall } from './api-call.ts';
import { CallFailed } from './problem.ts';

const MAX_TRIES = 5;
const CONFLICT = 412;

/** Reads a job, as `Api` does. */
interface JobReader {
  call(operation: OperationPath, call: ApiCall): Promise<ApiAnswer<Pick<JobView, 'generation'>>>;
}

/** A job as it was seen; without `etag` where only its definition was. */
export interface SeenJob {
  readonly jobId: string;
  readonly generation: number;
  readonly etag?: string;
}

/**
 * Changes a job that was seen. A job has another version after each slot that is dispatched: as long as its generation is
 * the same nobody has touched the definition, and the change is sent again for the present version. Throws CallFailed,
 * with 412 when somebody has.
 */
export async function whileDefined<T>(
  api: JobReader,
  seen: SeenJob,
  change: (ifMatch: string) => Promise<T>,
): Promise<T> {
  let etag = seen.etag ?? (await readEtag(api, seen));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await change(etag);
    } catch (error) {
      if (!(error instanceof CallFailed) || !error.isConflict || attempt === MAX_TRIES) throw error;
      etag = await readEtag(api, seen);
    }
  }
}

/** The present version of a job that has the definition that was seen. Throws CallFailed, with 412 when it has another. */
async function readEtag(api: JobReader, { jobId, generation }: SeenJob): Promise<string> {
  const { status, body, etag } = await api.call(readJob, { path: { jobId } });
  if (body === null || etag === undefined) {
    throw new CallFailed(status, undefined, 'The server answered without the version of the job.');
  }
  if (body.generation === generation) return etag;
  const message = `Somebody has edited ${jobId} meanwhile; nothing was done. Look at it again first.`;
  throw new CallFailed(CONFLICT, undefined, message);
}

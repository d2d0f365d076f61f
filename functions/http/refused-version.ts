import type { HttpResponseInit } from '@azure/functions';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { DifferencesSince } from '../../shared/application/read-job-history.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { ExpectedJob } from './job-etag.ts';
import { problem } from './problem.ts';

/** The answer to a change of a job at another version than it is at. Throws Unavailable. */
export type RefuseVersion = (jobId: JobId, expected: ExpectedJob) => Promise<HttpResponseInit>;

/** Says what differs between the latest version that was expected and the present one, where both are known. */
export function createRefuseVersion({
  jobs,
  differencesSince,
}: {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly differencesSince: DifferencesSince;
}): RefuseVersion {
  return async (jobId, { generations }) => {
    const stored = await jobs.get(jobId);
    if (stored === undefined || stored.value.state === 'deleted') {
      return refused(`There is no job '${jobId}' any more, or there never was one. Leave If-Match out.`);
    }
    const present = stored.value;
    const seen = generations.filter((generation) => generation <= present.generation);
    const changed = seen.length === 0 ? undefined : await differencesSince(jobId, Math.max(...seen), present);
    const detail = `Job '${jobId}' has changed since it was read. Read it again and send its ETag in If-Match.`;
    return refused(detail, changed === undefined ? {} : { changed });
  };
}

function refused(
  detail: string,
  known: Pick<Parameters<typeof problem>[0], 'changed'> = {},
): HttpResponseInit {
  return problem({
    ...{ type: 'precondition-failed', status: 412, title: 'Changed by someone else.' },
    detail,
    ...known,
  });
}

/** The answer to a change of a job that says of no version. */
export function versionRequired(jobId: JobId): HttpResponseInit {
  return problem({
    ...{ type: 'precondition-required', status: 428, title: 'Say which version is to be changed.' },
    detail: `Read job '${jobId}' and send its ETag in the header If-Match.`,
  });
}

/** The answer to a creation where there is a job already. */
export function alreadyThere(jobId: JobId): HttpResponseInit {
  return problem({
    ...{ type: 'precondition-failed', status: 412, title: 'There is one already.' },
    detail: `Job '${jobId}' exists. To change it, send its ETag in the header If-Match.`,
  });
}

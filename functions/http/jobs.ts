import type { DeleteOutcome } from '../../shared/application/delete-job.ts';
import type { ExpectedVersions } from '../../shared/application/save-calendar.ts';
import type { Actor } from '../../shared/domain/access/actor.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import {
  deleteJobContract,
  listJobsContract,
  readJobContract,
  type JobPageView,
} from '../../shared/contracts/http/jobs.ts';
import { jobSummary } from '../../shared/contracts/http/job-view.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { streamsOf } from '../../shared/domain/access/caller.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { operation, type Operation } from './api/operation.ts';
import { expectedJob, jobEtag } from './job-etag.ts';
import { ofFleet } from './of-fleet.ts';
import { notFound } from './problem.ts';
import type { RefuseVersion } from './refused-version.ts';
import type { ShowJob } from './show-job.ts';

interface UseCases {
  readonly jobs: JobStore;
  readonly deleteJob: (jobId: JobId, expected: ExpectedVersions, actor: Actor) => Promise<DeleteOutcome>;
  readonly refuseVersion: RefuseVersion;
  readonly showJob: ShowJob;
}

/** `GET /api/jobs`, `GET /api/jobs/{jobId}`, `DELETE /api/jobs/{jobId}`. */
export function jobOperations({ jobs, deleteJob, refuseVersion, showJob }: UseCases): readonly Operation[] {
  return [
    operation(listJobsContract, async ({ query, caller }) => {
      const { limit, cursor, sort, count: isCounted, status: states, tag: tags, ...rest } = query;
      const valueStreams = streamsOf(caller, 'reader');
      const filter = {
        ...rest,
        ...(states === undefined ? {} : { states }),
        ...(tags === undefined ? {} : { tags }),
        ...(valueStreams === undefined ? {} : { valueStreams }),
      };
      const [page, total] = await Promise.all([
        jobs.list(filter, toPageRequest({ limit, cursor }), sort),
        isCounted ? jobs.count(filter) : undefined,
      ]);
      const jsonBody: JobPageView = {
        ...{ ...page, items: page.items.map(jobSummary) },
        ...(total === undefined ? {} : { total }),
      };
      return { jsonBody };
    }),

    operation(readJobContract, async ({ path: { jobId } }) => {
      const stored = await jobs.get(jobId);
      if (stored === undefined || stored.value.state === 'deleted') return notFound('job', jobId);
      return { headers: { etag: jobEtag(stored) }, jsonBody: await showJob(stored.value) };
    }),

    operation(deleteJobContract, async ({ path: { jobId }, ifMatch, actor }) => {
      const expected = expectedJob(ifMatch);
      switch (await deleteJob(jobId, expected.versions, actor())) {
        case 'deleted':
          return { status: 204 };
        case 'not-found':
          return notFound('job', jobId);
        case 'version-mismatch':
          return refuseVersion(jobId, expected);
        case 'of-fleet':
          return ofFleet((await jobs.get(jobId))?.value.fleet);
      }
    }),
  ];
}

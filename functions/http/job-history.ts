import type { HttpResponseInit } from '@azure/functions';
import type { JobHistory } from '../../shared/application/ports/job-history.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { DifferencesSince, ReadDefinition } from '../../shared/application/read-job-history.ts';
import type { RestoreOutcome, RestoreRequest } from '../../shared/application/restore-job.ts';
import {
  jobChangeView,
  jobDefinitionView,
  listJobHistoryContract,
  readJobDefinitionContract,
  restoreJobContract,
} from '../../shared/contracts/http/job-history.ts';
import { toPageRequest } from '../../shared/contracts/http/page-view.ts';
import { may } from '../../shared/domain/access/caller.ts';
import type { Difference } from '../../shared/domain/job/difference.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import { changesFor } from './seen-changes.ts';
import { operation, type Operation } from './api/operation.ts';
import { expectedJob, jobEtag } from './job-etag.ts';
import { ofFleet } from './of-fleet.ts';
import { notFound, problem } from './problem.ts';

interface UseCases {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly history: Pick<JobHistory, 'list'>;
  readonly readDefinition: ReadDefinition;
  readonly differencesSince: DifferencesSince;
  readonly restoreJob: (jobId: JobId, request: RestoreRequest) => Promise<RestoreOutcome>;
}

/** `GET /api/jobs/{jobId}/history` and `/history/{generation}`, `POST /api/jobs/{jobId}/restore`. */
export function jobHistoryOperations(useCases: UseCases): readonly Operation[] {
  const { jobs, history, readDefinition, restoreJob } = useCases;
  return [
    operation(listJobHistoryContract, async ({ path: { jobId }, query, caller }) => {
      if ((await jobs.get(jobId)) === undefined) return notFound('job', jobId);
      const { items, ...rest } = await history.list(jobId, toPageRequest(query));
      const seen = await changesFor(caller, items, readDefinition);
      return { jsonBody: { ...rest, items: seen.map(jobChangeView) } };
    }),

    operation(readJobDefinitionContract, async ({ path, caller }) => {
      const definition = await readDefinition(path.jobId, path.generation);
      if (definition === undefined || !may(caller, 'reader', definition.valueStream))
        return notFound('generation', String(path.generation));
      return { jsonBody: jobDefinitionView(path, definition) };
    }),

    operation(restoreJobContract, async (call) => {
      const { jobId } = call.path;
      const { generation, undelete, author, reason } = call.body;
      if ((await jobs.get(jobId)) === undefined) return notFound('job', jobId);
      const definition = await readDefinition(jobId, generation);
      if (definition === undefined || !may(call.caller, 'reader', definition.valueStream)) {
        return notFound('generation', String(generation));
      }
      const { valueStream } = definition;
      if (!may(call.caller, 'operator', valueStream)) return ofAnotherStream(valueStream);
      const { versions, generations } = expectedJob(call.ifMatch);
      const restored = await restoreJob(jobId, {
        ...{ generation, definition, author: call.author(author), reason, caller: call.caller },
        ...{ expected: versions, isUndelete: undelete },
      });
      if ('job' in restored) return toAnswer(restored, generation);
      if (restored.outcome === 'of-fleet') return ofFleet(restored.fleet);
      if (restored.outcome !== 'version-mismatch') return refused(restored.outcome, jobId);
      return changedMeanwhile(jobId, await changesSince(useCases, jobId, generations));
    }),
  ];
}

function toAnswer(
  { outcome, job }: Extract<RestoreOutcome, { readonly job: unknown }>,
  restoredGeneration: number,
): HttpResponseInit {
  const { jobId, generation } = job.value;
  return {
    headers: { etag: jobEtag(job), location: `/api/jobs/${jobId}` },
    jsonBody: { jobId, outcome, generation, restoredGeneration },
  };
}

function ofAnotherStream(valueStream: string): HttpResponseInit {
  return problem({
    ...{ type: 'forbidden', status: 403, title: 'Not allowed.' },
    detail: `The job belonged to value stream '${valueStream}' then, in which this takes the role operator.`,
  });
}

function refused(
  outcome: Exclude<
    Exclude<RestoreOutcome, { readonly job: unknown }>['outcome'],
    'version-mismatch' | 'of-fleet'
  >,
  jobId: JobId,
): HttpResponseInit {
  switch (outcome) {
    case 'not-found':
      return notFound('job', jobId);
    case 'deleted':
      return problem({
        ...{ type: 'conflict', status: 409, title: 'The job is deleted.' },
        detail: `Job '${jobId}' is deleted. To have it back, send undelete: true.`,
      });
    case 'id-taken':
      return problem({
        ...{ type: 'conflict', status: 409, title: 'The id is taken.' },
        detail: `Another job has been scheduled as '${jobId}' since it was deleted.`,
      });
    case 'version-required':
      return problem({
        ...{ type: 'precondition-required', status: 428 },
        title: 'Say which version is to be changed.',
        detail: `Read job '${jobId}' and send its ETag in the header If-Match.`,
      });
  }
}

/** What differs in the job since the generation that was expected, where it is one and is known. */
async function changesSince(
  { jobs, differencesSince }: Pick<UseCases, 'jobs' | 'differencesSince'>,
  jobId: JobId,
  [generation, ...others]: readonly number[],
): Promise<readonly Difference[] | undefined> {
  const stored = await jobs.get(jobId);
  if (stored === undefined || generation === undefined || others.length > 0) return undefined;
  return differencesSince(jobId, generation, stored.value);
}

function changedMeanwhile(jobId: JobId, changed: readonly Difference[] | undefined): HttpResponseInit {
  return problem({
    ...{ type: 'precondition-failed', status: 412, title: 'Changed by someone else.' },
    detail: `Job '${jobId}' has changed since it was read. Read it again and send its ETag in If-Match.`,
    ...(changed === undefined ? {} : { changed }),
  });
}

import type { EditOutcome } from '../../shared/application/edit-job.ts';
import type { DefinedBy } from '../../shared/application/job-changes.ts';
import type { JobStore } from '../../shared/application/ports/job-store.ts';
import type { PutJob } from '../../shared/application/put-job.ts';
import { isExpected, type ExpectedVersions } from '../../shared/application/save-calendar.ts';
import { editJobContract, patchJobContract } from '../../shared/contracts/http/jobs.ts';
import { assertSameJob, patchedDefinition, type JobPatch } from '../../shared/contracts/http/patch-job.ts';
import { toDefinition } from '../../shared/contracts/http/schedule-job.ts';
import { InvalidInput } from '../../shared/domain/errors.ts';
import type { JobDefinition } from '../../shared/domain/job/job-definition.ts';
import type { JobId } from '../../shared/domain/job/job-id.ts';
import type { ReadableHeaders } from './api/call.ts';
import { operation, type Operation } from './api/operation.ts';
import { expectedJob, jobEtag } from './job-etag.ts';
import { ofFleet } from './of-fleet.ts';
import { notFound } from './problem.ts';
import { alreadyThere, versionRequired, type RefuseVersion } from './refused-version.ts';
import type { ShowJob } from './show-job.ts';

interface UseCases {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly putJob: PutJob;
  readonly editJob: (
    definition: JobDefinition & { readonly jobId: JobId },
    expected: ExpectedVersions,
    by: DefinedBy,
  ) => Promise<EditOutcome>;
  readonly refuseVersion: RefuseVersion;
  readonly showJob: ShowJob;
}

/** `PUT /api/jobs/{jobId}` and `PATCH /api/jobs/{jobId}`. */
export function defineJobOperations(useCases: UseCases): readonly Operation[] {
  const { putJob, refuseVersion, showJob } = useCases;
  return [
    operation(editJobContract, async ({ path: { jobId }, body: { jobId: named, ...body }, ...call }) => {
      assertSameJob(named, jobId);
      const expected = expectedJob(call.ifMatch);
      const condition = { expected: expected.versions, isOnlyNew: isOnlyNew(call.headers) };
      const by = { ...call.actor(), caller: call.caller };
      const put = await putJob({ ...toDefinition(body), jobId }, condition, by);
      switch (put.outcome) {
        case 'version-required':
          return versionRequired(jobId);
        case 'version-mismatch':
          return refuseVersion(jobId, expected);
        case 'exists':
          return alreadyThere(jobId);
        case 'of-fleet':
          return ofFleet(put.fleet);
        case 'created': {
          const headers = { etag: jobEtag(put.job), location: `/api/jobs/${jobId}` };
          return { status: 201, headers, jsonBody: await showJob(put.job.value) };
        }
        case 'edited':
        case 'unchanged':
          return { headers: { etag: jobEtag(put.job) }, jsonBody: await showJob(put.job.value) };
      }
    }),

    operation(patchJobContract, async ({ path: { jobId }, body, ifMatch, actor, caller }) => {
      const expected = expectedJob(ifMatch);
      const patched = await patch(useCases, {
        ...{ jobId, body, expected: expected.versions },
        by: { ...actor(), caller },
      });
      switch (patched.outcome) {
        case 'not-found':
          return notFound('job', jobId);
        case 'version-required':
          return versionRequired(jobId);
        case 'version-mismatch':
          return refuseVersion(jobId, expected);
        case 'of-fleet':
          return ofFleet(patched.fleet);
        case 'edited':
        case 'unchanged':
          return { headers: { etag: jobEtag(patched.job) }, jsonBody: await showJob(patched.job.value) };
      }
    }),
  ];
}

/** Throws InvalidInput for versions: only that there be none can be asked for. */
function isOnlyNew(headers: ReadableHeaders): boolean {
  const header = headers.get('if-none-match')?.trim();
  if (header === undefined) return false;
  if (header === '*') return true;
  throw new InvalidInput('The headers have faults.', [{ pointer: '', message: 'If-None-Match must be *' }]);
}

interface Patch {
  readonly jobId: JobId;
  readonly body: JobPatch;
  readonly expected: ExpectedVersions;
  readonly by: DefinedBy;
}

/** Merges with the version that is there and was expected, and writes over no other one. */
async function patch(
  { jobs, editJob }: UseCases,
  { jobId, body, expected, by }: Patch,
): Promise<EditOutcome> {
  for (;;) {
    const stored = await jobs.get(jobId);
    if (stored === undefined || stored.value.state === 'deleted') return { outcome: 'not-found' };
    if (expected === undefined) return { outcome: 'version-required' };
    if (!isExpected(stored.version, expected)) return { outcome: 'version-mismatch' };
    const edit = await editJob(patchedDefinition(stored.value, body), [stored.version], by);
    // Of any version: merged anew with the one that has come meanwhile.
    if (edit.outcome !== 'version-mismatch' || expected !== '*') return edit;
  }
}

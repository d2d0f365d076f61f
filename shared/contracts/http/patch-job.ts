import type { JobDefinition } from '../../domain/job/job-definition.ts';
import type { Job, StabilityJob } from '../../domain/job/job.ts';
import type { JobId } from '../../domain/job/job-id.ts';
import { InvalidInput } from '../../domain/errors.ts';
import { isRecord, mergePatch } from '../../domain/job/merge-patch.ts';
import { dataSourceView } from './data-source.ts';
import { issuesOf } from './issues.ts';
import { definitionOf } from './job-definition.ts';
import { scheduleJobRequest, toDefinition } from './schedule-job.ts';

type Definition = JobDefinition & { readonly jobId: JobId };

/** What a merge patch of a job is. */
export type JobPatch = Readonly<Record<string, unknown>>;

/**
 * The definition that a merge patch makes of a job's. Its baseline stays the frozen one, unless the patch says of which
 * data or how it is to be made: then it is made anew. Throws InvalidInput with every fault of what comes of it.
 */
export function patchedDefinition(job: Job, patch: JobPatch): Definition {
  const { jobId } = job;
  const ofBaseline = job.kind === 'stability' && namesBaseline(patch);
  const target = ofBaseline ? withSource(job, patch) : definitionOf(job);
  const parsed = scheduleJobRequest.safeParse(mergePatch({ jobId, ...target }, patch));
  if (!parsed.success) throw new InvalidInput('The body has faults.', issuesOf(parsed.error));
  assertSameJob(parsed.data.jobId, jobId);
  const definition = { ...toDefinition(parsed.data), jobId };
  return job.kind === 'stability' && !ofBaseline ? withShownSource(definition, job) : definition;
}

const OF_BASELINE = ['baseline', 'bins', 'columnTypes'];

function namesBaseline({ task }: JobPatch): boolean {
  return isRecord(task) && OF_BASELINE.some((field) => field in task);
}

/** The definition with the baseline as it was asked for, for a patch of that; another registered one replaces it. */
function withSource(job: StabilityJob, patch: JobPatch): Readonly<Record<string, unknown>> {
  const { task: text, ...rest } = definitionOf(job);
  const { baseline: source } = job.task;
  const asked = isRecord(patch['task']) ? patch['task']['baseline'] : undefined;
  // What names a registered baseline is not merged into what names a file.
  if (isRecord(asked) && 'baselineId' in asked) return { ...rest, task: { ...text, baseline: {} } };
  return source === undefined
    ? { ...rest, task: text }
    : { ...rest, task: { ...text, baseline: dataSourceView(source) } };
}

/** The frozen baseline is named by its id, and goes on showing what it was made from. */
function withShownSource(definition: Definition, { task: { baseline } }: StabilityJob): Definition {
  if (definition.kind !== 'stability' || baseline === undefined) return definition;
  return { ...definition, task: { ...definition.task, baseline } };
}

/** Throws InvalidInput when a body names another job than its path. */
export function assertSameJob(named: JobId | undefined, jobId: JobId): void {
  if (named === undefined || named === jobId) return;
  throw new InvalidInput('The body names another job.', [
    { pointer: '/jobId', message: `must be '${jobId}' as in the path, or left out` },
  ]);
}

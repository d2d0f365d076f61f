import type { Issue } from '../domain/errors.ts';
import type { JobId } from '../domain/job/job-id.ts';
import { isPlain, type PlainWork } from '../domain/job/job-work.ts';
import type { SettingIssues } from './named-job-issues.ts';
import type { UpstreamJobs } from './upstream-issues.ts';

/**
 * What is wrong with a task by the settings, but for what the job, as it is stored, has already: a setting that was removed
 * does not keep anybody from changing the rest of the job. Its runs say what is missing.
 */
export async function newSettingIssues(
  { jobs, settingIssues }: { readonly jobs: UpstreamJobs; readonly settingIssues: SettingIssues },
  definition: PlainWork & { readonly jobId?: JobId | undefined; readonly valueStream: string },
): Promise<readonly Issue[]> {
  const issues = settingIssues(definition, definition);
  if (issues.length === 0) return issues;
  const present = definition.jobId && (await jobs.get(definition.jobId))?.value;
  const isEdit = present !== undefined && present.state !== 'deleted' && isPlain(present);
  const known = new Set(isEdit ? settingIssues(present, present).map(asText) : []);
  return issues
    .filter((issue) => !known.has(asText(issue)))
    .map(({ pointer, message }) => ({ pointer: `/task${pointer}`, message }));
}

function asText({ pointer, message }: Issue): string {
  return `${pointer} ${message}`;
}

import type { Issue } from '../domain/errors.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import type { JobWork } from '../domain/job/job-work.ts';
import type { ReportCollectionTask } from '../domain/job/report-collection-task.ts';
import type { JobStore } from './ports/job-store.ts';
import type { Secrets } from './ports/secrets.ts';
import type { RegisterBaseline } from './register-baseline.ts';
import { upstreamIssues } from './upstream-issues.ts';

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly registerBaseline: RegisterBaseline;
  readonly secrets: Secrets;
}

/**
 * Makes of a definition what a job's runs go by (a stability task's baseline is frozen), or adds what is wrong with it to
 * `issues` and returns undefined. What it stores on the way is found again by a repeated request.
 */
export type PrepareWork = (definition: JobDefinition, issues: Issue[]) => Promise<JobWork | undefined>;

export function createPrepareWork(dependencies: Dependencies): PrepareWork {
  return async (definition, issues) => {
    issues.push(...(await upstreamIssues(dependencies.jobs, definition)));
    if (definition.kind === 'stability') {
      const { bins: _usedByTheBaseline, ...task } = definition.task;
      const baselineId = await dependencies.registerBaseline(definition.task, issues);
      return baselineId === undefined ? undefined : { kind: definition.kind, task: { ...task, baselineId } };
    }
    const { kind, task } = definition;
    const faults = secretIssues(dependencies.secrets, task);
    issues.push(...faults);
    return faults.length > 0 ? undefined : { kind, task };
  };
}

function secretIssues(secrets: Secrets, { headers }: ReportCollectionTask): Issue[] {
  return Object.entries(headers).flatMap(([header, value]) => {
    if (typeof value === 'string' || secrets.get(value.secret) !== undefined) return [];
    const message = `there is no secret '${value.secret}': set the app setting SECRETS__${value.secret}`;
    return [{ pointer: `/task/headers/${header}/secret`, message }];
  });
}

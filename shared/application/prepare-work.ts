import type { Caller } from '../domain/access/caller.ts';
import type { Issue } from '../domain/errors.ts';
import type { JobDefinition } from '../domain/job/job-definition.ts';
import { isPlain, workOf, type JobWork } from '../domain/job/job-work.ts';
import { namedSecrets } from '../domain/job/named-secrets.ts';
import type { StabilityTaskDefinition } from '../domain/job/stability-task.ts';
import { createCheckModel, createClaimModel, foreignModel } from './claim-model.ts';
import { namedJobIssues, type JobsOfTask, type SettingIssues } from './named-job-issues.ts';
import { newSettingIssues } from './new-setting-issues.ts';
import type { Clock } from './ports/environment.ts';
import type { JobStore } from './ports/job-store.ts';
import type { ModelStore } from './ports/model-store.ts';
import type { Secrets } from './ports/secrets.ts';
import type { RegisterBaseline } from './register-baseline.ts';
import { upstreamIssues } from './upstream-issues.ts';

interface Dependencies {
  readonly jobs: Pick<JobStore, 'get'>;
  readonly models: Pick<ModelStore, 'get' | 'create'>;
  readonly registerBaseline: RegisterBaseline;
  readonly secrets: Secrets;
  readonly jobsOfTask: JobsOfTask;
  readonly settingIssues: SettingIssues;
  readonly clock: Clock;
}

/**
 * Makes of a definition what a job's runs go by (a stability task's model is claimed for the job's value stream, and its
 * baseline frozen), or adds what is wrong with it to `issues` and returns undefined. What it stores on the way is found
 * again by a repeated request. A job that the caller may not see cannot be come after.
 */
export type PrepareWork = (
  definition: JobDefinition,
  issues: Issue[],
  caller?: Caller,
) => Promise<JobWork | undefined>;

export function createPrepareWork(dependencies: Dependencies): PrepareWork {
  return async (definition, issues, caller) => {
    issues.push(...(await upstreamIssues(dependencies.jobs, definition, caller)));
    if (definition.kind === 'stability') {
      const { bins: _usedByTheBaseline, ...task } = definition.task;
      const owned = { ...definition.task, valueStream: definition.valueStream };
      const baselineId = await freezeOwn(dependencies, owned, issues);
      return baselineId === undefined ? undefined : { kind: definition.kind, task: { ...task, baselineId } };
    }
    const faults = [
      ...secretIssues(dependencies.secrets, definition.task),
      ...(isPlain(definition)
        ? [
            ...(await namedJobIssues(dependencies, definition, caller)),
            ...(await newSettingIssues(dependencies, definition)),
          ]
        : []),
    ];
    issues.push(...faults);
    return faults.length > 0 ? undefined : workOf(definition);
  };
}

/**
 * Freezes a baseline of a model that is the value stream's own or nobody's, which it is claimed from. Of another stream's
 * model nothing is read, and for a task with faults nothing is claimed. The model is claimed once more when there is a
 * baseline: until then it could have been removed, and claimed by another stream; from then on it stays.
 */
async function freezeOwn(
  { registerBaseline, ...dependencies }: Pick<Dependencies, 'registerBaseline' | 'models' | 'clock'>,
  { valueStream, ...task }: StabilityTaskDefinition & { readonly valueStream: string },
  issues: Issue[],
): Promise<string | undefined> {
  const { modelId } = task;
  const claimModel = createClaimModel(dependencies);
  const claim = async () => (await claimModel(modelId, valueStream)) === 'own';
  let isForeign = (await createCheckModel(dependencies)(modelId, valueStream)) === 'of-another-stream';
  if (!isForeign) {
    const baselineId = await registerBaseline(task, issues, async () => {
      isForeign = !(await claim());
      return !isForeign;
    });
    if (baselineId !== undefined && (await claim())) return baselineId;
    isForeign ||= baselineId !== undefined;
  }
  if (isForeign) issues.push(foreignModel(modelId, '/task/modelId'));
  return undefined;
}

/** What is wrong with the secrets that a task names. */
export function secretIssues(secrets: Secrets, task: object): Issue[] {
  return namedSecrets(task).flatMap(({ name, pointer }) => {
    if (secrets.get(name) !== undefined) return [];
    const message = `there is no secret '${name}': set the app setting SECRETS__${name}`;
    return [{ pointer: `/task${pointer}`, message }];
  });
}

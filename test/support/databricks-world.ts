import { plainJob } from '../../functions/orchestrators/run-plain-job.ts';
import { answerOf } from '../../local/databricks/answer-of.ts';
import { DatabricksService } from '../../local/databricks/databricks-service.ts';
import { toWorkspaceSettings, type WorkspaceOptions } from '../../local/databricks/workspace-script.ts';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import { createLoadPlainWork } from '../../shared/application/load-plain-work.ts';
import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingRequest,
  type OutgoingResponse,
} from '../../shared/application/ports/outgoing-http.ts';
import { COMMIT_PLAIN_RESULT, commitPlainResultInput } from '../../shared/contracts/durable/plain-run.ts';
import { RECORD_FAILURE, recordFailureInput } from '../../shared/contracts/durable/run-steps.ts';
import type { Job } from '../../shared/domain/job/job.ts';
import type { RetryPolicy } from '../../shared/domain/job/job-policies.ts';
import type { PlainTask } from '../../shared/domain/job/job-work.ts';
import type { RunAttempt } from '../../shared/domain/run/run-id.ts';
import { toRunning } from '../../shared/domain/run/run-transitions.ts';
import { ConfiguredWorkspaces } from '../../shared/kinds/databricks/adapters/configured-workspaces.ts';
import { createCollectResult } from '../../shared/kinds/databricks/application/collect-result.ts';
import { createLookAtWork } from '../../shared/kinds/databricks/application/look-at-work.ts';
import { createRepairWork } from '../../shared/kinds/databricks/application/repair-work.ts';
import { createStartWork } from '../../shared/kinds/databricks/application/start-work.ts';
import { createStopWork } from '../../shared/kinds/databricks/application/stop-work.ts';
import { readDatabricksTask } from '../../shared/kinds/databricks/contracts/databricks-task.ts';
import { databricksActivities } from '../../shared/kinds/databricks/functions/activities.ts';
import { databricksOrchestration } from '../../shared/kinds/databricks/functions/orchestration.ts';
import { readDatabricksSettings } from '../../shared/kinds/databricks/settings.ts';
import { driveOrchestration, type Activities, type DriveOptions } from './drive-orchestration.ts';
import { exampleJob, jobIdFrom } from './example-job.ts';
import { createMemoryWorld, storeRunningRun, type MemoryWorld } from './memory/memory-world.ts';
import { present } from './present.ts';

/** Beyond 2^53. */
export const JOB_ID = '9007199254740993';
const HOST = 'https://adb-1.azuredatabricks.net';
const NOW = '2026-03-01T06:00:00Z';

export type DatabricksWorld = MemoryWorld & {
  readonly service: DatabricksService;
  readonly activities: Activities;
};

/** An empty world with a workspace whose one job has the tasks `prepare` and `train`, of ten seconds each. */
export function createDatabricksWorld(options: WorkspaceOptions = {}): DatabricksWorld {
  const world = createMemoryWorld(NOW);
  const now = () => world.clock.now();
  const jobs = [
    {
      jobId: JOB_ID,
      name: 'training',
      tasks: [{ key: 'prepare' }, { key: 'train', output: '{"modelVersion":7}' }],
    },
  ];
  const settings = {
    jobs,
    tokens: ['t0ken'],
    takesMs: 10_000,
    pendingMs: 1000,
    cancelMs: 5000,
    ...options,
    now,
  };
  const service = new DatabricksService(toWorkspaceSettings(settings));
  world.secrets.set('databricks', 't0ken');
  return { ...world, service, activities: activitiesOf(world, service) };
}

function activitiesOf(world: MemoryWorld, service: DatabricksService): Activities {
  const { origin, connections } = readDatabricksSettings({
    DATABRICKS__default__host: HOST,
    DATABRICKS__default__tokenSecret: 'databricks',
  });
  const http = new ServiceHttp(service);
  const credential = { getToken: async () => null };
  const workspaces = new ConfiguredWorkspaces(connections, { ...world, http, credential });
  // What an activity waits takes time of the same clock.
  const pause = async (ms: number) => {
    world.clock.moveTo(new Date(world.clock.now() + ms).toISOString());
  };
  const load = createLoadPlainWork(world, { kind: 'databricks', readTask: readDatabricksTask });
  const dependencies = { ...world, workspaces, origin, pause, load, readTask: readDatabricksTask };
  const recordFailure = createRecordFailure(world);
  const commitResult = createCommitResult(world);
  return {
    ...databricksActivities({
      startWork: createStartWork(dependencies),
      lookAtWork: createLookAtWork(dependencies),
      repairWork: createRepairWork(dependencies),
      collectResult: createCollectResult(dependencies),
      stopWork: createStopWork(dependencies),
    }),
    [COMMIT_PLAIN_RESULT]: async (input) => {
      const { result, ...attempt } = commitPlainResultInput.parse(input);
      await commitResult(attempt, result);
    },
    [RECORD_FAILURE]: (input) => {
      const { failure, ...attempt } = recordFailureInput.parse(input);
      return recordFailure(attempt, failure);
    },
  };
}

/** Speaks to the stand-in without a server. */
class ServiceHttp implements OutgoingHttp {
  readonly #service: DatabricksService;

  constructor(service: DatabricksService) {
    this.#service = service;
  }

  async send({ method, url, headers = {}, body = '' }: OutgoingRequest): Promise<OutgoingResponse> {
    const { authorization } = headers;
    const answer = answerOf(this.#service, { method, url, authorization, body }, HOST);
    if (answer === undefined) throw new OutgoingFault('connection-failed', 'Closed.', { wasSent: true });
    return {
      ...{ status: answer.status, headers: answer.headers, discard: () => undefined },
      body: (async function* () {
        yield Buffer.from(answer.text);
      })(),
    };
  }
}

export interface Work {
  readonly task?: PlainTask;
  readonly retry?: Partial<RetryPolicy>;
}

/** Stores a job of the kind with a run that is going. */
export async function storeWork(world: MemoryWorld, { task = {}, retry }: Work = {}): Promise<RunAttempt> {
  const { policies, ...job } = exampleJob();
  const whole = {
    purpose: 'model-training',
    modelId: 'churn',
    work: { type: 'job', jobId: JOB_ID },
    ...task,
  };
  const stored: Job = {
    ...job,
    jobId: jobIdFrom('train-churn'),
    kind: 'databricks',
    task: { ...readDatabricksTask(whole) },
    policies: { ...policies, timeoutSeconds: 600, retry: { ...policies.retry, ...retry } },
  };
  const { runId, attempt } = await storeRunningRun(world, stored);
  return { runId, attempt };
}

/** Runs an attempt to its end as its orchestration does. */
export function driveWork(
  world: DatabricksWorld,
  attempt: RunAttempt,
  { activities = {}, ...options }: Partial<Pick<DriveOptions, 'cancelAt' | 'activities'>> = {},
) {
  return driveOrchestration(plainJob(databricksOrchestration), {
    clock: world.clock,
    activities: { ...world.activities, ...activities },
    input: { ...attempt, timeoutSeconds: 600 },
    ...options,
  });
}

/** Begins the next attempt of a run whose last one has failed. */
export async function beginRetry(world: MemoryWorld, { runId }: RunAttempt): Promise<RunAttempt> {
  const { value: run, version } = present(await world.runs.get(runId), 'run');
  if (run.state !== 'pending') throw new Error(`The run is ${run.state}.`);
  const running = toRunning(run, world.clock.now());
  await world.jobs.commit({ jobId: run.jobId, runs: [{ value: running, ifVersion: version }] });
  return { runId, attempt: run.attempt };
}

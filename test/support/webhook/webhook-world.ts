import { plainJob } from '../../../functions/orchestrators/run-plain-job.ts';
import { hasSha256, sha256Text } from '../../../shared/adapters/ids/secret-digest.ts';
import { createCommitResult, createRecordFailure } from '../../../shared/application/finish-run.ts';
import { createLoadPlainWork } from '../../../shared/application/load-plain-work.ts';
import { COMMIT_PLAIN_RESULT, commitPlainResultInput } from '../../../shared/contracts/durable/plain-run.ts';
import { RECORD_FAILURE, recordFailureInput } from '../../../shared/contracts/durable/run-steps.ts';
import type { PlainTask } from '../../../shared/domain/job/job-work.ts';
import type { Run } from '../../../shared/domain/run/run.ts';
import type { RunAttempt } from '../../../shared/domain/run/run-id.ts';
import { StandardWebhooksSigner } from '../../../shared/kinds/webhook/adapters/standard-webhooks-signer.ts';
import { createLoadForStop } from '../../../shared/kinds/webhook/application/load-for-stop.ts';
import {
  createPollWebhook,
  createStopWebhook,
} from '../../../shared/kinds/webhook/application/poll-webhook.ts';
import {
  createLookForCallback,
  createReceiveCallback,
} from '../../../shared/kinds/webhook/application/receive-callback.ts';
import { createSendWebhook } from '../../../shared/kinds/webhook/application/send-webhook.ts';
import type { WebhookTask } from '../../../shared/kinds/webhook/domain/webhook-task.ts';
import { webhookOrchestration } from '../../../shared/kinds/webhook/functions/orchestration.ts';
import { webhookActivities } from '../../../shared/kinds/webhook/functions/webhook-activities.ts';
import { webhookTask } from '../../../shared/kinds/webhook/webhook-task-schema.ts';
import {
  driveOrchestration,
  type Activities,
  type DrivenOrchestration,
  type DriveOptions,
} from '../drive-orchestration.ts';
import { exampleJob } from '../example-job.ts';
import { MemoryWebhookCallStore } from '../memory/memory-webhook-calls.ts';
import { createMemoryWorld, storeRunningRun } from '../memory/memory-world.ts';
import { present } from '../present.ts';
import { ScriptedHttp, type Script } from './scripted-http.ts';

const BASE_URL = 'https://evenkeel.example.com';
const URL_OF_HOOK = 'https://hooks.example.com/nightly';

export function taskOf(given: object = {}): WebhookTask {
  return webhookTask.parse({ url: URL_OF_HOOK, ...given });
}

/** A world with a run of a webhook job that is going, and a service that answers as told. */
export async function createWebhookWorld(task: object = {}, ...scripts: readonly Script[]) {
  const memory = createMemoryWorld('2026-03-01T06:00:00Z');
  const http = new ScriptedHttp(...scripts);
  const calls = new MemoryWebhookCallStore();
  const readTask = (given: PlainTask): WebhookTask => webhookTask.parse(given);
  let made = 0;
  const dependencies = {
    ...{ ...memory, http, calls, signer: new StandardWebhooksSigner() },
    ...{ digest: sha256Text, hasDigest: hasSha256, callbackBaseUrl: BASE_URL },
    randomSecret: () => `${(made += 1)}`.padStart(43, 's'),
    loadWork: createLoadPlainWork(memory, { kind: 'webhook', readTask }),
  };
  const { task: _task, ...job } = exampleJob({ jobId: 'nightly' });
  const running = await storeRunningRun(memory, { ...job, kind: 'webhook', task: { ...taskOf(task) } });
  const first: RunAttempt = { runId: running.runId, attempt: 1 };
  const steps = {
    sendWebhook: createSendWebhook(dependencies),
    pollWebhook: createPollWebhook(dependencies),
    lookForCallback: createLookForCallback(dependencies),
    stopWebhook: createStopWebhook({
      ...dependencies,
      loadEnded: createLoadForStop({ ...memory, readTask }),
    }),
  };
  return {
    ...{ ...memory, dependencies, http, calls, first, steps },
    receiveCallback: createReceiveCallback(dependencies),
  };
}

export type WebhookWorld = Awaited<ReturnType<typeof createWebhookWorld>>;

/** The activities of a run, as they are registered. */
export function activitiesOf(world: WebhookWorld): Activities {
  const commitResult = createCommitResult(world);
  const recordFailure = createRecordFailure(world);
  return {
    ...webhookActivities(world.steps),
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

/** Runs an attempt to its end as its orchestration does. */
export function drive(
  world: WebhookWorld,
  {
    timeoutSeconds = 600,
    attempt = world.first,
    activities = {},
    ...options
  }: Partial<Pick<DriveOptions, 'cancelAt' | 'wakeAt' | 'activities'>> & {
    readonly timeoutSeconds?: number;
    readonly attempt?: RunAttempt;
  } = {},
): Promise<DrivenOrchestration> {
  return driveOrchestration(plainJob(webhookOrchestration), {
    ...{ clock: world.clock, activities: { ...activitiesOf(world), ...activities } },
    input: { ...attempt, timeoutSeconds },
    ...options,
  });
}

/** The run as it is now. */
export async function runOf({ runs, first }: WebhookWorld): Promise<Run> {
  return present(await runs.get(first.runId), 'run').value;
}

/** Its result, or why it has none. */
export async function endingOf(world: WebhookWorld): Promise<unknown> {
  const run = await runOf(world);
  if (run.state === 'succeeded') return run.result;
  if (run.state === 'failed') return run.failure;
  return run.endedAttempts.at(-1)?.failure ?? run.state;
}

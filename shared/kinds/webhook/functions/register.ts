import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { registerPlainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import type { PlainTask } from '../../../domain/job/job-work.ts';
import { CosmosWebhookCallStore } from '../adapters/cosmos-webhook-call-store.ts';
import { StandardWebhooksSigner } from '../adapters/standard-webhooks-signer.ts';
import { createLoadForStop } from '../application/load-for-stop.ts';
import { createPollWebhook, createStopWebhook } from '../application/poll-webhook.ts';
import { createLookForCallback, createReceiveCallback } from '../application/receive-callback.ts';
import { createSendWebhook } from '../application/send-webhook.ts';
import type { WebhookTask } from '../domain/webhook-task.ts';
import { readWebhookSettings } from '../settings.ts';
import { webhookTask } from '../webhook-task-schema.ts';
import { callbackOperation } from './operations.ts';
import { webhookOrchestration } from './orchestration.ts';
import { webhookActivities } from './webhook-activities.ts';

/** Brings webhooks into the app. Throws ZodError for a setting that cannot be used. */
export function registerWebhook(host: KindHost): KindParts {
  const readTask = (task: PlainTask): WebhookTask => webhookTask.parse(task);
  const dependencies = {
    ...host,
    ...readWebhookSettings(host.environment),
    loadWork: host.loadWorkBy(readTask),
    calls: new CosmosWebhookCallStore(host.containerOf('requests'), host.fingerprint),
    signer: new StandardWebhooksSigner(),
  };
  const loadEnded = createLoadForStop({ ...host, readTask });
  return {
    registerOrchestrator: () => {
      registerPlainJob(webhookOrchestration);
    },
    activities: webhookActivities({
      sendWebhook: createSendWebhook(dependencies),
      pollWebhook: createPollWebhook(dependencies),
      lookForCallback: createLookForCallback(dependencies),
      stopWebhook: createStopWebhook({ ...dependencies, loadEnded }),
    }),
    operations: [
      callbackOperation({
        receiveCallback: createReceiveCallback(dependencies),
        orchestrationsOf: host.orchestrationsOf,
      }),
    ],
  };
}

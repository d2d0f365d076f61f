import type { ActivityHandler } from '../../../../functions/activities/scoped-activities.ts';
import { runAttempt } from '../../../contracts/run.ts';
import type { createPollWebhook, createStopWebhook } from '../application/poll-webhook.ts';
import type { createLookForCallback } from '../application/receive-callback.ts';
import type { createSendWebhook } from '../application/send-webhook.ts';
import {
  pollInput,
  sendInput,
  stopInput,
  WEBHOOK_LOOK,
  WEBHOOK_POLL,
  WEBHOOK_SEND,
  WEBHOOK_STOP,
} from '../contracts/webhook-run.ts';

export interface WebhookSteps {
  readonly sendWebhook: ReturnType<typeof createSendWebhook>;
  readonly pollWebhook: ReturnType<typeof createPollWebhook>;
  readonly lookForCallback: ReturnType<typeof createLookForCallback>;
  readonly stopWebhook: ReturnType<typeof createStopWebhook>;
}

/** The steps of a webhook run by the names of their activities. */
export function webhookActivities(steps: WebhookSteps): Readonly<Record<string, ActivityHandler>> {
  return {
    [WEBHOOK_SEND]: (input) => steps.sendWebhook(sendInput.parse(input)),
    [WEBHOOK_POLL]: (input) => steps.pollWebhook(pollInput.parse(input)),
    [WEBHOOK_LOOK]: (input) => steps.lookForCallback(runAttempt.parse(input)),
    [WEBHOOK_STOP]: (input) => steps.stopWebhook(stopInput.parse(input)),
  };
}

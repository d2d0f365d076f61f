import { plainKind } from '../plain-kind.ts';
import { WEBHOOK_JOB } from './contracts/webhook-run.ts';
import { NO_CALLBACK_ADDRESS } from './domain/callback-looks.ts';
import { COMPLETIONS, IDEMPOTENCY_POLICIES, UNANSWERED, WEBHOOK_METHODS } from './domain/webhook-task.ts';
import { readWebhookSettings } from './settings.ts';
import { webhookTask } from './webhook-task-schema.ts';

/** Calls an HTTP service, and knows when what it asked for is done. */
export const webhookKind = plainKind({
  kind: 'webhook',
  title: 'Webhook',
  description:
    'Calls an HTTP service, signed and templated, repeats what may be repeated, and waits for its work: by the answer, by polling or by a callback.',
  docs: 'docs/webhook.md',
  task: webhookTask,
  timeoutSeconds: 3600,
  orchestrator: WEBHOOK_JOB,
  checkBy: (environment) => {
    const isReachable = readWebhookSettings(environment).callbackBaseUrl !== undefined;
    const issues = [{ pointer: '/completion', message: NO_CALLBACK_ADDRESS }];
    return ({ completion }) => (completion === 'callback' && !isReachable ? issues : []);
  },
  example: {
    url: 'https://hooks.example.com/models/churn/score',
    headers: { authorization: { secret: 'scoring_token' } },
    signing: { secret: 'scoring_signing' },
    body: { json: { run: '{runId}', from: '{from}', to: '{to}' } },
    completion: 'poll',
    state: { field: '/status', succeeded: ['succeeded'], failed: ['failed', 'cancelled'] },
    outputField: '/result',
  },
  form: [
    {
      path: 'url',
      label: 'Address',
      control: 'text',
      hint: 'https://…; its path may have placeholders: {yyyy} {MM} {dd} {runId} {input.name}',
    },
    { path: 'method', label: 'Method', control: 'choice', choices: WEBHOOK_METHODS },
    {
      path: 'body',
      label: 'Body',
      control: 'json',
      hint: '{ "json": … }, { "text": …, "contentType": … } or { "form": … }; empty: the run and its data interval as JSON',
    },
    {
      path: 'completion',
      label: 'Done',
      control: 'choice',
      choices: COMPLETIONS,
      hint: 'When the call is answered, when polling says so, or when the service calls back',
    },
    {
      path: 'signing.secret',
      label: 'Signing secret',
      control: 'text',
      hint: 'The name of a secret: 24 to 64 random bytes in base64',
    },
    {
      path: 'headers',
      label: 'Headers',
      control: 'json',
      hint: '{ "x-team": "risk", "authorization": { "secret": "name" } }',
    },
    { path: 'query', label: 'Query', control: 'json', hint: 'As the headers', isAdvanced: true },
    {
      path: 'signing.previous.secret',
      label: 'Previous signing secret',
      control: 'text',
      hint: 'While one secret replaces the other',
      isAdvanced: true,
    },
    {
      path: 'expectedStatuses',
      label: 'Expected statuses',
      control: 'lines',
      hint: '204 or 200-299',
      isAdvanced: true,
    },
    { path: 'answerSeconds', label: 'Seconds to answer', control: 'number', isAdvanced: true },
    {
      path: 'tries.maxTries',
      label: 'Tries',
      control: 'number',
      hint: 'Of the call within one attempt',
      isAdvanced: true,
    },
    {
      path: 'unanswered',
      label: 'When no answer comes',
      control: 'choice',
      choices: UNANSWERED,
      hint: 'The call may have been carried out',
      isAdvanced: true,
    },
    {
      path: 'idempotencyKey',
      label: 'Idempotency-Key',
      control: 'choice',
      choices: IDEMPOTENCY_POLICIES,
      isAdvanced: true,
    },
    {
      path: 'poll.urlFrom',
      label: 'Poll at',
      control: 'text',
      hint: '"location", or the field of the answer that tells the address',
      isAdvanced: true,
    },
    {
      path: 'poll.intervalSeconds',
      label: 'First pause between polls, seconds',
      control: 'number',
      isAdvanced: true,
    },
    {
      path: 'poll.maxIntervalSeconds',
      label: 'Longest pause between polls, seconds',
      control: 'number',
      isAdvanced: true,
    },
    {
      path: 'poll.onCancel',
      label: 'When the run is cancelled',
      control: 'choice',
      choices: ['nothing', 'delete'],
      hint: 'Whether DELETE is sent to the address that is polled',
      isAdvanced: true,
    },
    {
      path: 'state',
      label: 'State',
      control: 'json',
      hint: '{ "field": "/status", "succeeded": ["done"], "failed": ["error"] }',
      isAdvanced: true,
    },
    {
      path: 'outputField',
      label: 'Output',
      control: 'text',
      hint: 'The field of the last answer that is kept; empty: all of it',
      isAdvanced: true,
    },
    {
      path: 'timeZone',
      label: 'Time zone of dates',
      control: 'text',
      hint: 'Europe/Berlin; default UTC',
      isAdvanced: true,
    },
  ],
});

import type { Client } from '../client.ts';

const EVERY_TWO_MINUTES = [{ type: 'cron', expression: '*/2 * * * *', timeZone: 'UTC' }];

/**
 * Schedules two jobs that call the receiver of webhooks: one polls until its work is done, the other is called back.
 *
 * @returns The job ids. Doing it again with another address gives the jobs that address.
 */
export async function registerWebhookExample(client: Client, receiver: string): Promise<readonly string[]> {
  const polling = await client.ensureJob(pollingJob(receiver));
  const calledBack = await client.ensureJob(calledBackJob(receiver));
  return [polling.jobId, calledBack.jobId];
}

function pollingJob(receiver: string) {
  return {
    jobId: 'example-webhook-poll',
    kind: 'webhook',
    valueStream: 'lending',
    task: {
      url: `${receiver}/work`,
      body: { json: { run: '{runId}', from: '{from}', to: '{to}' } },
      completion: 'poll',
      poll: { intervalSeconds: 2, maxIntervalSeconds: 10, onCancel: 'delete' },
      state: { field: '/status', succeeded: ['succeeded'], failed: ['failed'] },
      outputField: '/result',
    },
    recurrences: EVERY_TWO_MINUTES,
  };
}

function calledBackJob(receiver: string) {
  return {
    jobId: 'example-webhook-callback',
    kind: 'webhook',
    valueStream: 'lending',
    task: { url: `${receiver}/callback`, completion: 'callback', outputField: '/result' },
    recurrences: EVERY_TWO_MINUTES,
  };
}

import { describe, expect, onTestFinished, test } from 'vitest';
import { SmtpMailer } from '../../shared/adapters/smtp/smtp-mailer.ts';
import { ChatSender, SLACK, TEAMS } from '../../shared/adapters/webhook/chat-sender.ts';
import { WebhookSender } from '../../shared/adapters/webhook/webhook-sender.ts';
import { createAlertSender } from '../../shared/application/alerts/create-alert-sender.ts';
import { createDeliverAlerts } from '../../shared/application/alerts/deliver-alerts.ts';
import { createRaiseAlerts } from '../../shared/application/alerts/raise-alerts.ts';
import { failedRunOf, writeJob, writeRun } from '../support/alert-world.ts';
import { exampleAlertRule } from '../support/example-alert.ts';
import { at } from '../support/example-job.ts';
import { exampleReportJob } from '../support/example-report-job.ts';
import { localClient } from '../support/http/outgoing-client.ts';
import { startWebhookReceiver } from '../support/http/webhook-receiver.ts';
import { startMailServer } from '../support/mail/mail-server.ts';
import { createMemoryWorld } from '../support/memory/memory-world.ts';

const DUE = at('2026-03-01T06:00:00Z');
const JOBS = 5000;

describe('five thousand jobs at one dead endpoint', () => {
  test('are one message on each channel', async () => {
    const mails = await startMailServer();
    onTestFinished(() => mails.stop());
    const hooks = await startWebhookReceiver();
    onTestFinished(() => hooks.stop());
    const world = createMemoryWorld('2026-03-01T06:01:00Z');
    world.secrets.set('hook', Buffer.alloc(32).toString('base64'));
    world.secrets.set('chat', `${hooks.origin}/chat`);
    const posting = { http: localClient(), secrets: world.secrets, clock: world.clock };
    const sender = createAlertSender({
      mailer: new SmtpMailer({
        ...{ host: '127.0.0.1', port: mails.port, security: 'none', from: 'alerts@evenkeel.example' },
      }),
      webhook: new WebhookSender(posting),
      teams: new ChatSender(TEAMS, posting),
      slack: new ChatSender(SLACK, posting),
      log: world.log,
    });
    const raise = createRaiseAlerts(world);
    await raise();
    await world.alertRules.create(
      exampleAlertRule({
        channels: [
          { type: 'email', to: ['ops@example.com'] },
          { type: 'webhook', url: `${hooks.origin}/hook`, signingSecret: 'hook' },
          { type: 'teams', urlSecret: 'chat' },
          { type: 'slack', urlSecret: 'chat' },
        ],
      }),
    );
    for (let index = 0; index < JOBS; index += 1) {
      const jobId = `loans-${index}`;
      const job = exampleReportJob({
        jobId,
        task: { baseUrl: 'https://reports.example.com', resource: jobId },
      });
      writeJob(world, job);
      writeRun(world, failedRunOf(job, DUE));
    }

    await raise();
    await createDeliverAlerts({ ...world, sender })();

    const [mail, ...others] = mails.mails;
    expect(others).toEqual([]);
    expect(mail?.content.subject).toBe(
      '[Evenkeel] warning: 5,000 jobs failed: report-server-failed at reports.example.com',
    );
    expect(mail?.content.text).toContain('and 4,980 more');
    expect(hooks.received.map(({ path }) => path).sort()).toEqual(['/chat', '/chat', '/hook']);
    const largest = Math.max(...hooks.received.map(({ body }) => body.length));
    expect(largest).toBeLessThan(28_000);
  });
});

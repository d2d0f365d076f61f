import { CosmosClient, type Database } from '@azure/cosmos';
import { Client } from '../../local/client.ts';
import { startReportServer, type ReportServer } from '../../local/report-server/start-report-server.ts';
import { startStack, type Stack } from '../../local/stack.ts';
import { CosmosAlertRuleStore } from '../../shared/adapters/cosmos/cosmos-alert-rule-store.ts';
import { CosmosFeedProgressStore } from '../../shared/adapters/cosmos/cosmos-feed-progress-store.ts';
import { CosmosIncidentStore } from '../../shared/adapters/cosmos/cosmos-incident-store.ts';
import { CosmosJobStore } from '../../shared/adapters/cosmos/cosmos-job-store.ts';
import type { AlertCondition } from '../../shared/domain/alert/alert-condition.ts';
import type { Delivery } from '../../shared/domain/alert/delivery.ts';
import { exampleAlertRule } from '../support/example-alert.ts';
import { jobIdFrom } from '../support/example-job.ts';
import { startWebhookReceiver, type WebhookReceiver } from '../support/http/webhook-receiver.ts';
import { startMailServer, type MailServer } from '../support/mail/mail-server.ts';
import { RecordingLog } from '../support/memory/memory-stores.ts';
import { present } from '../support/present.ts';
import { jobRequest, onceAt, scheduleSoon, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';

export const SIGNING_SECRET = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;

/** Timers that the tests run themselves. */
const NEVER = '0 0 0 1 1 *';
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The job in trouble of each condition, and what a rule looks for. */
const TROUBLES = {
  drift: { jobId: 'drifting', condition: { type: 'drift', band: 'significant-shift' } },
  'run-failed': { jobId: 'failing', condition: { type: 'run-failed' } },
  'retries-exhausted': { jobId: 'exhausted', condition: { type: 'retries-exhausted' } },
  late: { jobId: 'tardy', condition: { type: 'late', toleranceSeconds: 60 } },
  missed: { jobId: 'missing', condition: { type: 'missed' } },
  'no-success': { jobId: 'idle', condition: { type: 'no-success', withinSeconds: 1 } },
  'job-paused': { jobId: 'pausing', condition: { type: 'job-paused' } },
  'dead-letter': { jobId: 'poisoned', condition: { type: 'dead-letter' } },
  'lock-broken': { jobId: 'collecting', condition: { type: 'lock-broken' } },
} as const satisfies Readonly<
  Record<AlertCondition['type'], { readonly jobId: string; readonly condition: AlertCondition }>
>;

/** The local stack, with receivers of mails and webhooks and a rule for each trouble. Time passes when a test says so. */
export class AlertWorld {
  readonly stack: Stack;
  readonly hooks: WebhookReceiver;
  readonly reports: ReportServer;
  readonly client: Client;
  readonly jobs: CosmosJobStore;
  readonly #incidents: CosmosIncidentStore;
  readonly #progress: CosmosFeedProgressStore;
  readonly #database: Database;
  readonly #mailPort: number;
  /** The last slot of the jobs of every hour: half an hour ago, so that none comes, and none is near, while a test runs. */
  readonly #lastSlot = Math.floor((Date.now() - HOUR_MS / 2) / MINUTE_MS) * MINUTE_MS;
  #mailServer: MailServer | undefined;

  static async start(): Promise<AlertWorld> {
    const hooks = await startWebhookReceiver();
    const reports = await startReportServer({ makeMs: HOUR_MS, loadPeriodMs: 0 });
    // Its port is known, and nobody listens there yet.
    const mails = await startMailServer();
    await mails.stop();
    const settings = {
      ...{ ALERTS_RAISE_SCHEDULE: NEVER, ALERTS_DELIVER_SCHEDULE: NEVER, DISPATCH_SCHEDULE: NEVER },
      ...{ SMTP__host: '127.0.0.1', SMTP__port: String(mails.port), SMTP__security: 'none' },
      SMTP__from: 'Evenkeel <alerts@evenkeel.example>',
      ALERTS__publicUrl: 'https://evenkeel.example',
    };
    const stack = await startStack({
      storage: await storageAccount(),
      settings: { ...settings, SECRETS__hook: SIGNING_SECRET },
    });
    return new AlertWorld({ stack, hooks, reports, mailPort: mails.port });
  }

  private constructor(parts: {
    readonly stack: Stack;
    readonly hooks: WebhookReceiver;
    readonly reports: ReportServer;
    readonly mailPort: number;
  }) {
    this.stack = parts.stack;
    this.hooks = parts.hooks;
    this.reports = parts.reports;
    this.#mailPort = parts.mailPort;
    this.client = new Client(parts.stack.url);
    const { settings } = parts.stack;
    this.#database = new CosmosClient({
      endpoint: settings['COSMOS__accountEndpoint'] ?? '',
      key: settings['COSMOS__accountKey'] ?? '',
    }).database('evenkeel');
    const log = new RecordingLog();
    this.jobs = new CosmosJobStore(this.#database.container('jobs'), log);
    const alerts = this.#database.container('alerts');
    this.#incidents = new CosmosIncidentStore(alerts, log, { retentionSeconds: 3600 });
    this.#progress = new CosmosFeedProgressStore(this.#database.container('control'));
  }

  get mails(): MailServer {
    return present(this.#mailServer, 'mail server');
  }

  async startMails(): Promise<void> {
    this.#mailServer = await startMailServer({ port: this.#mailPort });
  }

  /** One rule for each trouble, told by mail and by webhook. */
  async saveRules(): Promise<void> {
    const rules = new CosmosAlertRuleStore(this.#database.container('alerts'), new RecordingLog());
    const now = Date.now();
    for (const [name, { jobId, condition }] of Object.entries(TROUBLES)) {
      await rules.create(
        exampleAlertRule({
          ...{ ruleId: name, valueStream: 'tests', conditions: [condition], groupBy: 'cause' },
          // A lock is of no one job, and what cannot be read is in no rule's choice of jobs.
          scope: /lock|letter/.test(name) ? {} : { jobIds: [jobIdFrom(jobId)] },
          channels: [
            { type: 'email', to: [`${name}@example.com`] },
            { type: 'webhook', url: `${this.hooks.origin}/${name}`, signingSecret: 'hook' },
          ],
          ...{ createdAt: now, updatedAt: now },
        }),
      );
    }
  }

  async ask(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<unknown> {
    const answer = await fetch(`${this.stack.url}/api/${path}`, {
      ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      body: JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  }

  /** Files and jobs of all troubles; each is on its way to its own. */
  async makeTroubles(): Promise<void> {
    await upload(this.stack, 'baselines/m.csv', scoresCsv(1000));
    await upload(this.stack, 'datasets/m.csv', scoresCsv(1000, 500));
    // Broken long before it begins.
    await this.client.scheduleJob(jobRequest('poisoned', onceAt(Date.now() + 6_000)));
    const poisoned = this.#database.container('jobs').item('poisoned', 'poisoned');
    await poisoned.patch([{ op: 'set', path: '/kind', value: 'of a newer version' }]);
    const hourly = cronAt(this.#lastSlot);
    const task = (jobId: string) => ({
      ...{ modelId: jobId, baseline: 'baselines/m.csv', current: `datasets/${jobId}.csv` },
    });
    const QUICKLY = { maxAttempts: 2, initialDelaySeconds: 1, backoffCoefficient: 1, nonRetryable: [] };
    await Promise.all([
      scheduleSoon(this.client, 'drifting'),
      scheduleSoon(this.client, 'failing', { task: task('failing') }),
      scheduleSoon(this.client, 'exhausted', { task: task('exhausted'), policies: { retry: QUICKLY } }),
      // It is not refused where the first slot is over, and has no other soon: so that one is further ahead.
      this.client.scheduleJob({
        ...{ ...jobRequest('pausing', onceAt(Date.now() + 10_000), hourly), task: task('pausing') },
        policies: { pauseAfterFailures: 1 },
      }),
      this.client.scheduleJob(jobRequest('idle', hourly)),
      this.client.scheduleJob({
        ...jobRequest('tardy', hourly),
        policies: { catchUp: { policy: 'latest' } },
      }),
      this.client.scheduleJob({
        ...jobRequest('missing', hourly),
        policies: { catchUp: { policy: 'skip' } },
      }),
      scheduleSoon(this.client, 'collecting', {
        kind: 'report-collection',
        task: { resource: 'loans', baseUrl: this.reports.origin, poll: { intervalSeconds: 60 } },
      }),
    ]);
    await Promise.all(['tardy', 'missing'].map((jobId) => this.#hadNoDispatcher(jobId)));
    await this.stack.host.runTimer('dispatchDueRuns');
  }

  /** As if nobody had looked at a job for two hours. */
  async #hadNoDispatcher(jobId: string): Promise<void> {
    const { value: job, version } = present(await this.jobs.get(jobIdFrom(jobId)), jobId);
    if (job.state !== 'active') throw new Error(`${jobId} is ${job.state}.`);
    const before = { slotsAfter: this.#lastSlot - 2 * HOUR_MS, nextDueAt: this.#lastSlot - HOUR_MS };
    await this.jobs.save({ ...job, ...before }, { ifVersion: version });
  }

  /** A pass of each timer of alerts, half a minute after the last. */
  async pass(): Promise<void> {
    await this.#lookBack();
    await this.stack.host.runTimer('raiseAlerts');
    await this.stack.host.runTimer('deliverAlerts');
  }

  async #lookBack(): Promise<void> {
    const kept = await this.#progress.get('alert-sweep');
    if (kept === undefined) return;
    const position = new Date(Date.parse(kept.value.position) - 31_000).toISOString();
    await this.#progress.save({ ...kept.value, position }, { ifVersion: kept.version });
  }

  async deliveries(): Promise<readonly Delivery[]> {
    const { items } = await this.#incidents.list({}, { limit: 100 });
    const all = await Promise.all(items.map(({ incidentId }) => this.#incidents.deliveriesOf(incidentId)));
    return all.flat().map(({ value }) => value);
  }

  /** As if the pauses between attempts were over. */
  async endPauses(): Promise<void> {
    for (const { incidentId, deliveryId, state } of await this.deliveries()) {
      if (state !== 'pending') continue;
      const { value, version } = present(
        await this.#incidents.getDelivery(incidentId, deliveryId),
        deliveryId,
      );
      await this.#incidents.saveDelivery({ ...value, dueAt: Date.now() }, { ifVersion: version });
    }
  }

  async stop(): Promise<void> {
    await this.stack.stop();
    await Promise.all([this.hooks.stop(), this.reports.stop(), this.#mailServer?.stop()]);
  }
}

/** Every hour, at the minute of this instant. */
function cronAt(at: number): object {
  return { type: 'cron', expression: `${new Date(at).getUTCMinutes()} * * * *`, timeZone: 'UTC' };
}

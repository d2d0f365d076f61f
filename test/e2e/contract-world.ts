import { vi } from 'vitest';
import { z } from 'zod';
import { startReportServer, type ReportServer } from '../../local/report-server/start-report-server.ts';
import type { Stack } from '../../local/stack.ts';
import { parseDocument, type ApiDocument } from '../contract/api-document.ts';
import type { ApiCall } from '../contract/api-request.ts';
import { callOverHttp } from '../contract/call-over-http.ts';
import type { DrivenWorld } from '../contract/driven-world.ts';
import { present } from '../support/present.ts';
import { toCsv } from '../support/csv-text.ts';
import { containerOf, upload } from '../support/stack-data.ts';
import { FAILURES_RULE, openIncident } from '../support/example-alerts.ts';
import { runId as runIdOf } from '../../shared/contracts/run.ts';
import { sha256Fingerprint } from '../../shared/adapters/ids/sha256-fingerprint.ts';
import { sha256Text } from '../../shared/adapters/ids/secret-digest.ts';
import { attemptIdOf } from '../../shared/domain/run/run-id.ts';
import { planPath } from '../../shared/kinds/batch/application/batch-desk.ts';
import { CosmosWebhookCallStore } from '../../shared/kinds/webhook/adapters/cosmos-webhook-call-store.ts';
import { CosmosIncidentStore } from '../../shared/adapters/cosmos/cosmos-incident-store.ts';
import { PATIENCE } from '../support/patience.ts';

/** A stack with one of everything that the operations of the API name. */
export interface StackWorld extends DrivenWorld {
  readonly document: ApiDocument;
  /** Never has a report, so that what is collected from it goes on. */
  readonly reportServer: ReportServer;
}

const DAY_MS = 86_400_000;
const WHY = { reason: 'The example shows it.' };

/** Nothing is due of itself while a test runs, whenever that is: twelve hours from now. */
const RECURRENCES = [
  { type: 'cron', expression: `0 ${(new Date().getUTCHours() + 12) % 24} * * *`, timeZone: 'UTC' },
  { type: 'once', at: '2099-01-01T00:00:00Z' },
];

/**
 * Makes the world of the examples, by the API alone: the job `churn-daily` has a run that has measured, two
 * others have runs that have failed, and `scores-report` collects, which holds the lock of `scores-api`: runs and
 * backfills of `scores-history` wait for it.
 */
export async function makeStackWorld(stack: Stack): Promise<StackWorld> {
  const call = callOverHttp(stack.url);
  const document = parseDocument(await (await fetch(`${stack.url}/api/openapi.json`)).text());
  const reportServer = await startReportServer({ trouble: { neverReady: true }, loadPeriodMs: 0 });
  const api = new Caller(document, call);
  await putSamples(stack);
  await defineJobs(api, reportServer.origin);
  const [measured, failed] = await Promise.all([
    api.runOf('churn-daily', 'succeeded'),
    api.runOf('churn-failing', 'failed'),
    api.runOf('churn-failing-too', 'failed'),
    api.runOf('scores-report', 'running'),
  ]);
  await vi.waitFor(
    () => api.done('readStability', { params: { modelId: 'churn', runId: measured } }),
    PATIENCE,
  );
  await vi.waitFor(() => api.done('readLock', { params: { resource: 'scores-api' } }), PATIENCE);
  const ids = await defineOthers(api);
  await defineOfKinds(api);
  const plan = await api.example('planBatch', {});
  const planned = planPath({ runId: runIdOf.parse(measured), attempt: 1 });
  await upload(stack, planned, JSON.stringify({ plan, hasSource: false }));
  const token = await calledBack(stack, measured);
  const opened = await openIncidents(stack, api);
  // These wait for the lock.
  const waiting = await api.trigger('scores-history');
  const [kept, paused, ended] = [
    await api.backfill('scores-history', '01'),
    await api.backfill('scores-history', '02'),
    await api.backfill('scores-history', '03'),
  ];
  const ofBackfill = (backfillId: string) => ({ jobId: 'scores-history', backfillId });
  await api.done('pauseBackfill', { params: ofBackfill(paused), body: WHY });
  return {
    ...{ document, reportServer, call },
    paths: {
      ...{ jobId: 'churn-daily', modelId: 'churn', name: 'uk-bank-holidays', resource: 'scores-api' },
      ...{ runId: measured, generation: '1', backfillId: kept, ...ids },
      ...{ fleetId: 'recalls', valueStream: 'retention', token },
      ...{ site: 'north', agent: 'edge-10', edge: 'edge-10.1', orderId: 'heat-1' },
      ...{ ruleId: 'failures', incidentId: opened.kept.incidentId, deliveryId: opened.kept.deliveryId },
    },
    pathsOf: {
      readBackfill: ofBackfill(kept),
      listBackfillRuns: ofBackfill(kept),
      acknowledgeAlert: { incidentId: opened.acknowledged.incidentId },
      resolveAlert: { incidentId: opened.resolved.incidentId },
      deleteAlertRule: { ruleId: 'retired' },
      deleteFleet: { fleetId: 'retired' },
      deleteJob: { jobId: 'churn-old' },
      resumeJob: { jobId: 'churn-paused' },
      retryJob: { jobId: 'churn-failing-too' },
      retryRun: { runId: failed },
      cancelRun: { runId: waiting },
      pauseBackfill: ofBackfill(kept),
      resumeBackfill: ofBackfill(paused),
      cancelBackfill: ofBackfill(ended),
    },
  };
}

/** A rule, and incidents as it would open them: whatever the jobs of this world do, these stay as they are. */
async function openIncidents({ settings }: Stack, api: Caller) {
  const channels = [{ type: 'email', to: ['ops@example.com'] }];
  const body = { ...FAILURES_RULE, channels };
  for (const ruleId of ['failures', 'retired']) await api.done('saveAlertRule', { params: { ruleId }, body });
  const log = {
    info: () => undefined,
    error: () => undefined,
    event: () => undefined,
    metric: () => undefined,
  };
  const container = containerOf(settings, 'alerts');
  const incidents = new CosmosIncidentStore(container, log, { retentionSeconds: 3600 });
  // Of a job that there is not, so that no success of this world's jobs ends them.
  const open = (key: string) => openIncident({ incidents }, { key, subject: 'job:nobody' });
  return {
    kept: await open('failures.kept'),
    acknowledged: await open('failures.acknowledged'),
    resolved: await open('failures.resolved'),
  };
}

/** Fields of examples that name an instant which has to be ahead, by the operation. */
export function instantsAhead(now: number): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const inDays = (days: number) => new Date(now + days * DAY_MS).toISOString();
  return { pauseJob: { resumeAt: inDays(30) }, createKey: { expiresAt: inDays(90) } };
}

interface Calling {
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const listed = z.object({ items: z.array(z.looseObject({ state: z.string() })) });

/** Calls operations that have to succeed. */
class Caller {
  readonly #operations: ApiDocument['operations'];
  readonly #call: ApiCall;

  constructor({ operations }: ApiDocument, call: ApiCall) {
    this.#operations = operations;
    this.#call = call;
  }

  /** @throws Error with the answer, when that is a refusal. */
  async done(operationId: string, { params = {}, headers = {}, body }: Calling): Promise<unknown> {
    const operation = present(
      this.#operations.find((one) => one.operationId === operationId),
      operationId,
    );
    const sent =
      body === undefined
        ? { headers }
        : { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
    const { status, text } = await this.#call(operation, { params, query: {}, ...sent });
    if (status >= 300) throw new Error(`${operationId} was answered ${status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** Sends what the document has as the operation's example. */
  async example(operationId: string, params: Readonly<Record<string, string>>): Promise<unknown> {
    const { requestBody } = present(
      this.#operations.find((one) => one.operationId === operationId),
      operationId,
    );
    return this.done(operationId, { params, body: Object.values(requestBody?.content ?? {})[0]?.example });
  }

  /** Triggers a run of a job; gives its id. */
  async trigger(jobId: string): Promise<string> {
    const triggered = await this.done('triggerRun', { params: { jobId }, body: WHY });
    return z.object({ runId: z.string() }).parse(triggered).runId;
  }

  /** The same, and waits until the run is in a state. */
  async runOf(jobId: string, state: string): Promise<string> {
    const runId = await this.trigger(jobId);
    await vi.waitFor(async () => {
      const { items } = listed.parse(await this.done('listRuns', { params: { jobId } }));
      if (items[0]?.state !== state) throw new Error(`The run of ${jobId} is ${items[0]?.state ?? 'none'}.`);
    }, PATIENCE);
    return runId;
  }

  /** Starts a backfill of two days of a month; gives its id. */
  async backfill(jobId: string, month: string): Promise<string> {
    const range = { from: `2026-${month}-01T00:00:00Z`, until: `2026-${month}-03T00:00:00Z` };
    const body = { ...range, maxConcurrent: 1, ...WHY };
    const started = await this.done('startBackfill', { params: { jobId }, body });
    return z.object({ backfillId: z.string() }).parse(started).backfillId;
  }
}

async function putSamples(stack: Stack): Promise<void> {
  const rows = (shift: number) =>
    Array.from({ length: 40 }, (_, row) => [((row * 7) % 40) + shift, row % 2 === 0 ? 'web' : 'shop']);
  await upload(stack, 'baselines/churn.csv', toCsv([['score', 'channel'], ...rows(0.5)]));
  await upload(stack, 'datasets/churn.csv', toCsv([['score', 'channel'], ...rows(3.5)]));
}

async function defineJobs(api: Caller, reports: string): Promise<void> {
  const common = { valueStream: 'retention', recurrences: RECURRENCES };
  const policies = { retry: { maxAttempts: 1 } };
  const measuring = (jobId: string, current = 'datasets/churn.csv') => ({
    ...{ ...common, jobId, kind: 'stability', policies },
    task: { modelId: 'churn', baseline: 'baselines/churn.csv', current, scoreColumn: 'score' },
  });
  const collecting = (jobId: string) => ({
    ...{ ...common, jobId, kind: 'report-collection', policies: { ...policies, overlap: 'allow-all' } },
    task: { resource: 'scores-api', baseUrl: reports },
  });
  const jobs = [
    ...[measuring('churn-daily'), measuring('churn-paused'), measuring('churn-old')],
    ...[measuring('churn-failing', 'datasets/none.csv'), measuring('churn-failing-too', 'datasets/none.csv')],
    ...[collecting('scores-report'), collecting('scores-history')],
  ];
  for (const body of jobs) await api.done('scheduleJob', { body });
  await api.done('pauseJob', { params: { jobId: 'churn-paused' }, body: WHY });
}

/** As the examples of their operations have them. */
async function defineOfKinds(api: Caller): Promise<void> {
  for (const fleetId of ['recalls', 'retired']) await api.example('saveFleet', { fleetId });
  await api.example('saveTemplate', { valueStream: 'retention' });
  await api.example('registerEdgeAgent', { site: 'north', agent: 'edge-10' });
  await api.example('askEdgeOrders', { site: 'north' });
}

/** The token of a call that was called back. */
async function calledBack({ settings }: Stack, run: string): Promise<string> {
  const runId = runIdOf.parse(run);
  const callId = sha256Fingerprint(attemptIdOf(runId, 1));
  const token = `${callId}.${'t'.repeat(43)}`;
  const digest = sha256Text(token);
  const now = Date.now();
  await new CosmosWebhookCallStore(containerOf(settings, 'requests'), sha256Fingerprint).create({
    ...{ runId, attempt: 1, callId, last: { number: 1, begunAt: now, digest }, digests: [digest] },
    callback: { receivedAt: now, ending: { outcome: 'done', host: 'hooks.example.com' } },
  });
  return token;
}

async function defineOthers(api: Caller): Promise<Readonly<Record<string, string>>> {
  for (const name of ['uk-bank-holidays', 'us-bank-holidays']) {
    await api.done('saveCalendar', { params: { name }, body: { dates: ['2026-04-03', '2026-12-25'] } });
  }
  await api.done('saveModel', { params: { modelId: 'retired' }, body: { valueStream: 'retention' } });
  const principal = 'user:7b1e0c52-3f4a-4d69-9a8b-c1d2e3f40516';
  const grants = [{ role: 'reader', valueStream: 'retention' }];
  await api.done('saveGrants', { params: { principal }, body: { description: 'Ada', grants } });
  const expiresAt = instantsAhead(Date.now())['createKey']?.['expiresAt'];
  const key = await api.done('createKey', { body: { name: 'dashboard', grants, expiresAt } });
  const baselines = await api.done('listBaselines', { params: { modelId: 'churn' } });
  const { items } = z.object({ items: z.array(z.object({ baselineId: z.string() })) }).parse(baselines);
  return {
    ...{ principal, keyId: z.object({ keyId: z.string() }).parse(key).keyId },
    baselineId: present(items[0]).baselineId,
  };
}

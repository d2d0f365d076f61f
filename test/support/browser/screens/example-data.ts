import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillShowcase, backfillsAreDone, type Showcase } from '../../../../local/showcase/fill-showcase.ts';
import { SHOWCASE_MODELS } from '../../../../local/showcase/showcase-models.ts';
import { registerBatchExample } from '../../../../local/examples/batch-example.ts';
import { startEdgeExample } from '../../../../local/examples/edge-example.ts';
import { registerReportExample } from '../../../../local/examples/register-report-example.ts';
import { EXAMPLE_FLEET, SHOWN_FLEET } from './example-fleet.ts';

/** Of the showcase's models, the one that is looked at more closely: it drifts, and is measured by segment. */
export const SHOWN_MODEL = 'churn-risk';

/** Others take files of theirs. */
const NEEDED: readonly string[] = [SHOWN_MODEL, 'transfer-fraud', 'behaviour-score'];

interface ExampleStack extends Pick<Showcase, 'client' | 'blobs' | 'now' | 'days'> {
  readonly url: string;
  /** Where reports are collected from. */
  readonly reportServer: string;
  /** Of the showcase's models those that a few screens need; absent: all. */
  readonly isSmall?: true;
}

/**
 * Fills a stack with something for every screen: the showcase, and what it leaves out: a rule that tells of trouble, a
 * calendar, rights, a lock, an edit, the outcome of a run by hand, a batch, work of edges. Resolves when all of it has come about.
 */
export async function fillForScreens({ isSmall, url, reportServer, ...to }: ExampleStack): Promise<void> {
  const models = SHOWCASE_MODELS.filter(({ modelId }) => isSmall !== true || NEEDED.includes(modelId));
  await put(`${url}/api/alert-rules/tell-the-owners`, {
    valueStream: 'payments',
    description: 'Ask the partner for the file, upload it, and retry the run.',
    conditions: [{ type: 'run-failed' }, { type: 'drift', band: 'significant-shift' }],
    channels: [{ type: 'email', to: ['payments@example.com'] }, { type: 'recipients' }],
    severity: 'critical',
  });
  await put(`${url}/api/calendars/uk-bank-holidays`, {
    description: 'England and Wales',
    dates: ['2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29', '2027-05-03'],
  });
  await put(`${url}/api/grants/${encodeURIComponent('group:0f9c2a4e-5b1d-4c6f-8e7a-3d2b1c0a9f8e')}`, {
    description: 'The retention team',
    grants: [{ role: 'operator', valueStream: 'retention' }],
  });
  await fillEdges(url);
  await spendByEdges(url, to.client);
  const showcase = { ...to, models };
  await fillShowcase(showcase);
  await failAtOnce(to);
  await put(`${url}/api/templates/payments`, EXAMPLE_FLEET.template);
  await put(`${url}/api/fleets/${SHOWN_FLEET}`, EXAMPLE_FLEET.fleet);
  await registerReportExample(to, reportServer);
  const batch = await registerBatchExample(to.client);
  await to.client.tellJob(batch, 'runs', { author: 'ada', reason: 'The new portfolio is in.' });
  await backfillsAreDone(showcase);
  await to.client.tellJob(`${SHOWN_MODEL}-daily`, 'runs', { author: 'ada', reason: 'What of today?' });
  await untilSome(`${url}/api/alerts?valueStream=payments&state=open&limit=1`);
  await untilSome(`${url}/api/locks?limit=1`);
  await untilSome(`${url}/api/runs?jobId=${batch}&state=succeeded&limit=1`);
}

/** A run that fails and is not tried again: an incident. The other job that fails is given up on after minutes only. */
async function failAtOnce({ client }: Pick<ExampleStack, 'client'>): Promise<void> {
  const jobId = 'card-fraud-partner';
  await client.ensureJob({
    ...{ jobId, kind: 'stability', valueStream: 'payments', description: 'The cards of a partner' },
    task: {
      ...{ modelId: 'card-fraud-partner', scoreColumn: 'score' },
      baseline: 'baselines/payments/transfer-fraud.csv',
      current: 'datasets/payments/card-fraud-partner/{yyyy}-{MM}-{dd}.csv',
    },
    recurrences: [{ type: 'cron', expression: '30 6 * * *', timeZone: 'Europe/Berlin' }],
    policies: { retry: { maxAttempts: 1 } },
  });
  await client.tellJob(jobId, 'runs', { author: 'ada', reason: 'Has the partner sent the file?' });
}

/** Two edges that nobody hears of again, and an order for them. */
async function fillEdges(url: string): Promise<void> {
  const site = `${url}/api/edge-sites/north`;
  await put(site, { title: 'Northern plant' });
  await put(`${site}/agents/edge-10`, {
    instanceId: 'example-edges',
    edges: [
      { edge: 'edge-10.1', availableWatts: 40, labels: { zone: 'roof' } },
      { edge: 'edge-10.2', availableWatts: 60 },
    ],
  });
  const response = await fetch(`${site}/orders`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json' } },
    body: JSON.stringify({ orders: [{ orderId: 'heat-1', wattSeconds: 5000 }] }),
  });
  if (!response.ok) throw new Error(`${site}/orders answers ${response.status}: ${await response.text()}`);
}

/** A run whose work two edges have done. */
async function spendByEdges(url: string, client: ExampleStack['client']): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'evenkeel-'));
  const edges = startEdgeExample(url, { dataDir, token: undefined });
  const jobId = await edges.register(client);
  await untilSome(`${url}/api/runs?jobId=${jobId}&state=succeeded&limit=1`);
  await edges.stop();
  await rm(dataDir, { recursive: true });
}

async function put(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json', 'if-match': '*' };
  const send = async (sent: Record<string, string>) =>
    fetch(url, { method: 'PUT', headers: sent, body: JSON.stringify(body) });
  const made = await send({ 'content-type': 'application/json' });
  const response = made.status === 428 ? await send(headers) : made;
  if (!response.ok) throw new Error(`${url} answers ${response.status}: ${await response.text()}`);
}

/** A list that is filled by what happens, not by what is asked for. */
async function untilSome(url: string): Promise<void> {
  const giveUpAt = Date.now() + 90_000;
  while (Date.now() < giveUpAt) {
    const text = await (await fetch(url)).text();
    if (!text.includes('"items":[]')) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error(`There is nothing at ${url} after 90 s.`);
}

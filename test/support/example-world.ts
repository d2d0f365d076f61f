import { planPath } from '../../shared/kinds/batch/application/batch-desk.ts';
import { planBatchContract } from '../../shared/kinds/batch/contracts/plan.ts';
import { sha256Fingerprint } from '../../shared/adapters/ids/sha256-fingerprint.ts';
import { sha256Text } from '../../shared/adapters/ids/secret-digest.ts';
import { attemptIdOf } from '../../shared/domain/run/run-id.ts';
import { z } from 'zod';
import { createCommitResult, createRecordFailure } from '../../shared/application/finish-run.ts';
import { createMeasureStability } from '../../shared/kinds/stability/application/measure-stability.ts';
import { createRecordStability } from '../../shared/kinds/stability/application/record-stability.ts';
import type { Run } from '../../shared/domain/run/run.ts';
import { jobIdOf } from '../../shared/domain/run/run-id.ts';
import { toCsv } from './csv-text.ts';
import { FAILURES_RULE, openIncident } from './example-alerts.ts';
import { exampleTicket, hold, holderOf } from './example-lock.ts';
import { registerIn } from './memory/memory-app.ts';
import { createMemoryWorld, runsOf, type MemoryWorld } from './memory/memory-world.ts';
import { present } from './present.ts';
import type { Answer, RecordingRegistry, Request } from './recording-registry.ts';

/** The app over a world in which there is one of everything that its operations name. */
export interface ExampleWorld {
  readonly world: MemoryWorld;
  readonly app: RecordingRegistry;
  /** What the parameters of paths name, unless an operation is about something else. */
  readonly paths: Readonly<Record<string, string>>;
  /** The same for single operations. */
  readonly pathsOf: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const JOB = {
  jobId: 'churn-daily',
  kind: 'stability',
  valueStream: 'retention',
  task: {
    modelId: 'churn',
    baseline: 'baselines/churn.csv',
    current: 'datasets/churn.csv',
    scoreColumn: 'score',
  },
  recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
  policies: { retry: { maxAttempts: 1 } },
};

const REPORT_JOB = {
  jobId: 'scores-report',
  kind: 'report-collection',
  valueStream: 'retention',
  task: {
    resource: 'scores-api',
    baseUrl: 'https://reports.example.com',
    requestPath: '/request_report',
    reportPath: '/get_report/{ticketId}',
    outputPath: 'reports/{resource}/{yyyy}/{MM}/{dd}/{runId}.csv',
  },
  recurrences: [{ type: 'interval', everySeconds: 3600 }],
};

/** Selects no model, so that there is no job of it beside the others. */
const FLEET = {
  valueStream: 'retention',
  selector: { idPrefix: 'recall-' },
  template: {
    kind: 'report-collection',
    task: { resource: '{modelId}-scores', baseUrl: 'https://reports.example.com' },
    recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
  },
};

const WHY = { author: 'ada', reason: 'The example shows it.' };

/**
 * Makes the example world, always the same: its clock stands, and its ids follow from what they name. On 4 March
 * 2026 the job `churn-daily` has a run that has measured, one that has failed and one that is going, and a backfill;
 * the lock of `scores-api` is held. The alert rule `failures` has opened an incident, of which one message could not be
 * sent.
 */
export async function createExampleWorld(): Promise<ExampleWorld> {
  const world = createMemoryWorld('2026-03-01T12:00:00Z');
  const app = registerIn(world);
  putSamples(world);
  for (const name of ['uk-bank-holidays', 'us-bank-holidays']) {
    await done(app, 'saveCalendar', { params: { name }, body: { dates: ['2026-04-03', '2026-12-25'] } });
  }
  await done(app, 'scheduleJob', { body: JOB });
  await done(app, 'saveModel', { params: { modelId: 'retired' }, body: { valueStream: 'retention' } });
  await done(app, 'scheduleJob', { body: { ...JOB, jobId: 'churn-paused' } });
  await done(app, 'scheduleJob', { body: { ...JOB, jobId: 'churn-old' } });
  await done(app, 'pauseJob', { params: { jobId: 'churn-paused' }, body: WHY });
  await done(app, 'deleteJob', { params: { jobId: 'churn-old' } });

  const measured = await runAt(world, app, '2026-03-02T06:00:00Z');
  await measure(world, measured);
  await log(world, measured);
  const plan = await done(app, 'planBatch', { body: planBatchContract.example?.body });
  world.blobs.put(planPath(measured), JSON.stringify({ plan: plan.json, hasSource: false }));
  const failed = await runAt(world, app, '2026-03-03T06:00:00Z');
  await createRecordFailure(world)(failed, {
    reason: 'current-not-found',
    message: "There is no blob 'datasets/churn.csv'. Upload it and retry the run.",
  });
  const running = await runAt(world, app, '2026-03-04T06:00:00Z');
  world.clock.moveTo('2026-03-04T09:30:00Z');
  await done(app, 'scheduleJob', { body: REPORT_JOB });
  const holder = holderOf('scores-report');
  const ticket = exampleTicket({ runId: holder.runId, requestedAt: world.clock.now() });
  await hold(world, 'scores-api', { holder, notes: { ticket } });

  const principal = 'user:7b1e0c52-3f4a-4d69-9a8b-c1d2e3f40516';
  const grants = [{ role: 'reader', valueStream: 'retention' }];
  await done(app, 'saveGrants', { params: { principal }, body: { description: 'Ada', grants } });
  const expiresAt = '2026-09-01T00:00:00Z';
  const made = await done(app, 'createKey', { body: { name: 'dashboard', grants, expiresAt } });
  const { keyId } = z.looseObject({ keyId: z.string() }).parse(made.json);

  await done(app, 'saveFleet', { params: { fleetId: 'recalls' }, body: FLEET });
  const valueStream = 'retention';
  const defaults = { tags: ['retention'], policies: { retry: { maxAttempts: 5 } } };
  await done(app, 'saveTemplate', { params: { valueStream }, body: { defaults } });

  world.secrets.set('HOOK_KEY', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
  await done(app, 'saveAlertRule', { params: { ruleId: 'failures' }, body: FAILURES_RULE });
  const { incidentId, deliveryId } = await openIncident(world);

  const { baselineId } = idsIn.parse(await readItem(app, 'listBaselines', { modelId: 'churn' }));
  const [backfillId, pausedBackfillId] = [await backfill(app, '02'), await backfill(app, '01')];
  const ofBackfill = { jobId: 'churn-daily', backfillId: pausedBackfillId };
  await done(app, 'pauseBackfill', { params: ofBackfill, body: WHY });
  return {
    world,
    app,
    paths: {
      ...{ jobId: 'churn-daily', modelId: 'churn', name: 'uk-bank-holidays', resource: 'scores-api' },
      ...{ runId: measured.runId, baselineId, backfillId, generation: '1' },
      ...{ principal, keyId, incidentId, deliveryId, ruleId: 'failures' },
      ...{ fleetId: 'recalls', valueStream },
      token: await calledBack(world, measured),
      ...{ site: 'north', agent: 'edge-10', edge: 'edge-10.1', orderId: 'heat-1' },
    },
    pathsOf: {
      retryRun: { runId: failed.runId },
      cancelRun: { runId: running.runId },
      resumeJob: { jobId: 'churn-paused' },
      resumeBackfill: ofBackfill,
      deleteCalendar: { name: 'us-bank-holidays' },
    },
  };
}

/** The token of a call that was called back. */
async function calledBack({ webhookCalls, clock }: MemoryWorld, { runId, attempt }: Run): Promise<string> {
  const callId = sha256Fingerprint(attemptIdOf(runId, attempt));
  const token = `${callId}.${'t'.repeat(43)}`;
  const digest = sha256Text(token);
  await webhookCalls.create({
    ...{ runId, attempt, callId, last: { number: 1, begunAt: clock.now(), digest }, digests: [digest] },
    callback: { receivedAt: clock.now(), ending: { outcome: 'done', host: 'hooks.example.com' } },
  });
  return token;
}

/** What its steps would have logged. */
async function log({ jobLogs, clock }: MemoryWorld, { runId, attempt }: Run): Promise<void> {
  const at = clock.now();
  const line = { at, level: 'info' as const };
  await jobLogs.append({
    ...{ jobId: jobIdOf(runId), runId, attempt, step: 'measureStability', partId: 'part-1' },
    lines: [
      { ...line, message: 'Read the current sample.', fields: { files: 1, rows: 40, columns: 2 } },
      { ...line, message: 'Measured.', fields: { columns: 2, psi: 0.9, band: 'significant-shift' } },
    ],
  });
}

function putSamples({ blobs }: MemoryWorld): void {
  const rows = (shift: number) =>
    Array.from({ length: 40 }, (_, row) => [((row * 7) % 40) + shift, row % 2 === 0 ? 'web' : 'shop']);
  blobs.put('baselines/churn.csv', toCsv([['score', 'channel'], ...rows(0.5)]));
  blobs.put('datasets/churn.csv', toCsv([['score', 'channel'], ...rows(3.5)]));
}

const idsIn = z.looseObject({ baselineId: z.string() });

async function backfill(app: RecordingRegistry, month: string): Promise<string> {
  const range = { from: `2026-${month}-01T00:00:00Z`, until: `2026-${month}-10T00:00:00Z` };
  const answer = await done(app, 'startBackfill', {
    ...{ params: { jobId: 'churn-daily' }, headers: { 'idempotency-key': `month-${month}` } },
    body: { ...range, ...WHY },
  });
  return z.looseObject({ backfillId: z.string() }).parse(answer.json).backfillId;
}

/** Dispatches and starts the run of the daily job that is due at an instant. */
async function runAt(world: MemoryWorld, app: RecordingRegistry, instant: string): Promise<Run> {
  world.clock.moveTo(instant);
  await app.tick('dispatchDueRuns');
  const isIt = ({ jobId, dueAt }: Run) => jobId === 'churn-daily' && dueAt === Date.parse(instant);
  const { runId, attempt } = present(runsOf(world).find(isIt), `run at ${instant}`);
  await app.deliver('startRun', { runId, attempt });
  return present(runsOf(world).find(isIt));
}

async function measure(world: MemoryWorld, { runId, attempt }: Run): Promise<void> {
  const outcome = await createMeasureStability(world)({ runId, attempt });
  if (outcome.outcome !== 'measured') throw new Error(`The example run ended as ${JSON.stringify(outcome)}.`);
  await createCommitResult(world)({ runId, attempt }, outcome.result);
  await createRecordStability(world)(runId);
}

async function readItem(
  app: RecordingRegistry,
  name: string,
  params: Record<string, string>,
): Promise<unknown> {
  const { json } = await done(app, name, { params });
  return z.object({ items: z.array(z.unknown()).min(1) }).parse(json).items[0];
}

/** Calls an operation that has to succeed. */
async function done(
  app: RecordingRegistry,
  name: string,
  { body, headers = {}, ...rest }: Omit<Request, 'body'> & { readonly body?: unknown },
): Promise<Answer> {
  const json =
    body === undefined
      ? { headers }
      : { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
  const answer = await app.call(name, { ...rest, ...json });
  if (answer.status < 300) return answer;
  throw new Error(`The example world's ${name} was answered ${answer.status}: ${answer.text}`);
}

import { jobsOfTask } from '../../../shared/kinds/jobs-of-task.ts';
import { settingIssuesBy } from '../../../shared/kinds/setting-issues.ts';
import { createConcurrencyGates } from '../../../shared/application/concurrency-gates.ts';
import { JobTurns } from '../../../shared/application/job-turns.ts';
import { createAdvanceBackfill } from '../../../shared/application/advance-backfill.ts';
import { sha256Fingerprint } from '../../../shared/adapters/ids/sha256-fingerprint.ts';
import { BlobCountsStore } from '../../../shared/adapters/blob/blob-counts-store.ts';
import { DuckDbParquetDecoder } from '../../../shared/adapters/duckdb/duckdb-parquet-decoder.ts';
import { verifySha256 } from '../../../shared/adapters/digest/verify-sha256.ts';
import { gunzipStream } from '../../../shared/adapters/gzip/gunzip-stream.ts';
import { createCountCurrent } from '../../../shared/kinds/stability/application/count-current.ts';
import { createFindSampleFiles } from '../../../shared/application/find-sample-files.ts';
import { createAuditedChange } from '../../../shared/application/audited-change.ts';
import type { SettingIssues } from '../../../shared/application/named-job-issues.ts';
import { createPrepareWork } from '../../../shared/application/prepare-work.ts';
import { createRegisterBaseline } from '../../../shared/application/register-baseline.ts';
import { createReadSample } from '../../../shared/application/read-sample.ts';
import type { UniqueId } from '../../../shared/application/ports/environment.ts';
import { createLoadCalendars } from '../../../shared/application/load-calendars.ts';
import { planDispatch } from '../../../shared/domain/dispatch/plan-dispatch.ts';
import type { Job } from '../../../shared/domain/job/job.ts';
import { readJobText } from '../../../shared/contracts/http/read-job-text.ts';
import type { PendingRun, Run, RunningRun } from '../../../shared/domain/run/run.ts';
import { toRunning } from '../../../shared/domain/run/run-transitions.ts';
import type { RunId } from '../../../shared/domain/run/run-id.ts';
import { createStreamOfLock } from '../../../shared/application/read-locks.ts';
import { present } from '../present.ts';
import { RecordingAlertSender } from '../recording-alert-sender.ts';
import { MemoryGrantStore, MemoryKeyStore, MemoryRateStore, MemoryRequestStore } from './memory-access.ts';
import { MemoryAttentionLists } from './memory-attention.ts';
import { MemoryAlertSources } from './memory-alert-sources.ts';
import { MemoryAlertRuleStore, MemoryExpectationStore, MemoryIncidentStore } from './memory-alerts.ts';
import { MemoryFeedProgressStore } from './memory-feed-progress.ts';
import { MemoryBackfillStore } from './memory-backfills.ts';
import { MemoryBlobStore } from './memory-blobs.ts';
import { MemoryCalendarStore, MemoryCalendarUsage, MemoryScheduleStatistics } from './memory-calendars.ts';
import { MemoryAuditLog } from './memory-audit-log.ts';
import { MemoryAuditProgressStore } from './memory-audit-progress.ts';
import { MemoryDeadLetterStore } from './memory-dead-letters.ts';
import { MemoryJobLogStore } from './memory-job-logs.ts';
import { MemoryJobHistory } from './memory-job-history.ts';
import { MemoryChangeFeed } from './memory-change-feed.ts';
import { MemoryRunFigures } from './memory-run-figures.ts';
import { MemoryJobs, MemoryJobStore, MemoryRunStore } from './memory-jobs.ts';
import {
  MemoryFleetMembers,
  MemoryFleetProgressStore,
  MemoryFleetStore,
  MemoryFleetWriterStore,
  MemoryTemplateStore,
} from './memory-fleets.ts';
import { MemoryLeaseStore } from './memory-leases.ts';
import { MemoryModelStore } from './memory-models.ts';
import { MemoryReportStore } from './memory-reports.ts';
import { MemorySecrets } from './memory-secrets.ts';
import { MemoryModelStandings } from './memory-standings.ts';
import { MemoryWebhookCallStore } from './memory-webhook-calls.ts';
import { MemorySlotStore } from './memory-slots.ts';
import {
  FixedClock,
  MemoryGateStore,
  MemoryBaselineStore,
  MemoryOrchestrations,
  MemoryRunQueue,
  MemoryStabilityStore,
  RecordingLog,
} from './memory-stores.ts';

const DUCKDB = { threads: 1, memoryLimitMb: 256 };

/** Of an app that can do what jobs of all kinds ask for. */
const EXAMPLE_SETTINGS = {
  ...{
    DATABRICKS__default__host: 'https://adb-1.azuredatabricks.net',
    DATABRICKS__default__tokenSecret: 'token',
  },
  ...{ BATCH__kubeconfig: '/kubeconfig', BATCH__sourceClaim: 'sources' },
  WEBHOOK__callbackBaseUrl: 'https://evenkeel.example.com',
};

/** Everything the use cases need, in memory; each of them takes the world, or the world with a part replaced. */
export type MemoryWorld = ReturnType<typeof createMemoryWorld>;

/** An empty world at an instant. */
export function createMemoryWorld(now: string) {
  const memory = new MemoryJobs();
  const settings: Record<string, string> = { ...EXAMPLE_SETTINGS };
  const settingIssues: SettingIssues = (work, job) => settingIssuesBy(settings)(work, job);
  const calendars = new MemoryCalendarStore();
  const stores = {
    jobs: new MemoryJobStore(memory),
    runs: new MemoryRunStore(memory),
    calendars,
    loadCalendars: createLoadCalendars({ calendars }),
    usage: new MemoryCalendarUsage(memory),
    statistics: new MemoryScheduleStatistics(memory),
    queue: new MemoryRunQueue(),
    clock: new FixedClock(now),
  };
  const gateStore = new MemoryGateStore();
  const feed = new MemoryChangeFeed(memory);
  const backfills = new MemoryBackfillStore(memory);
  const log = new RecordingLog();
  const leases = new MemoryLeaseStore(stores.clock);
  const audit = new MemoryAuditLog();
  const letters = new MemoryDeadLetterStore();
  const blobs = new MemoryBlobStore();
  const reading = {
    findSampleFiles: createFindSampleFiles({ blobs }),
    readSample: createReadSample({
      blobs,
      gunzip: gunzipStream,
      verifyDigest: verifySha256,
      parquet: new DuckDbParquetDecoder(DUCKDB),
    }),
  };
  const baselines = new MemoryBaselineStore();
  const models = new MemoryModelStore(baselines);
  const secrets = new MemorySecrets();
  const freezing = { ...reading, ...stores, baselines, fingerprint: sha256Fingerprint };
  const registerBaseline = createRegisterBaseline(freezing);
  return {
    ...reading,
    ...{
      secrets,
      jobsOfTask,
      /** A test may change them at any moment. */
      settings,
      settingIssues,
      registerBaseline,
      prepareWork: createPrepareWork({
        ...{ ...stores, models, registerBaseline, secrets, jobsOfTask, settingIssues },
      }),
    },
    countCurrent: createCountCurrent(reading),
    counts: new BlobCountsStore(blobs),
    ...stores,
    feed,
    figures: new MemoryRunFigures(memory),
    attention: new MemoryAttentionLists(memory),
    backfills,
    advanceBackfill: createAdvanceBackfill({ ...stores, backfills, log }),
    gateStore,
    gates: createConcurrencyGates({ ...stores, gates: gateStore }),
    slots: new MemorySlotStore(memory),
    progress: new MemoryAuditProgressStore(),
    letters,
    pause: untilOver,
    turns: new JobTurns({ pause: untilOver }),
    memory,
    history: new MemoryJobHistory(memory),
    jobLogs: new MemoryJobLogStore(),
    uniqueId: countedIds(),
    orchestrations: new MemoryOrchestrations(),
    baselines,
    models,
    blobs,
    fleets: new MemoryFleetStore(),
    fleetProgress: new MemoryFleetProgressStore(),
    fleetWriters: new MemoryFleetWriterStore(),
    templates: new MemoryTemplateStore(),
    members: new MemoryFleetMembers(memory),
    readJobText,
    alertRules: new MemoryAlertRuleStore(),
    incidents: new MemoryIncidentStore(),
    alertSender: new RecordingAlertSender(),
    streamOfLock: createStreamOfLock({ leases, jobs: stores.jobs }),
    sweepEveryMs: 30_000,
    expectations: new MemoryExpectationStore(),
    alertSources: new MemoryAlertSources(audit, letters),
    feedProgress: new MemoryFeedProgressStore(),
    grants: new MemoryGrantStore(),
    keys: new MemoryKeyStore(),
    webhookCalls: new MemoryWebhookCallStore(),
    requests: new MemoryRequestStore(),
    rates: new MemoryRateStore(),
    audit,
    auditedChange: createAuditedChange({ audit, clock: stores.clock }),
    leases,
    reports: new MemoryReportStore(blobs),
    stability: new MemoryStabilityStore(),
    standings: new MemoryModelStandings(),
    log,
    fingerprint: sha256Fingerprint,
    lookAheadMs: 90_000,
  };
}

/** Texts that have not been given before, in order. */
function countedIds(): UniqueId {
  let given = 0;
  return () => `id-${String((given += 1)).padStart(6, '0')}`;
}

/** The same world as another process sees it: they do not wait for each other's turns. */
export function inAnotherProcess<T extends Pick<MemoryWorld, 'turns'>>(world: T): T {
  return { ...world, turns: new JobTurns({ pause: untilOver }) };
}

/** The work in a test is over before anyone would look whether it was cancelled. */
async function untilOver(_ms: number, until: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    until.addEventListener('abort', () => {
      resolve();
    });
  });
}

/** All runs of the world, the earliest slot first. */
export function runsOf({ memory }: MemoryWorld): Run[] {
  return memory.runs
    .all()
    .map(({ value }) => value)
    .sort((a, b) => a.dueAt - b.dueAt);
}

/** The state of a run, its failure's or cancellation's reason behind it where there is one. */
export async function stateOf({ runs }: Pick<MemoryWorld, 'runs'>, runId: RunId): Promise<string> {
  const run = present(await runs.get(runId), `run '${runId}'`).value;
  if (run.state === 'failed') return `failed: ${run.failure.reason}`;
  return run.state === 'skipped' ? `skipped: ${run.reason}` : run.state;
}

/** Stores a job with its next slot dispatched at that slot's instant, but no message sent. */
export async function storePendingRun(
  world: Pick<MemoryWorld, 'jobs' | 'runs'>,
  job: Job,
): Promise<PendingRun> {
  await world.jobs.create(job);
  const plan = present(planDispatch(job, { now: job.nextDueAt ?? 0, lookAheadMs: 0 }), 'due slot');
  const { version } = present(await world.jobs.get(job.jobId));
  await world.jobs.commit({
    jobId: job.jobId,
    job: { value: plan.job, ifVersion: version },
    runs: plan.runs.map((value) => ({ value, ifVersion: undefined })),
  });
  return present(plan.runs[0], 'run');
}

/** Stores a job with its next slot dispatched and claimed. */
export async function storeRunningRun(
  world: Pick<MemoryWorld, 'jobs' | 'runs'>,
  job: Job,
): Promise<RunningRun> {
  const pending = await storePendingRun(world, job);
  const { version } = present(await world.runs.get(pending.runId));
  const running = toRunning(pending, pending.dueAt);
  await world.jobs.commit({ jobId: job.jobId, runs: [{ value: running, ifVersion: version }] });
  return running;
}

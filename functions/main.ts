import { app, type InvocationContext } from '@azure/functions';
import { ManagedIdentityCredential } from '@azure/identity';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { AzureBlobStore } from '../shared/adapters/blob/azure-blob-store.ts';
import { AzureLeaseStore } from '../shared/adapters/blob/azure-lease-store.ts';
import { AzureReportStore } from '../shared/adapters/blob/azure-report-store.ts';
import { BlobCountsStore } from '../shared/adapters/blob/blob-counts-store.ts';
import { pause } from '../shared/adapters/clock/pause.ts';
import { SystemClock } from '../shared/adapters/clock/system-clock.ts';
import { CosmosBackfillStore } from '../shared/adapters/cosmos/cosmos-backfill-store.ts';
import { CosmosAuditLog } from '../shared/adapters/cosmos/cosmos-audit-log.ts';
import { CosmosAuditProgressStore } from '../shared/adapters/cosmos/cosmos-audit-progress-store.ts';
import { CosmosBaselineStore } from '../shared/adapters/cosmos/cosmos-baseline-store.ts';
import { CosmosDeadLetterStore } from '../shared/adapters/cosmos/cosmos-dead-letter-store.ts';
import { CosmosGateStore } from '../shared/adapters/cosmos/cosmos-gate-store.ts';
import { CosmosCalendarStore } from '../shared/adapters/cosmos/cosmos-calendar-store.ts';
import { CosmosCalendarUsage } from '../shared/adapters/cosmos/cosmos-calendar-usage.ts';
import { CosmosJobStore } from '../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../shared/adapters/cosmos/cosmos-run-store.ts';
import { CosmosScheduleStatistics } from '../shared/adapters/cosmos/cosmos-schedule-statistics.ts';
import { CosmosSlotStore } from '../shared/adapters/cosmos/cosmos-slot-store.ts';
import { CosmosStabilityStore } from '../shared/adapters/cosmos/cosmos-stability-store.ts';
import { groupedIn } from '../shared/adapters/cosmos/grouped-operations.ts';
import { DuckDbParquetDecoder } from '../shared/adapters/duckdb/duckdb-parquet-decoder.ts';
import { createDurableClientOf } from '../shared/adapters/durable/durable-client-of.ts';
import { DurableOrchestrations } from '../shared/adapters/durable/durable-orchestrations.ts';
import { verifySha256 } from '../shared/adapters/digest/verify-sha256.ts';
import { gunzipStream } from '../shared/adapters/gzip/gunzip-stream.ts';
import { NodeOutgoingHttp } from '../shared/adapters/http/node-outgoing-http.ts';
import { randomId } from '../shared/adapters/ids/random-id.ts';
import { sha256Digest } from '../shared/adapters/ids/sha256-digest.ts';
import { sha256Fingerprint } from '../shared/adapters/ids/sha256-fingerprint.ts';
import { SettingSecrets } from '../shared/adapters/settings/setting-secrets.ts';
import { ServiceBusRunQueue } from '../shared/adapters/service-bus/service-bus-run-queue.ts';
import { SnowflakeConnections } from '../shared/adapters/snowflake/snowflake-connections.ts';
import { SnowflakeResultSink } from '../shared/adapters/snowflake/snowflake-result-sink.ts';
import { SnowflakeWarehouse } from '../shared/adapters/snowflake/snowflake-warehouse.ts';
import { ConsoleLog } from '../shared/adapters/telemetry/console-log.ts';
import { WorkerNumberThreads } from '../shared/adapters/threads/worker-number-threads.ts';
import { createAcquireLease } from '../shared/application/acquire-lease.ts';
import { createAdvanceBackfill } from '../shared/application/advance-backfill.ts';
import {
  createCancelBackfill,
  createPauseBackfill,
  createResumeBackfill,
} from '../shared/application/change-backfill.ts';
import { createAuditJobs, createReadAudit } from '../shared/application/audit-jobs.ts';
import { createBreakLock } from '../shared/application/break-lock.ts';
import { createBuryRun } from '../shared/application/bury-run.ts';
import { createCancelRun } from '../shared/application/cancel-run.ts';
import { createCheckData } from '../shared/application/check-data.ts';
import { createCheckMigration } from '../shared/application/check-migration.ts';
import { createCheckUpstream } from '../shared/application/check-upstream.ts';
import { createCheckHealth } from '../shared/application/check-health.ts';
import { createCollectReport } from '../shared/application/collect-report.ts';
import { createCommitReport } from '../shared/application/commit-report.ts';
import { createConcurrencyGates, createRecoverGates } from '../shared/application/concurrency-gates.ts';
import { createCountCurrent } from '../shared/application/count-current.ts';
import { createDeleteCalendar } from '../shared/application/delete-calendar.ts';
import { createDeleteJob } from '../shared/application/delete-job.ts';
import { createDeliverResults } from '../shared/application/deliver-results.ts';
import { createDispatchDueRuns, createDispatchJob } from '../shared/application/dispatch-due-runs.ts';
import { createFinishCancelling } from '../shared/application/finish-cancelling.ts';
import { createEditJob } from '../shared/application/edit-job.ts';
import { createCommitResult, createRecordFailure } from '../shared/application/finish-run.ts';
import { createFindSampleFiles } from '../shared/application/find-sample-files.ts';
import { createGatherLintFacts } from '../shared/application/gather-lint-facts.ts';
import { createRenewLease } from '../shared/application/hold-lease.ts';
import { createListModels } from '../shared/application/list-models.ts';
import { createLoadCalendars } from '../shared/application/load-calendars.ts';
import { JobTurns } from '../shared/application/job-turns.ts';
import { createHandleDeadLetter } from '../shared/application/keep-dead-letter.ts';
import { createMeasureStability } from '../shared/application/measure-stability.ts';
import { createPauseJob, createResumeJob } from '../shared/application/pause-job.ts';
import { createPreviewRecurrences } from '../shared/application/preview-recurrences.ts';
import { createListLocks, createReadLock } from '../shared/application/read-locks.ts';
import { createReadRun } from '../shared/application/read-run.ts';
import { createReadSample } from '../shared/application/read-sample.ts';
import { createReadSlots } from '../shared/application/read-slots.ts';
import { createListStability, createReadStability } from '../shared/application/read-stability.ts';
import { createRecordStability } from '../shared/application/record-stability.ts';
import { createRecoverStalledRuns } from '../shared/application/recover-stalled-runs.ts';
import {
  createRegisterBaseline,
  createRegisterModelBaseline,
} from '../shared/application/register-baseline.ts';
import { createPrepareWork } from '../shared/application/prepare-work.ts';
import { createReleaseLease } from '../shared/application/release-lease.ts';
import { createReplanJobs } from '../shared/application/replan-jobs.ts';
import { createSaveCalendar } from '../shared/application/save-calendar.ts';
import { createRequestReport } from '../shared/application/request-report.ts';
import { createRetryRun } from '../shared/application/retry-run.ts';
import { createRetryRuns } from '../shared/application/retry-runs.ts';
import { createScheduleJob } from '../shared/application/schedule-job.ts';
import { createPreviewBackfill, createStartBackfill } from '../shared/application/start-backfill.ts';
import { createTendBackfills } from '../shared/application/tend-backfills.ts';
import { createSimulateJob, createSimulateStoredJob } from '../shared/application/simulate-job.ts';
import { createStartRun } from '../shared/application/start-run.ts';
import { createTriggerRun } from '../shared/application/trigger-run.ts';
import { readConfig } from '../shared/config/config.ts';
import { ORCHESTRATORS } from '../shared/contracts/durable/orchestrators.ts';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../shared/contracts/queue/run-message.ts';
import { readStabilityDetail } from '../shared/contracts/stability-detail.ts';
import { registerReportActivities } from './activities/report-activities.ts';
import { registerStabilityActivities } from './activities/stability-activities.ts';
import { registerUpstreamActivities } from './activities/upstream-activities.ts';
import { registerBaselines } from './http/baselines.ts';
import { registerBackfills } from './http/backfills.ts';
import { registerChangeBackfill } from './http/change-backfill.ts';
import { registerCalendars } from './http/calendars.ts';
import { registerChangeJob } from './http/change-job.ts';
import { registerTriggerRun } from './http/trigger-run.ts';
import { registerHealth } from './http/health.ts';
import { registerJobs } from './http/jobs.ts';
import { registerCompat } from './http/compat.ts';
import { registerLocks } from './http/locks.ts';
import { registerModels } from './http/models.ts';
import { registerPreview } from './http/preview.ts';
import { registerRuns } from './http/runs.ts';
import { registerScheduleJob } from './http/schedule-job.ts';
import { registerSimulate } from './http/simulate.ts';
import { registerAudit } from './http/audit.ts';
import { registerRunChanges } from './http/run-changes.ts';
import { registerRunsOfAllJobs } from './http/runs-of-all-jobs.ts';
import { registerSlots } from './http/slots.ts';
import { registerStability } from './http/stability.ts';
import { registerCollectReportJob } from './orchestrators/collect-report-job.ts';
import { registerRunStabilityJob } from './orchestrators/run-stability-job.ts';
import { registerBuryRun } from './queues/bury-run.ts';
import { registerStartRun } from './queues/start-run.ts';
import { registerAuditJobs } from './timers/audit-jobs.ts';
import { registerDispatchDueRuns } from './timers/dispatch-due-runs.ts';
import { registerRecoverStalledRuns } from './timers/recover-stalled-runs.ts';
import { registerTendBackfills } from './timers/tend-backfills.ts';

// No try/catch, and nothing is asked of the network before the registrations are done: a fault here has to
// stop the app, not to leave it running without functions.

// eslint-disable-next-line no-restricted-properties -- the one place that reads the environment
const environment = process.env;
const config = readConfig(environment);
const { cosmos, serviceBus, storage, lookAheadMs, identityClientId } = config;

const credential = new ManagedIdentityCredential(
  identityClientId === undefined ? {} : { clientId: identityClientId },
);
const database = new CosmosClient(
  cosmos.key === undefined
    ? { endpoint: cosmos.endpoint, aadCredentials: credential }
    : { endpoint: cosmos.endpoint, key: cosmos.key },
).database(cosmos.database);
const serviceBusClient =
  'connectionString' in serviceBus
    ? new ServiceBusClient(serviceBus.connectionString)
    : new ServiceBusClient(serviceBus.fullyQualifiedNamespace, credential);
const blobService =
  'connectionString' in storage
    ? BlobServiceClient.fromConnectionString(storage.connectionString)
    : new BlobServiceClient(storage.blobServiceUri, credential);

const clock = new SystemClock();
const fingerprint = sha256Fingerprint;
const log = new ConsoleLog((level, line) => {
  // eslint-disable-next-line no-console -- the worker's output is what the host forwards
  console[level](line);
});
const jobsContainer = database.container('jobs');
const operations = groupedIn(jobsContainer);
const jobs = new CosmosJobStore(jobsContainer, log, operations);
const runs = new CosmosRunStore(jobsContainer, log, operations);
const backfills = new CosmosBackfillStore(jobsContainer, log);
const baselines = new CosmosBaselineStore(database.container('baselines'));
const stability = new CosmosStabilityStore(database.container('stability'));
const calendars = new CosmosCalendarStore(database.container('control'));
const usage = new CosmosCalendarUsage(database.container('jobs'));
const statistics = new CosmosScheduleStatistics(database.container('jobs'));
const sender = serviceBusClient.createSender(RUNS_QUEUE);
const queue = new ServiceBusRunQueue({
  live: sender,
  bulk: serviceBusClient.createSender(BULK_RUNS_QUEUE),
});
const slots = new CosmosSlotStore(database.container('jobs'), log);
const progress = new CosmosAuditProgressStore(database.container('control'));
const audit = new CosmosAuditLog(database.container('audit'), log);
const letters = new CosmosDeadLetterStore(database.container('control'), fingerprint);
const gateStore = new CosmosGateStore(database.container('control'), log);
const blobs = new AzureBlobStore(blobService);
const leases = new AzureLeaseStore(blobService);
// Two pools: a delivery of seconds must not wait for counts of an hour.
const deliveries = config.snowflake && new SnowflakeConnections(config.snowflake, environment);
const countings = config.snowflake && new SnowflakeConnections(config.snowflake, environment);
const sink = deliveries && new SnowflakeResultSink(deliveries);
const warehouse = countings && new SnowflakeWarehouse(countings, pause);

const reports = new AzureReportStore(blobService, { uniqueId: randomId });
const http = new NodeOutgoingHttp(config.outgoing);

const turns = new JobTurns({ pause });
const gates = createConcurrencyGates({ gates: gateStore, jobs, runs, queue, clock });
const loadCalendars = createLoadCalendars({ calendars });
const dispatch = { jobs, runs, queue, loadCalendars, clock, log, lookAheadMs };
const advanceBackfill = createAdvanceBackfill({ ...dispatch, backfills });
const ending = { jobs, runs, queue, gates, clock, turns, pause, advanceBackfill };
const finishCancelling = createFinishCancelling({ ...ending, backfills });
const findSampleFiles = createFindSampleFiles({ blobs });
const parquet = new DuckDbParquetDecoder({ threads: 2, memoryLimitMb: 512 });
const readSample = createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet });
const freezing = { baselines, findSampleFiles, readSample, fingerprint, clock };
const registerBaseline = createRegisterBaseline(freezing);
const dispatchJob = createDispatchJob(dispatch);
const secrets = new SettingSecrets(environment);
const prepareWork = createPrepareWork({ jobs, registerBaseline, secrets });
const editing = { jobs, turns, prepareWork, loadCalendars, clock, dispatchJob };
const gatherLintFacts = createGatherLintFacts({ jobs, loadCalendars, runs, statistics, log });
const replanJobs = createReplanJobs({ usage, jobs, loadCalendars, clock, log });
const readSlots = createReadSlots({ slots, loadCalendars, clock });
const retryRun = createRetryRun({ jobs, runs, queue, clock });
const durableClientOf = createDurableClientOf();
const orchestrationsOf = (context: InvocationContext) =>
  new DurableOrchestrations(durableClientOf(context), ORCHESTRATORS);
const checkHealth = createCheckHealth(
  {
    cosmos: () => database.container('jobs').read(),
    serviceBus: () => sender.createMessageBatch(),
    storage: () => blobService.getContainerClient('results').exists(),
  },
  5_000,
);

registerScheduleJob(app, {
  scheduleJob: createScheduleJob({ ...editing, fingerprint }),
  gatherLintFacts,
  clock,
});
registerJobs(app, {
  jobs,
  deleteJob: createDeleteJob({ jobs, turns, loadCalendars, clock }),
  loadCalendars,
  gatherLintFacts,
  clock,
});
registerChangeJob(app, {
  editJob: createEditJob(editing),
  pauseJob: createPauseJob({ jobs, turns, clock }),
  resumeJob: createResumeJob(editing),
  gatherLintFacts,
  clock,
});
registerTriggerRun(app, {
  triggerRun: createTriggerRun({ jobs, runs, queue, fingerprint, clock }),
  uniqueId: randomId,
});
registerRuns(app, { jobs, runs, readRun: createReadRun({ runs, blobs }) });
const filling = { ...dispatch, backfills, fingerprint, advanceBackfill, finishCancelling };
registerBackfills(app, {
  jobs,
  backfills,
  startBackfill: createStartBackfill(filling),
  previewBackfill: createPreviewBackfill(filling),
  uniqueId: randomId,
});
registerChangeBackfill(app, {
  pauseBackfill: createPauseBackfill(filling),
  resumeBackfill: createResumeBackfill(filling),
  cancelBackfill: createCancelBackfill(filling),
  orchestrationsOf,
});
registerTendBackfills(app, { tendBackfills: createTendBackfills(filling), orchestrationsOf, log });
registerCalendars(app, {
  calendars,
  saveCalendar: createSaveCalendar({ calendars, replanJobs }),
  deleteCalendar: createDeleteCalendar({ calendars, usage }),
});
registerBaselines(app, { baselines, registerBaseline: createRegisterModelBaseline(freezing) });
registerCompat(app, { checkMigration: createCheckMigration({ findSampleFiles, readSample }) });
registerModels(app, { listModels: createListModels({ baselines, stability }) });
registerStability(app, {
  listStability: createListStability({ stability, blobs }),
  readStability: createReadStability({ stability, blobs }),
  clock,
});
registerPreview(app, { jobs, previewRecurrences: createPreviewRecurrences({ loadCalendars, clock }) });
registerSimulate(app, {
  simulateJob: createSimulateJob({ loadCalendars, clock }),
  simulateStoredJob: createSimulateStoredJob({ jobs, loadCalendars, clock }),
});
registerRunsOfAllJobs(app, { runs, retryRuns: createRetryRuns({ runs, retryRun }) });
registerRunChanges(app, { retryRun, cancelRun: createCancelRun(ending), orchestrationsOf });
registerSlots(app, { jobs, readSlots, clock });
registerLocks(app, {
  listLocks: createListLocks({ leases }),
  readLock: createReadLock({ leases, audit }),
  breakLock: createBreakLock({ leases, audit, clock, fingerprint }),
});
registerAudit(app, { readAudit: createReadAudit({ progress }) });
registerHealth(app, { checkHealth });
registerDispatchDueRuns(app, { dispatchDueRuns: createDispatchDueRuns(dispatch), log });
registerRecoverStalledRuns(app, {
  recoverStalledRuns: createRecoverStalledRuns({ runs, queue, clock }),
  recoverGates: createRecoverGates({ gates: gateStore, jobs, runs, queue, clock }),
  log,
});
registerAuditJobs(app, {
  auditJobs: createAuditJobs({
    ...ending,
    ...{ slots, progress, readSlots, loadCalendars, dispatchJob, log },
    jobsPerPass: config.auditJobsPerPass,
  }),
});
registerStartRun(app, { startRun: createStartRun({ ...ending, loadCalendars }), orchestrationsOf, log });
registerBuryRun(app, {
  buryRun: createBuryRun(ending),
  handleDeadLetter: createHandleDeadLetter({ letters, clock, log }),
  orchestrationsOf,
  log,
});
registerRunStabilityJob();
registerUpstreamActivities({
  checkUpstream: createCheckUpstream({ jobs, runs, readSlots, loadCalendars }),
});
registerStabilityActivities({
  checkData: createCheckData({ jobs, runs, loadCalendars, findSampleFiles, warehouse }),
  measureStability: createMeasureStability({
    ...{ jobs, runs, baselines, stability, blobs, loadCalendars, fingerprint, pause },
    countCurrent: createCountCurrent({
      ...{ findSampleFiles, readSample, warehouse },
      threads: new WorkerNumberThreads(),
    }),
    counts: new BlobCountsStore(blobs),
  }),
  commitResult: createCommitResult(ending),
  recordStability: createRecordStability({ runs, stability }),
  deliverResults: createDeliverResults({ runs, blobs, sink, readDetail: readStabilityDetail }),
  hasSink: sink !== undefined,
  recordFailure: createRecordFailure(ending),
});
const collecting = { jobs, runs, leases, reports, http, secrets, loadCalendars, clock, pause };
registerCollectReportJob();
registerReportActivities({
  acquireLease: createAcquireLease(collecting),
  renewLease: createRenewLease(collecting),
  requestReport: createRequestReport(collecting),
  collectReport: createCollectReport({ ...collecting, newDigest: sha256Digest }),
  commitReport: createCommitReport({ ...collecting, commitResult: createCommitResult(ending) }),
  releaseLease: createReleaseLease(collecting),
});

app.hook.appTerminate(async () => {
  await serviceBusClient.close();
  await Promise.all([deliveries?.close(), countings?.close()]);
});

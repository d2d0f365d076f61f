import { app, type InvocationContext } from '@azure/functions';
import { pause } from '../shared/adapters/clock/pause.ts';
import { SystemClock } from '../shared/adapters/clock/system-clock.ts';
import { DuckDbParquetDecoder } from '../shared/adapters/duckdb/duckdb-parquet-decoder.ts';
import { createDurableClientOf } from '../shared/adapters/durable/durable-client-of.ts';
import { DurableOrchestrations } from '../shared/adapters/durable/durable-orchestrations.ts';
import { verifySha256 } from '../shared/adapters/digest/verify-sha256.ts';
import { BuiltWebPage } from '../shared/adapters/files/built-web-page.ts';
import { FolderAssets } from '../shared/adapters/files/folder-assets.ts';
import { gunzipStream } from '../shared/adapters/gzip/gunzip-stream.ts';
import { NodeOutgoingHttp } from '../shared/adapters/http/node-outgoing-http.ts';
import { randomId } from '../shared/adapters/ids/random-id.ts';
import { hasSha256, randomKeyId, randomSecret, sha256Text } from '../shared/adapters/ids/secret-digest.ts';
import { JoseTokenVerifier } from '../shared/adapters/jose/jose-token-verifier.ts';
import { sha256Fingerprint } from '../shared/adapters/ids/sha256-fingerprint.ts';
import { SettingSecrets } from '../shared/adapters/settings/setting-secrets.ts';
import { ServiceBusRunQueue } from '../shared/adapters/service-bus/service-bus-run-queue.ts';
import { parseDocuments } from '../shared/adapters/yaml/load-yaml.ts';
import { createAlertChanges } from '../shared/application/alerts/create-alert-changes.ts';
import { createAccess } from '../shared/application/access/create-access.ts';
import { createStreamOf } from '../shared/application/access/stream-of.ts';
import { createAdvanceBackfill } from '../shared/application/advance-backfill.ts';
import { createAuditJobs, createReadAudit } from '../shared/application/audit-jobs.ts';
import { createAuditedChange } from '../shared/application/audited-change.ts';
import { createBreakLock } from '../shared/application/break-lock.ts';
import { createBuryRun } from '../shared/application/bury-run.ts';
import { createCancelRun } from '../shared/application/cancel-run.ts';
import { ChangeWatch } from '../shared/application/change-watch.ts';
import { createChangedSince } from '../shared/application/changed-since.ts';
import { createCheckUpstream } from '../shared/application/check-upstream.ts';
import { createCheckHealth } from '../shared/application/check-health.ts';
import { createConcurrencyGates, createRecoverGates } from '../shared/application/concurrency-gates.ts';
import { createDeleteCalendar } from '../shared/application/delete-calendar.ts';
import { createDeleteJob } from '../shared/application/delete-job.ts';
import { createDispatchDueRuns, createDispatchJob } from '../shared/application/dispatch-due-runs.ts';
import { createFinishCancelling } from '../shared/application/finish-cancelling.ts';
import { createEditJob } from '../shared/application/edit-job.ts';
import { createCommitResult, createRecordFailure } from '../shared/application/finish-run.ts';
import { createFindSampleFiles } from '../shared/application/find-sample-files.ts';
import { createGatherLintFacts } from '../shared/application/gather-lint-facts.ts';
import { createImportJobs } from '../shared/application/import-jobs.ts';
import { createLoadCalendars } from '../shared/application/load-calendars.ts';
import { JobTurns } from '../shared/application/job-turns.ts';
import { createHandleDeadLetter } from '../shared/application/keep-dead-letter.ts';
import { createPauseJob, createResumeJob } from '../shared/application/pause-job.ts';
import { createPreviewRecurrences } from '../shared/application/preview-recurrences.ts';
import { createListLocks, createReadLock } from '../shared/application/read-locks.ts';
import { createDifferencesSince, createReadDefinition } from '../shared/application/read-job-history.ts';
import { createReadRun } from '../shared/application/read-run.ts';
import { createReadSample } from '../shared/application/read-sample.ts';
import { createReadSlots } from '../shared/application/read-slots.ts';
import { createRecoverStalledRuns } from '../shared/application/recover-stalled-runs.ts';
import { createRegisterBaseline } from '../shared/application/register-baseline.ts';
import { createPrepareWork } from '../shared/application/prepare-work.ts';
import { createReplanJobs } from '../shared/application/replan-jobs.ts';
import { createSaveCalendar } from '../shared/application/save-calendar.ts';
import { createRestoreJob } from '../shared/application/restore-job.ts';
import { createPutJob } from '../shared/application/put-job.ts';
import { createRetryLastRun } from '../shared/application/retry-last-run.ts';
import { createRetryRun } from '../shared/application/retry-run.ts';
import { createRetryRuns } from '../shared/application/retry-runs.ts';
import { createScheduleJob } from '../shared/application/schedule-job.ts';
import { createSimulateJob, createSimulateStoredJob } from '../shared/application/simulate-job.ts';
import { createStartRun } from '../shared/application/start-run.ts';
import { createTriggerRun } from '../shared/application/trigger-run.ts';
import { createUpsertJobs } from '../shared/application/upsert-jobs.ts';
import type { RunScope } from '../shared/application/ports/run-scope.ts';
import { readConfig } from '../shared/config/config.ts';
import { jobsOfTask } from '../shared/kinds/jobs-of-task.ts';
import { settingIssuesBy } from '../shared/kinds/setting-issues.ts';
import { ORCHESTRATORS } from '../shared/kinds/kind-lists.ts';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../shared/contracts/queue/run-message.ts';
import { registerUpstreamActivities } from './activities/upstream-activities.ts';
import { composeAlertSender } from './compose/alert-sender.ts';
import { composeAlerts } from './compose/alerts.ts';
import { composeBackfills } from './compose/backfills.ts';
import { composeClients } from './compose/clients.ts';
import { composeFleets, fleetStores } from './compose/fleets.ts';
import { composeJobLogs } from './compose/job-logs.ts';
import { composeKinds } from './compose/kinds.ts';
import { composeModels } from './compose/models.ts';
import { composeOverview } from './compose/overview.ts';
import { composeStatistics } from './compose/statistics.ts';
import { composeStores } from './compose/stores.ts';
import { composeTelemetry } from './compose/telemetry.ts';
import { composeWarehouse } from './compose/warehouse.ts';
import { watchInvocations } from './compose/watch-invocations.ts';
import { apiOperations } from './http/api-operations.ts';
import { createGate } from './http/api/app-gate.ts';
import { registerOperations } from './http/api/register-operations.ts';
import { createRefuseVersion } from './http/refused-version.ts';
import { registerUnknownRoutes } from './http/unknown-routes.ts';
import { registerWebPage } from './http/web-page.ts';
import { ANSWER_WITHIN_MS } from './http/within-time.ts';
import { createShowJob } from './http/show-job.ts';
import { registerBuryRun } from './queues/bury-run.ts';
import { registerStartRun } from './queues/start-run.ts';
import { registerAuditJobs } from './timers/audit-jobs.ts';
import { registerDispatchDueRuns } from './timers/dispatch-due-runs.ts';
import { registerRecoverStalledRuns } from './timers/recover-stalled-runs.ts';

// No try/catch, and nothing is asked of the network before the registrations are done: a fault here has to
// stop the app, not to leave it running without functions.

// eslint-disable-next-line no-restricted-properties -- the one place that reads the environment
const environment = process.env;
const config = readConfig(environment);
const { lookAheadMs } = config;
const clock = new SystemClock();
const telemetry = composeTelemetry({
  ...{ config: config.telemetry, environment, clock },
  write: (level, line) => {
    // eslint-disable-next-line no-console -- the worker's output is what the host forwards
    console[level](line);
  },
});

/** Written in by the build: which version this is, and of which commit. */
declare const APP_VERSION: string;

// What the app sends itself, the host need not send once more.
const capabilities = telemetry.sending?.isRemote === true ? { WorkerOpenTelemetryEnabled: true } : {};
app.setup({ enableHttpStream: true, capabilities });

const { credential, database, serviceBusClient, blobService } = composeClients(config);
const containerOf = (name: string) => database.container(name);

const uniqueId = randomId;
const fingerprint = sha256Fingerprint;
const { jobLogs, log } = composeJobLogs(containerOf('logs'), {
  ...{ log: telemetry.log, clock, uniqueId, ...telemetry.redactor },
});
// The span of a step is of its work; that its lines are stored comes after.
const scope: RunScope = {
  within: (step, work) => log.within(step, () => telemetry.scope.within(step, work)),
};
const stores = composeStores({ database, blobService, telemetry, log, fingerprint });
const { jobs, history, runs, backfills, baselines, models, stability, standings, calendars, usage } = stores;
const { statistics, slots, progress, audit, letters, gateStore, blobs, leases } = stores;
const sender = serviceBusClient.createSender(RUNS_QUEUE);
const bulk = serviceBusClient.createSender(BULK_RUNS_QUEUE);
const queue = telemetry.queue(new ServiceBusRunQueue({ live: sender, bulk }));
const auditedChange = createAuditedChange({ audit, clock });
const { sink, warehouse, close: closeWarehouse } = composeWarehouse({ config, environment, telemetry });

const http = telemetry.http(new NodeOutgoingHttp(config.outgoing));

const turns = new JobTurns({ pause });
const gates = createConcurrencyGates({ gates: gateStore, jobs, runs, queue, clock });
const loadCalendars = createLoadCalendars({ calendars });
const dispatch = { jobs, runs, queue, loadCalendars, clock, log, lookAheadMs };
const advanceBackfill = createAdvanceBackfill({ ...dispatch, backfills });
const ending = { jobs, runs, queue, gates, clock, uniqueId, turns, pause, advanceBackfill };
const finishCancelling = createFinishCancelling({ ...ending, backfills });
const findSampleFiles = createFindSampleFiles({ blobs });
const parquet = new DuckDbParquetDecoder({ threads: 2, memoryLimitMb: 512 });
const readSample = createReadSample({ blobs, gunzip: gunzipStream, verifyDigest: verifySha256, parquet });
const freezing = { baselines, findSampleFiles, readSample, fingerprint, clock };
const registerBaseline = createRegisterBaseline(freezing);
const dispatchJob = createDispatchJob(dispatch);
const secrets = new SettingSecrets(environment);
const naming = { models, secrets, jobsOfTask, settingIssues: settingIssuesBy(environment) };
const prepareWork = createPrepareWork({ ...naming, jobs, registerBaseline, clock });
const editing = { jobs, turns, prepareWork, loadCalendars, clock, uniqueId, dispatchJob };
const editJob = createEditJob(editing);
const scheduleJob = createScheduleJob({ ...editing, fingerprint });
const readDefinition = createReadDefinition({ jobs, history });
const gatherLintFacts = createGatherLintFacts({ jobs, loadCalendars, runs, statistics, log });
const replanJobs = createReplanJobs({ usage, jobs, loadCalendars, clock, log });
const readSlots = createReadSlots({ slots, loadCalendars, clock });
const retryRun = createRetryRun({ jobs, runs, queue, clock, uniqueId });
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

const filling = { ...dispatch, backfills, fingerprint, uniqueId, advanceBackfill, finishCancelling };
const backfillUse = composeBackfills(app, { ...filling, orchestrationsOf });
const changeWatch = new ChangeWatch({ feed: stores.feed, clock, pause, log });
const { allowedOrigins, requestsPerMinute, authentication } = config.access;
const access = createAccess({
  ...{ ...stores, clock, log, auditedChange, uniqueId },
  ...{ digest: sha256Text, hasDigest: hasSha256, randomKeyId, randomSecret, requestsPerMinute },
});
const alertSender = composeAlertSender({ mail: config.mail, http, secrets, credential, clock, log });
const { alertRules, incidents } = composeAlerts(app, {
  ...{ config: config.alerts, containerOf, sender: alertSender },
  ...{ jobs, runs, leases, fingerprint, clock, log },
});
const triggerRun = createTriggerRun({ jobs, runs, queue, fingerprint, clock, uniqueId });
const ofFleets = fleetStores(containerOf);
const deleteJob = createDeleteJob(editing);
const [pauseJob, resumeJob] = [createPauseJob(editing), createResumeJob(editing)];
const fleetUse = composeFleets(app, {
  ...{ ...ofFleets, ...editing, ...freezing, ...naming, lookAheadMs },
  ...{ auditedChange, log },
  ...{ deleteJob, pauseJob, resumeJob, triggerRun },
});
const gate = createGate({
  ...access,
  authentication:
    authentication.mode === 'open'
      ? { mode: 'open', allowedOrigins }
      : {
          mode: 'required',
          identifyCaller: access.identifyCallerBy(new JoseTokenVerifier(authentication, clock)),
          trustedPlatform: authentication.trustsPlatformHeaders ? authentication : undefined,
        },
  streamOf: createStreamOf({ jobs, runs, leases, models, alertRules, incidents, fleets: ofFleets.fleets }),
  log,
});
const counted = composeStatistics(app, {
  config,
  credential,
  containerOf,
  jobs,
  progress,
  clock,
  log,
  fingerprint,
});
const { readOverview, readLoad } = composeOverview({
  ...{ ...counted, jobsContainer: containerOf('jobs'), jobs, runs, standings, incidents, audits: progress },
  ...{ loadCalendars, clock, log },
});
const alerting = { alertRules, incidents, alertSender, jobs, models, secrets };
const { requests } = telemetry;
const answering = { allowedOrigins, answerWithinMs: ANSWER_WITHIN_MS, ...(requests && { requests }) };
const changedSince = createChangedSince({ audit });
const cancelRun = createCancelRun(ending);
const kindOperations = composeKinds({
  ...{ app, environment, blobService, jobs, runs, leases, blobs, http, secrets, clock, log, pause, scope },
  credential,
  ...{ uniqueId, fingerprint, randomSecret, digest: sha256Text, hasDigest: hasSha256, loadCalendars },
  ...{ triggerRun, retryRun, cancelRun, orchestrationsOf, auditedChange },
  containerOf,
  ...{ findSampleFiles, readSample, baselines, stability, standings, warehouse, sink },
  ...{ commitResult: createCommitResult(ending), recordFailure: createRecordFailure(ending) },
});
const api = apiOperations({
  kindOperations,
  changedSince,
  ...access,
  grants: stores.grants,
  ...{ alertRules, incidents, ...createAlertChanges({ ...alerting, auditedChange, clock, uniqueId, log }) },
  ...{
    jobs,
    runs,
    backfills,
    baselines,
    calendars,
    checkHealth,
    version: APP_VERSION,
    clock,
    uniqueId,
    orchestrationsOf,
  },
  showJob: createShowJob({ gatherLintFacts, clock }),
  scheduleJob,
  editJob,
  putJob: createPutJob({ jobs, scheduleJob, editJob }),
  refuseVersion: createRefuseVersion({ jobs, differencesSince: createDifferencesSince({ history }) }),
  retryLastRun: createRetryLastRun({ jobs, runs, retryRun }),
  deleteJob,
  ...{ audit, history, readDefinition, jobLogs },
  restoreJob: createRestoreJob({ jobs, editJob, scheduleJob }),
  differencesSince: createDifferencesSince({ history }),
  ...{ pauseJob, resumeJob, triggerRun, ...fleetUse, fleets: ofFleets.fleets },
  previewRecurrences: createPreviewRecurrences({ loadCalendars, clock }),
  simulateJob: createSimulateJob({ loadCalendars, clock }),
  simulateStoredJob: createSimulateStoredJob({ jobs, loadCalendars, clock }),
  readSlots,
  readAudit: createReadAudit({ progress }),
  readRun: createReadRun({ runs, blobs }),
  retryRun,
  retryRuns: createRetryRuns({ runs, retryRun }),
  cancelRun,
  ...backfillUse,
  saveCalendar: createSaveCalendar({ calendars, replanJobs, auditedChange, uniqueId }),
  deleteCalendar: createDeleteCalendar({ calendars, usage, auditedChange, uniqueId }),
  ...composeModels({
    ...{ ...freezing, models, stability, standings, blobs, auditedChange, uniqueId },
    takeInModel: fleetUse.takeInModel,
  }),
  listLocks: createListLocks({ leases, jobs }),
  readLock: createReadLock({ leases, audit }),
  breakLock: createBreakLock({ leases, audit, clock, fingerprint }),
  importJobs: createImportJobs({ parseDocuments }),
  upsertJobs: createUpsertJobs({ ...editing, ...freezing, ...naming, lookAheadMs }),
  ...{ changeWatch, gatherFigures: counted.gatherFigures, readOverview, readLoad },
  log,
  graphql: { hasIntrospection: config.hasGraphqlIntrospection },
  signIn: authentication,
  // The bundle has the files of the docs page beside it.
  pageAssets: new FolderAssets(new URL('docs-page/', import.meta.url)),
  fingerprint,
});
registerOperations(app, api, gate, answering);
registerUnknownRoutes(app, api, answering);
// As the docs page: beside the bundle.
const webPage = new BuiltWebPage(new URL('web-page/', import.meta.url));
registerWebPage(app, { webPage, signIn: authentication }, answering);
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
registerStartRun(app, {
  startRun: createStartRun({ ...ending, loadCalendars }),
  orchestrationsOf,
  ...{ scope, log },
});
registerBuryRun(app, {
  buryRun: createBuryRun(ending),
  handleDeadLetter: createHandleDeadLetter({ letters, clock, log }),
  orchestrationsOf,
  log,
});
registerUpstreamActivities({
  ...{ scope, log },
  checkUpstream: createCheckUpstream({ jobs, runs, readSlots, loadCalendars }),
});

app.hook.appTerminate(async () => {
  changeWatch.stop();
  await serviceBusClient.close();
  await closeWarehouse();
});
watchInvocations(app.hook, telemetry, clock);

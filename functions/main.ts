import { app } from '@azure/functions';
import { ManagedIdentityCredential } from '@azure/identity';
import { CosmosClient } from '@azure/cosmos';
import { ServiceBusClient } from '@azure/service-bus';
import { BlobServiceClient } from '@azure/storage-blob';
import { getClient } from 'durable-functions';
import { AzureBlobStore } from '../shared/adapters/blob/azure-blob-store.ts';
import { pause } from '../shared/adapters/clock/pause.ts';
import { SystemClock } from '../shared/adapters/clock/system-clock.ts';
import { CosmosBaselineStore } from '../shared/adapters/cosmos/cosmos-baseline-store.ts';
import { CosmosGateStore } from '../shared/adapters/cosmos/cosmos-gate-store.ts';
import { CosmosCalendarStore } from '../shared/adapters/cosmos/cosmos-calendar-store.ts';
import { CosmosCalendarUsage } from '../shared/adapters/cosmos/cosmos-calendar-usage.ts';
import { CosmosJobStore } from '../shared/adapters/cosmos/cosmos-job-store.ts';
import { CosmosRunStore } from '../shared/adapters/cosmos/cosmos-run-store.ts';
import { CosmosScheduleStatistics } from '../shared/adapters/cosmos/cosmos-schedule-statistics.ts';
import { CosmosStabilityStore } from '../shared/adapters/cosmos/cosmos-stability-store.ts';
import { groupedIn } from '../shared/adapters/cosmos/grouped-operations.ts';
import { DurableOrchestrations } from '../shared/adapters/durable/durable-orchestrations.ts';
import { randomId } from '../shared/adapters/ids/random-id.ts';
import { sha256Fingerprint } from '../shared/adapters/ids/sha256-fingerprint.ts';
import { ServiceBusRunQueue } from '../shared/adapters/service-bus/service-bus-run-queue.ts';
import { ConsoleLog } from '../shared/adapters/telemetry/console-log.ts';
import { createCheckHealth } from '../shared/application/check-health.ts';
import { createConcurrencyGates, createRecoverGates } from '../shared/application/concurrency-gates.ts';
import { createDeleteCalendar } from '../shared/application/delete-calendar.ts';
import { createDeleteJob } from '../shared/application/delete-job.ts';
import { createDispatchDueRuns, createDispatchJob } from '../shared/application/dispatch-due-runs.ts';
import { createEditJob } from '../shared/application/edit-job.ts';
import { createCommitResult, createRecordFailure } from '../shared/application/finish-run.ts';
import { createGatherLintFacts } from '../shared/application/gather-lint-facts.ts';
import { createLoadCalendars } from '../shared/application/load-calendars.ts';
import { createMeasureStability } from '../shared/application/measure-stability.ts';
import { createPauseJob, createResumeJob } from '../shared/application/pause-job.ts';
import { createPreviewRecurrences } from '../shared/application/preview-recurrences.ts';
import { createReadRun } from '../shared/application/read-run.ts';
import { createRecordStability } from '../shared/application/record-stability.ts';
import { createRecoverStalledRuns } from '../shared/application/recover-stalled-runs.ts';
import { createRegisterBaseline } from '../shared/application/register-baseline.ts';
import { createReplanJobs } from '../shared/application/replan-jobs.ts';
import { createSaveCalendar } from '../shared/application/save-calendar.ts';
import { createScheduleJob } from '../shared/application/schedule-job.ts';
import { createSimulateJob, createSimulateStoredJob } from '../shared/application/simulate-job.ts';
import { createStartRun } from '../shared/application/start-run.ts';
import { createTriggerRun } from '../shared/application/trigger-run.ts';
import { readConfig } from '../shared/config/config.ts';
import { RUN_STABILITY_JOB } from '../shared/contracts/durable/stability-run.ts';
import { BULK_RUNS_QUEUE, RUNS_QUEUE } from '../shared/contracts/queue/run-message.ts';
import { registerStabilityActivities } from './activities/stability-activities.ts';
import { registerCalendars } from './http/calendars.ts';
import { registerChangeJob } from './http/change-job.ts';
import { registerTriggerRun } from './http/trigger-run.ts';
import { registerHealth } from './http/health.ts';
import { registerJobs } from './http/jobs.ts';
import { registerPreview } from './http/preview.ts';
import { registerRuns } from './http/runs.ts';
import { registerScheduleJob } from './http/schedule-job.ts';
import { registerSimulate } from './http/simulate.ts';
import { registerRunStabilityJob } from './orchestrators/run-stability-job.ts';
import { registerStartRun } from './queues/start-run.ts';
import { registerDispatchDueRuns } from './timers/dispatch-due-runs.ts';
import { registerRecoverStalledRuns } from './timers/recover-stalled-runs.ts';

// No try/catch, and nothing is asked of the network before the registrations are done: a fault here has to
// stop the app, not to leave it running without functions.

// eslint-disable-next-line no-restricted-properties -- the one place that reads the environment
const config = readConfig(process.env);
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
const gateStore = new CosmosGateStore(database.container('control'), log);
const blobs = new AzureBlobStore(blobService);

const gates = createConcurrencyGates({ gates: gateStore, jobs, runs, queue, clock });
const loadCalendars = createLoadCalendars({ calendars });
const dispatch = { jobs, runs, queue, loadCalendars, clock, log, lookAheadMs };
const ending = { jobs, runs, queue, gates, clock };
const registerBaseline = createRegisterBaseline({ baselines, blobs, fingerprint, clock });
const dispatchJob = createDispatchJob(dispatch);
const gatherLintFacts = createGatherLintFacts({ loadCalendars, runs, statistics, log });
const replanJobs = createReplanJobs({ usage, jobs, loadCalendars, clock, log });
const checkHealth = createCheckHealth(
  {
    cosmos: () => database.container('jobs').read(),
    serviceBus: () => sender.createMessageBatch(),
    storage: () => blobService.getContainerClient('results').exists(),
  },
  5_000,
);

registerScheduleJob(app, {
  scheduleJob: createScheduleJob({ jobs, registerBaseline, fingerprint, clock, loadCalendars, dispatchJob }),
  gatherLintFacts,
  clock,
});
registerJobs(app, {
  jobs,
  deleteJob: createDeleteJob({ jobs, loadCalendars, clock }),
  loadCalendars,
  gatherLintFacts,
  clock,
});
registerChangeJob(app, {
  editJob: createEditJob({ jobs, registerBaseline, loadCalendars, clock, dispatchJob }),
  pauseJob: createPauseJob({ jobs, clock }),
  resumeJob: createResumeJob({ jobs, clock, dispatchJob }),
  gatherLintFacts,
  clock,
});
registerTriggerRun(app, {
  triggerRun: createTriggerRun({ jobs, runs, queue, fingerprint, clock }),
  uniqueId: randomId,
});
registerRuns(app, { jobs, runs, readRun: createReadRun({ runs, blobs }) });
registerCalendars(app, {
  calendars,
  saveCalendar: createSaveCalendar({ calendars, replanJobs }),
  deleteCalendar: createDeleteCalendar({ calendars, usage }),
});
registerPreview(app, { jobs, previewRecurrences: createPreviewRecurrences({ loadCalendars, clock }) });
registerSimulate(app, {
  simulateJob: createSimulateJob({ loadCalendars }),
  simulateStoredJob: createSimulateStoredJob({ jobs, loadCalendars }),
});
registerHealth(app, { checkHealth });
registerDispatchDueRuns(app, { dispatchDueRuns: createDispatchDueRuns(dispatch), log });
registerRecoverStalledRuns(app, {
  recoverStalledRuns: createRecoverStalledRuns({ runs, queue, clock }),
  recoverGates: createRecoverGates({ gates: gateStore, jobs, runs, queue, clock }),
  log,
});
registerStartRun(app, {
  startRun: createStartRun({ ...ending, loadCalendars }),
  orchestrationsOf: (context) => new DurableOrchestrations(getClient(context), RUN_STABILITY_JOB),
  log,
});
registerRunStabilityJob();
registerStabilityActivities({
  measureStability: createMeasureStability({ jobs, runs, baselines, blobs, fingerprint, pause }),
  commitResult: createCommitResult(ending),
  recordStability: createRecordStability({ runs, stability }),
  recordFailure: createRecordFailure(ending),
});

app.hook.appTerminate(async () => {
  await serviceBusClient.close();
});

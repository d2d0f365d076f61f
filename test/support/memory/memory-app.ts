import { apiOperations } from '../../../functions/http/api-operations.ts';
import type { Operation } from '../../../functions/http/api/call.ts';
import type { Gate } from '../../../functions/http/api/gate.ts';
import { OPEN_GATE } from '../open-gate.ts';
import { SAME_ORIGIN, type Answering } from '../../../functions/http/handler.ts';
import { registerUnknownRoutes } from '../../../functions/http/unknown-routes.ts';
import { registerWebPage } from '../../../functions/http/web-page.ts';
import { registerOperations } from '../../../functions/http/api/register-operations.ts';
import { createRefuseVersion } from '../../../functions/http/refused-version.ts';
import { createShowJob } from '../../../functions/http/show-job.ts';
import { registerBuryRun } from '../../../functions/queues/bury-run.ts';
import { registerStartRun } from '../../../functions/queues/start-run.ts';
import { registerDeliverAlerts } from '../../../functions/timers/deliver-alerts.ts';
import { registerRaiseAlerts } from '../../../functions/timers/raise-alerts.ts';
import { createDeliverAlerts } from '../../../shared/application/alerts/deliver-alerts.ts';
import { createRaiseAlerts } from '../../../shared/application/alerts/raise-alerts.ts';
import { createSweepAlerts } from '../../../shared/application/alerts/sweep-alerts.ts';
import { registerAuditJobs } from '../../../functions/timers/audit-jobs.ts';
import { registerDispatchDueRuns } from '../../../functions/timers/dispatch-due-runs.ts';
import { registerRecoverStalledRuns } from '../../../functions/timers/recover-stalled-runs.ts';
import { registerFollowRuns } from '../../../functions/timers/follow-runs.ts';
import { registerTendBackfills } from '../../../functions/timers/tend-backfills.ts';
import type { Access } from '../../../shared/application/access/create-access.ts';
import {
  createCancelBackfill,
  createPauseBackfill,
  createResumeBackfill,
} from '../../../shared/application/change-backfill.ts';
import { createAuditJobs, createReadAudit } from '../../../shared/application/audit-jobs.ts';
import { createAlertChanges } from '../../../shared/application/alerts/create-alert-changes.ts';
import { createBreakLock } from '../../../shared/application/break-lock.ts';
import { createBuryRun } from '../../../shared/application/bury-run.ts';
import { createCancelRun } from '../../../shared/application/cancel-run.ts';
import { ChangeWatch } from '../../../shared/application/change-watch.ts';
import { createChangedSince } from '../../../shared/application/changed-since.ts';
import { createCheckHealth, type HealthProbe } from '../../../shared/application/check-health.ts';
import { createRecoverGates } from '../../../shared/application/concurrency-gates.ts';
import { createDeleteCalendar } from '../../../shared/application/delete-calendar.ts';
import { createEditJob } from '../../../shared/application/edit-job.ts';
import { createPauseJob, createResumeJob } from '../../../shared/application/pause-job.ts';
import { createTriggerRun } from '../../../shared/application/trigger-run.ts';
import { createUpsertJobs } from '../../../shared/application/upsert-jobs.ts';
import { createImportJobs } from '../../../shared/application/import-jobs.ts';
import { parseDocuments } from '../../../shared/adapters/yaml/load-yaml.ts';
import { createDeleteJob } from '../../../shared/application/delete-job.ts';
import { createDeleteModel } from '../../../shared/application/delete-model.ts';
import { createDispatchDueRuns, createDispatchJob } from '../../../shared/application/dispatch-due-runs.ts';
import { createFinishCancelling } from '../../../shared/application/finish-cancelling.ts';
import { createGatherLintFacts } from '../../../shared/application/gather-lint-facts.ts';
import { createPreviewRecurrences } from '../../../shared/application/preview-recurrences.ts';
import { createHandleDeadLetter } from '../../../shared/application/keep-dead-letter.ts';
import { createListLocks, createReadLock } from '../../../shared/application/read-locks.ts';
import { createReadRun } from '../../../shared/application/read-run.ts';
import { createReadSlots } from '../../../shared/application/read-slots.ts';
import { createRecoverStalledRuns } from '../../../shared/application/recover-stalled-runs.ts';
import { createCheckMigration } from '../../../shared/application/check-migration.ts';
import { createListModels, createReadModel } from '../../../shared/application/list-models.ts';
import { createListStability, createReadStability } from '../../../shared/application/read-stability.ts';
import { createRegisterModelBaseline } from '../../../shared/application/register-baseline.ts';
import { createReplanJobs } from '../../../shared/application/replan-jobs.ts';
import { createSaveCalendar } from '../../../shared/application/save-calendar.ts';
import { createPutJob } from '../../../shared/application/put-job.ts';
import { createRetryLastRun } from '../../../shared/application/retry-last-run.ts';
import { createSaveModel } from '../../../shared/application/save-model.ts';
import { createRetryRun } from '../../../shared/application/retry-run.ts';
import {
  createDifferencesSince,
  createReadDefinition,
} from '../../../shared/application/read-job-history.ts';
import { createRestoreJob } from '../../../shared/application/restore-job.ts';
import { createRetryRuns } from '../../../shared/application/retry-runs.ts';
import { createScheduleJob } from '../../../shared/application/schedule-job.ts';
import { createPreviewBackfill, createStartBackfill } from '../../../shared/application/start-backfill.ts';
import { createSimulateJob, createSimulateStoredJob } from '../../../shared/application/simulate-job.ts';
import { createStartRun } from '../../../shared/application/start-run.ts';
import { createTendBackfills } from '../../../shared/application/tend-backfills.ts';
import type { RunScope } from '../../../shared/application/ports/run-scope.ts';
import type { JobStore } from '../../../shared/application/ports/job-store.ts';
import { createReadLoad } from '../../../shared/application/overview/read-load.ts';
import { createReadOverview } from '../../../shared/application/overview/read-overview.ts';
import { createFleets, type FleetDependencies } from '../../../shared/application/fleet/create-fleets.ts';
import { takenInModels } from '../../../shared/application/fleet/taken-in-models.ts';
import { createShowFleet } from '../../../functions/http/show-fleet.ts';
import { registerTendFleets } from '../../../functions/timers/tend-fleets.ts';
import { createFigures } from '../../../shared/application/telemetry/figures.ts';
import { createFollowRuns } from '../../../shared/application/telemetry/follow-runs.ts';
import { createTellFigures } from '../../../shared/application/telemetry/tell-figures.ts';
import { RecordingRegistry } from '../recording-registry.ts';
import { memoryAccess } from './memory-gate.ts';
import { memoryEdgeOperations } from './memory-edge-operations.ts';
import { memoryStatistics } from './memory-statistics.ts';
import { batchOperations } from '../../../shared/kinds/batch/functions/operations.ts';
import { readStoredPlan } from '../../../shared/kinds/batch/functions/read-stored-plan.ts';
import { MemoryPageAssets } from './memory-page-assets.ts';
import { MemoryWebPage } from './memory-web-page.ts';
import { memoryCallbackOperation } from './memory-kind-operations.ts';
import type { MemoryWorld } from './memory-world.ts';

/** Nothing is kept of what runs do. */
const NO_SCOPE: RunScope = { within: async (_step, work) => work() };

/** Who is let in, and how they are answered; everybody, unless a test says otherwise. */
export interface Guarded {
  readonly gate?: Gate;
  readonly access?: Access;
  readonly answering?: Answering;
  /** Is told the operations that are registered. */
  readonly seeOperations?: (operations: readonly Operation[]) => void;
}

type World = Omit<MemoryWorld, 'jobs'> & { readonly jobs: JobStore };

/** What fleets are made with, over a world in memory. */
export function fleetParts(world: World): FleetDependencies {
  const dispatchJob = createDispatchJob(world);
  return {
    ...{ ...world, dispatchJob },
    deleteJob: createDeleteJob(world),
    pauseJob: createPauseJob(world),
    resumeJob: createResumeJob({ ...world, dispatchJob }),
    triggerRun: createTriggerRun(world),
  };
}

/** The functions that the app registers, over a world in memory. */
export function registerIn(
  world: World,
  probe: HealthProbe = async () => undefined,
  { gate = OPEN_GATE, access = memoryAccess(world), answering = SAME_ORIGIN, seeOperations }: Guarded = {},
): RecordingRegistry {
  const app = new RecordingRegistry();
  const scheduleJob = createScheduleJob({
    ...world,
    dispatchJob: createDispatchJob(world),
  });
  const gatherLintFacts = createGatherLintFacts(world);
  const registered = { ...world, dispatchJob: createDispatchJob(world) };
  const editJob = createEditJob(registered);
  const finishCancelling = createFinishCancelling(world);
  const orchestrationsOf = () => world.orchestrations;
  registerTendBackfills(app, {
    ...world,
    tendBackfills: createTendBackfills({ ...world, finishCancelling }),
    orchestrationsOf,
  });
  const fleets = createFleets(fleetParts(world));
  registerTendFleets(app, { ...fleets, log: world.log });
  const retryRun = createRetryRun(world);
  const readSlots = createReadSlots(world);
  const counting = memoryStatistics(world);
  const gatherFigures = createFigures({ ...world, statistics: counting, audits: world.progress });
  const operations = apiOperations({
    kindOperations: [
      ...batchOperations({ ...world, cluster: { nodes: async () => [] }, readPlan: readStoredPlan }),
      memoryCallbackOperation(world),
      ...memoryEdgeOperations(world),
    ],
    changedSince: createChangedSince(world),
    ...world,
    ...fleets,
    showFleet: createShowFleet(world),
    orchestrationsOf,
    ...access,
    showJob: createShowJob({ ...world, gatherLintFacts }),
    scheduleJob,
    editJob,
    putJob: createPutJob({ ...world, scheduleJob, editJob }),
    refuseVersion: createRefuseVersion({ ...world, differencesSince: createDifferencesSince(world) }),
    retryLastRun: createRetryLastRun({ ...world, retryRun }),
    deleteJob: createDeleteJob(world),
    pauseJob: createPauseJob(world),
    resumeJob: createResumeJob(registered),
    triggerRun: createTriggerRun(world),
    previewRecurrences: createPreviewRecurrences(world),
    simulateJob: createSimulateJob(world),
    simulateStoredJob: createSimulateStoredJob(world),
    readSlots,
    importJobs: createImportJobs({ parseDocuments }),
    upsertJobs: createUpsertJobs(registered),
    readAudit: createReadAudit(world),
    readDefinition: createReadDefinition(world),
    differencesSince: createDifferencesSince(world),
    restoreJob: createRestoreJob({ ...world, scheduleJob, editJob }),
    checkHealth: createCheckHealth({ store: probe }, 1_000),
    version: '0.1.0+test',
    // Ends at once: a call waits for the end of its answer.
    changeWatch: new ChangeWatch({ ...world, bounds: { lifeMs: 0 } }),
    gatherFigures,
    readOverview: createReadOverview({ ...world, statistics: counting, audits: world.progress }),
    readLoad: createReadLoad(world),
    log: world.log,
    graphql: { hasIntrospection: true },
    signIn: { mode: 'open' },
    ...{ pageAssets: new MemoryPageAssets(), fingerprint: world.fingerprint },
    readRun: createReadRun(world),
    retryRun,
    retryRuns: createRetryRuns({ ...world, retryRun }),
    cancelRun: createCancelRun(world),
    startBackfill: createStartBackfill(world),
    previewBackfill: createPreviewBackfill(world),
    pauseBackfill: createPauseBackfill(world),
    resumeBackfill: createResumeBackfill(world),
    cancelBackfill: createCancelBackfill({ ...world, finishCancelling }),
    saveCalendar: createSaveCalendar({ ...world, replanJobs: createReplanJobs(world) }),
    deleteCalendar: createDeleteCalendar(world),
    registerBaseline: createRegisterModelBaseline(world),
    checkMigration: createCheckMigration(world),
    listModels: createListModels(world),
    readModel: createReadModel(world),
    ...takenInModels(
      { saveModel: createSaveModel(world), deleteModel: createDeleteModel(world) },
      { ...world, ...fleets },
    ),
    listStability: createListStability(world),
    readStability: createReadStability(world),
    listLocks: createListLocks(world),
    readLock: createReadLock(world),
    breakLock: createBreakLock(world),
    ...createAlertChanges(world),
  });
  seeOperations?.(operations);
  registerOperations(app, operations, gate, answering);
  registerUnknownRoutes(app, operations, answering);
  registerWebPage(app, { webPage: new MemoryWebPage(), signIn: { mode: 'open' } }, answering);
  registerAuditJobs(app, {
    auditJobs: createAuditJobs({
      ...world,
      ...{ readSlots, dispatchJob: createDispatchJob(world), jobsPerPass: 500 },
    }),
  });
  registerBuryRun(app, {
    ...world,
    ...{ buryRun: createBuryRun(world), handleDeadLetter: createHandleDeadLetter(world), orchestrationsOf },
  });
  registerDispatchDueRuns(app, { ...world, dispatchDueRuns: createDispatchDueRuns(world) });
  registerRecoverStalledRuns(app, {
    ...world,
    recoverStalledRuns: createRecoverStalledRuns(world),
    recoverGates: createRecoverGates({ ...world, gates: world.gateStore }),
  });
  registerRaiseAlerts(app, {
    ...world,
    raiseAlerts: createRaiseAlerts(world),
    sweepAlerts: createSweepAlerts(world),
  });
  registerDeliverAlerts(app, {
    ...world,
    deliverAlerts: createDeliverAlerts({ ...world, sender: world.alertSender }),
  });
  registerFollowRuns(app, {
    followRuns: createFollowRuns({ ...world, ...counting }),
    tellFigures: createTellFigures({ ...world, ...counting, gatherFigures }),
  });
  registerStartRun(app, {
    ...world,
    startRun: createStartRun(world),
    orchestrationsOf: () => world.orchestrations,
    scope: NO_SCOPE,
  });
  return app;
}

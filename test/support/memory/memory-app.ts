import { registerBaselines } from '../../../functions/http/baselines.ts';
import { registerCompat } from '../../../functions/http/compat.ts';
import { registerModels } from '../../../functions/http/models.ts';
import { registerStability } from '../../../functions/http/stability.ts';
import { registerBackfills } from '../../../functions/http/backfills.ts';
import { registerChangeBackfill } from '../../../functions/http/change-backfill.ts';
import { registerCalendars } from '../../../functions/http/calendars.ts';
import { registerChangeJob } from '../../../functions/http/change-job.ts';
import { registerTriggerRun } from '../../../functions/http/trigger-run.ts';
import { registerHealth } from '../../../functions/http/health.ts';
import { registerJobs } from '../../../functions/http/jobs.ts';
import { registerLocks } from '../../../functions/http/locks.ts';
import { registerPreview } from '../../../functions/http/preview.ts';
import { registerRuns } from '../../../functions/http/runs.ts';
import { registerScheduleJob } from '../../../functions/http/schedule-job.ts';
import { registerSimulate } from '../../../functions/http/simulate.ts';
import { registerAudit } from '../../../functions/http/audit.ts';
import { registerRunChanges } from '../../../functions/http/run-changes.ts';
import { registerRunsOfAllJobs } from '../../../functions/http/runs-of-all-jobs.ts';
import { registerSlots } from '../../../functions/http/slots.ts';
import { registerBuryRun } from '../../../functions/queues/bury-run.ts';
import { registerStartRun } from '../../../functions/queues/start-run.ts';
import { registerAuditJobs } from '../../../functions/timers/audit-jobs.ts';
import { registerDispatchDueRuns } from '../../../functions/timers/dispatch-due-runs.ts';
import { registerRecoverStalledRuns } from '../../../functions/timers/recover-stalled-runs.ts';
import { registerTendBackfills } from '../../../functions/timers/tend-backfills.ts';
import {
  createCancelBackfill,
  createPauseBackfill,
  createResumeBackfill,
} from '../../../shared/application/change-backfill.ts';
import { createAuditJobs, createReadAudit } from '../../../shared/application/audit-jobs.ts';
import { createBreakLock } from '../../../shared/application/break-lock.ts';
import { createBuryRun } from '../../../shared/application/bury-run.ts';
import { createCancelRun } from '../../../shared/application/cancel-run.ts';
import { createCheckHealth, type HealthProbe } from '../../../shared/application/check-health.ts';
import { createRecoverGates } from '../../../shared/application/concurrency-gates.ts';
import { createDeleteCalendar } from '../../../shared/application/delete-calendar.ts';
import { createEditJob } from '../../../shared/application/edit-job.ts';
import { createPauseJob, createResumeJob } from '../../../shared/application/pause-job.ts';
import { createTriggerRun } from '../../../shared/application/trigger-run.ts';
import { createDeleteJob } from '../../../shared/application/delete-job.ts';
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
import { createListModels } from '../../../shared/application/list-models.ts';
import { createListStability, createReadStability } from '../../../shared/application/read-stability.ts';
import { createRegisterModelBaseline } from '../../../shared/application/register-baseline.ts';
import { createReplanJobs } from '../../../shared/application/replan-jobs.ts';
import { createSaveCalendar } from '../../../shared/application/save-calendar.ts';
import { createRetryRun } from '../../../shared/application/retry-run.ts';
import { createRetryRuns } from '../../../shared/application/retry-runs.ts';
import { createScheduleJob } from '../../../shared/application/schedule-job.ts';
import { createPreviewBackfill, createStartBackfill } from '../../../shared/application/start-backfill.ts';
import { createSimulateJob, createSimulateStoredJob } from '../../../shared/application/simulate-job.ts';
import { createStartRun } from '../../../shared/application/start-run.ts';
import { createTendBackfills } from '../../../shared/application/tend-backfills.ts';
import type { JobStore } from '../../../shared/application/ports/job-store.ts';
import { RecordingRegistry } from '../recording-registry.ts';
import type { MemoryWorld } from './memory-world.ts';

type World = Omit<MemoryWorld, 'jobs'> & { readonly jobs: JobStore };

/** The functions that the app registers, over a world in memory. */
export function registerIn(world: World, probe: HealthProbe = async () => undefined): RecordingRegistry {
  const app = new RecordingRegistry();
  let keys = 0;
  const scheduleJob = createScheduleJob({
    ...world,
    dispatchJob: createDispatchJob(world),
  });
  const gatherLintFacts = createGatherLintFacts(world);
  registerScheduleJob(app, { ...world, scheduleJob, gatherLintFacts });
  registerJobs(app, { ...world, deleteJob: createDeleteJob(world), gatherLintFacts });
  const registered = { ...world, dispatchJob: createDispatchJob(world) };
  registerChangeJob(app, {
    ...world,
    editJob: createEditJob(registered),
    pauseJob: createPauseJob(world),
    resumeJob: createResumeJob(registered),
    gatherLintFacts,
  });
  registerBaselines(app, { ...world, registerBaseline: createRegisterModelBaseline(world) });
  registerCompat(app, { checkMigration: createCheckMigration(world) });
  registerModels(app, { listModels: createListModels(world) });
  registerStability(app, {
    ...world,
    listStability: createListStability(world),
    readStability: createReadStability(world),
  });
  registerTriggerRun(app, {
    triggerRun: createTriggerRun(world),
    uniqueId: () => String(world.queue.sent.length),
  });
  registerRuns(app, { ...world, readRun: createReadRun(world) });
  const finishCancelling = createFinishCancelling(world);
  const orchestrationsOf = () => world.orchestrations;
  registerBackfills(app, {
    ...world,
    startBackfill: createStartBackfill(world),
    previewBackfill: createPreviewBackfill(world),
    uniqueId: () => `id-${(keys += 1)}`,
  });
  registerChangeBackfill(app, {
    pauseBackfill: createPauseBackfill(world),
    resumeBackfill: createResumeBackfill(world),
    cancelBackfill: createCancelBackfill({ ...world, finishCancelling }),
    orchestrationsOf,
  });
  registerTendBackfills(app, {
    ...world,
    tendBackfills: createTendBackfills({ ...world, finishCancelling }),
    orchestrationsOf,
  });
  registerCalendars(app, {
    ...world,
    saveCalendar: createSaveCalendar({ ...world, replanJobs: createReplanJobs(world) }),
    deleteCalendar: createDeleteCalendar(world),
  });
  registerPreview(app, { ...world, previewRecurrences: createPreviewRecurrences(world) });
  registerSimulate(app, {
    simulateJob: createSimulateJob(world),
    simulateStoredJob: createSimulateStoredJob(world),
  });
  const retryRun = createRetryRun(world);
  const readSlots = createReadSlots(world);
  registerRunsOfAllJobs(app, { ...world, retryRuns: createRetryRuns({ ...world, retryRun }) });
  registerRunChanges(app, { retryRun, cancelRun: createCancelRun(world), orchestrationsOf });
  registerSlots(app, { ...world, readSlots });
  registerLocks(app, {
    listLocks: createListLocks(world),
    readLock: createReadLock(world),
    breakLock: createBreakLock(world),
  });
  registerAudit(app, { readAudit: createReadAudit(world) });
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
  registerHealth(app, { checkHealth: createCheckHealth({ store: probe }, 1_000) });
  registerDispatchDueRuns(app, { ...world, dispatchDueRuns: createDispatchDueRuns(world) });
  registerRecoverStalledRuns(app, {
    ...world,
    recoverStalledRuns: createRecoverStalledRuns(world),
    recoverGates: createRecoverGates({ ...world, gates: world.gateStore }),
  });
  registerStartRun(app, {
    ...world,
    startRun: createStartRun(world),
    orchestrationsOf: () => world.orchestrations,
  });
  return app;
}

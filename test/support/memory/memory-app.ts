import { registerAudit } from '../../../functions/http/audit.ts';
import { registerHealth } from '../../../functions/http/health.ts';
import { registerJobs } from '../../../functions/http/jobs.ts';
import { registerRunChanges } from '../../../functions/http/run-changes.ts';
import { registerRunsOfAllJobs } from '../../../functions/http/runs-of-all-jobs.ts';
import { registerRuns } from '../../../functions/http/runs.ts';
import { registerScheduleJob } from '../../../functions/http/schedule-job.ts';
import { registerSlots } from '../../../functions/http/slots.ts';
import { registerBuryRun } from '../../../functions/queues/bury-run.ts';
import { registerStartRun } from '../../../functions/queues/start-run.ts';
import { registerAuditJobs } from '../../../functions/timers/audit-jobs.ts';
import { registerDispatchDueRuns } from '../../../functions/timers/dispatch-due-runs.ts';
import { registerRecoverStalledRuns } from '../../../functions/timers/recover-stalled-runs.ts';
import { createAuditJobs, createReadAudit } from '../../../shared/application/audit-jobs.ts';
import { createBuryRun } from '../../../shared/application/bury-run.ts';
import { createCancelRun } from '../../../shared/application/cancel-run.ts';
import { createCheckHealth, type HealthProbe } from '../../../shared/application/check-health.ts';
import { createRecoverGates } from '../../../shared/application/concurrency-gates.ts';
import { createDeleteJob } from '../../../shared/application/delete-job.ts';
import { createDispatchDueRuns, createDispatchJob } from '../../../shared/application/dispatch-due-runs.ts';
import { createHandleDeadLetter } from '../../../shared/application/keep-dead-letter.ts';
import { createReadRun } from '../../../shared/application/read-run.ts';
import { createReadSlots } from '../../../shared/application/read-slots.ts';
import { createRecoverStalledRuns } from '../../../shared/application/recover-stalled-runs.ts';
import { createRegisterBaseline } from '../../../shared/application/register-baseline.ts';
import { createRetryRun } from '../../../shared/application/retry-run.ts';
import { createRetryRuns } from '../../../shared/application/retry-runs.ts';
import { createScheduleJob } from '../../../shared/application/schedule-job.ts';
import { createStartRun } from '../../../shared/application/start-run.ts';
import type { JobStore } from '../../../shared/application/ports/job-store.ts';
import { RecordingRegistry } from '../recording-registry.ts';
import type { MemoryWorld } from './memory-world.ts';

type World = Omit<MemoryWorld, 'jobs'> & { readonly jobs: JobStore };

/** The functions that the app registers, over a world in memory. */
export function registerIn(world: World, probe: HealthProbe = async () => undefined): RecordingRegistry {
  const app = new RecordingRegistry();
  const registerBaseline = createRegisterBaseline(world);
  const scheduleJob = createScheduleJob({
    ...world,
    registerBaseline,
    dispatchJob: createDispatchJob(world),
  });
  registerScheduleJob(app, { ...world, scheduleJob });
  registerJobs(app, { ...world, deleteJob: createDeleteJob(world) });
  registerRuns(app, { ...world, readRun: createReadRun(world) });
  const retryRun = createRetryRun(world);
  const readSlots = createReadSlots(world);
  const orchestrationsOf = () => world.orchestrations;
  registerRunsOfAllJobs(app, { ...world, retryRuns: createRetryRuns({ ...world, retryRun }) });
  registerRunChanges(app, { retryRun, cancelRun: createCancelRun(world), orchestrationsOf });
  registerSlots(app, { ...world, readSlots });
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

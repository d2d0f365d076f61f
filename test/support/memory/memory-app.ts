import { registerHealth } from '../../../functions/http/health.ts';
import { registerJobs } from '../../../functions/http/jobs.ts';
import { registerRuns } from '../../../functions/http/runs.ts';
import { registerScheduleJob } from '../../../functions/http/schedule-job.ts';
import { registerSimulate } from '../../../functions/http/simulate.ts';
import { registerStartRun } from '../../../functions/queues/start-run.ts';
import { registerDispatchDueRuns } from '../../../functions/timers/dispatch-due-runs.ts';
import { registerRecoverStalledRuns } from '../../../functions/timers/recover-stalled-runs.ts';
import { createCheckHealth, type HealthProbe } from '../../../shared/application/check-health.ts';
import { createRecoverGates } from '../../../shared/application/concurrency-gates.ts';
import { createDeleteJob } from '../../../shared/application/delete-job.ts';
import { createDispatchDueRuns, createDispatchJob } from '../../../shared/application/dispatch-due-runs.ts';
import { createReadRun } from '../../../shared/application/read-run.ts';
import { createRecoverStalledRuns } from '../../../shared/application/recover-stalled-runs.ts';
import { createRegisterBaseline } from '../../../shared/application/register-baseline.ts';
import { createScheduleJob } from '../../../shared/application/schedule-job.ts';
import { createSimulateJob, createSimulateStoredJob } from '../../../shared/application/simulate-job.ts';
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
  registerSimulate(app, {
    simulateJob: createSimulateJob(world),
    simulateStoredJob: createSimulateStoredJob(world),
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

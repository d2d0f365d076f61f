import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { registerPlainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import { ConfiguredWorkspaces } from '../adapters/configured-workspaces.ts';
import { createCollectResult } from '../application/collect-result.ts';
import { createLookAtWork } from '../application/look-at-work.ts';
import { createRepairWork } from '../application/repair-work.ts';
import { createStartWork } from '../application/start-work.ts';
import { createStopWork } from '../application/stop-work.ts';
import { readDatabricksTask } from '../contracts/databricks-task.ts';
import { readDatabricksSettings } from '../settings.ts';
import { databricksActivities } from './activities.ts';
import { databricksOrchestration } from './orchestration.ts';

/** Brings the kind `databricks` into the app. @throws Error that lists every setting at fault. */
export function registerDatabricks(host: KindHost): KindParts {
  const { origin, connections } = readDatabricksSettings(host.environment);
  const { clock, fingerprint, pause, log, jobs, runs, loadCalendars } = host;
  const workspaces = new ConfiguredWorkspaces(connections, host);
  const shared = { workspaces, clock, fingerprint, pause, log, origin };
  const dependencies = { ...shared, load: host.loadWorkBy(readDatabricksTask) };
  return {
    registerOrchestrator: () => {
      registerPlainJob(databricksOrchestration);
    },
    activities: databricksActivities({
      startWork: createStartWork(dependencies),
      lookAtWork: createLookAtWork(dependencies),
      repairWork: createRepairWork(dependencies),
      collectResult: createCollectResult(dependencies),
      stopWork: createStopWork({ ...shared, jobs, runs, loadCalendars, readTask: readDatabricksTask }),
    }),
  };
}

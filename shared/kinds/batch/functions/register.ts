import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { registerPlainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import { KubernetesCluster } from '../adapters/kubernetes/kubernetes-cluster.ts';
import { batchTask } from '../contracts/task.ts';
import { batchSettings, type BatchSettings } from '../settings.ts';
import { batchActivities } from './activities.ts';
import { clusterAccess } from './cluster-access.ts';
import { batchOperations } from './operations.ts';
import { batchOrchestration } from './orchestration.ts';
import { readStoredPlan } from './read-stored-plan.ts';

/** Brings batches into the app. Throws ZodError for settings that cannot be. */
export function registerBatch(host: KindHost): KindParts {
  const settings = batchSettings.parse(host.environment);
  const cluster = new KubernetesCluster(() => clusterAccess(settings, host.secrets));
  const { runs, blobs, fingerprint, clock, log } = host;
  return {
    registerOrchestrator: () => {
      registerPlainJob(batchOrchestration);
    },
    activities: batchActivities({
      ...{ cluster, blobs, readPlan: readStoredPlan, fingerprint, clock, log },
      load: host.loadWorkBy((task) => batchTask.parse(task)),
      place: placeOf(settings),
    }),
    operations: batchOperations({ cluster, runs, blobs, readPlan: readStoredPlan }),
  };
}

function placeOf(settings: BatchSettings) {
  const { BATCH__sourceClaim: sourceClaim } = settings;
  return {
    namespace: settings.BATCH__namespace,
    fetchImage: settings.BATCH__fetchImage,
    keepSeconds: settings.BATCH__keepSeconds,
    watchSeconds: settings.BATCH__watchSeconds,
    ...(sourceClaim === undefined ? {} : { sourceClaim }),
  };
}

import type { KindHost, KindParts } from '../../../../functions/kinds/kind-host.ts';
import { registerPlainJob } from '../../../../functions/orchestrators/run-plain-job.ts';
import { groupedIn } from '../../../adapters/cosmos/grouped-operations.ts';
import { CosmosEdgeConfigStore } from '../adapters/cosmos-edge-config-store.ts';
import { CosmosEdgeInventoryStore } from '../adapters/cosmos-edge-inventory-store.ts';
import { CosmosEdgeOrderStore } from '../adapters/cosmos-edge-order-store.ts';
import { CosmosEdgeSchedulerStore } from '../adapters/cosmos-edge-scheduler-store.ts';
import { edgeTask } from '../kind.ts';
import { readEdgeSettings } from '../settings.ts';
import { registerControlPlanes } from './control-planes.ts';
import { createEdgeUseCases } from './edge-use-cases.ts';
import { edgeActivities } from './edge-activities.ts';
import { agentOperations } from './agent-operations.ts';
import { edgeOrchestration } from './orchestration.ts';
import { orderOperations } from './order-operations.ts';
import { registerReconcileSites } from './reconcile-sites.ts';
import { siteOperations } from './site-operations.ts';

/** Brings edge work into the app: the API of sites, orders and agents, the scheduler's timer, and the kind's runs. */
export function registerEdge(host: KindHost): KindParts {
  const { controlPlane, reconcileSchedule } = readEdgeSettings(host.environment);
  const container = host.containerOf('edges');
  const stores = {
    configs: new CosmosEdgeConfigStore(container, host.log),
    orders: new CosmosEdgeOrderStore(container, groupedIn(container), host.log),
    inventories: new CosmosEdgeInventoryStore(container),
    scheduler: new CosmosEdgeSchedulerStore(container, host.log),
  };
  const useCases = createEdgeUseCases({
    ...{ ...host, ...stores, controlPlane },
    load: host.loadWorkBy((task) => edgeTask.parse(task)),
  });
  registerReconcileSites(host.app, { ...useCases, schedule: reconcileSchedule, log: host.log });
  return {
    registerOrchestrator: () => {
      registerPlainJob(edgeOrchestration);
    },
    activities: edgeActivities(useCases),
    operations: [
      ...agentOperations(useCases),
      ...siteOperations(useCases),
      ...orderOperations(useCases),
      ...registerControlPlanes(host, { configs: stores.configs, container, controlPlane }),
    ],
  };
}

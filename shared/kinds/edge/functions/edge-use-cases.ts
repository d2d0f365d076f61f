import type { InvocationContext } from '@azure/functions';
import type { KindHost } from '../../../../functions/kinds/kind-host.ts';
import type { LoadPlainWork } from '../../../application/load-plain-work.ts';
import { isRunId } from '../../../domain/run/run-id.ts';
import {
  createAskOrders,
  createListOrders,
  createReadOrder,
  createReadRunOrders,
  createWithdrawOrder,
} from '../application/edge-orders.ts';
import { createReadSettings, createSaveConfig } from '../application/edge-settings.ts';
import { EdgeSites } from '../application/edge-sites.ts';
import type {
  EdgeConfigStore,
  EdgeInventoryStore,
  EdgeOrderStore,
  EdgeSchedulerStore,
} from '../application/ports/edge-stores.ts';
import { createReadDesired } from '../application/read-desired.ts';
import { createRegisterAgent, createReportEdges } from '../application/register-agent.ts';
import {
  createAskForRun,
  createChooseOrder,
  createLookAtOrder,
  createWithdrawForRun,
  type TaskTerms,
} from '../application/run-steps.ts';
import { createScheduleSite } from '../application/schedule-site.ts';
import type { AgentUseCases } from './agent-operations.ts';
import type { OrderUseCases } from './order-operations.ts';
import type { SiteUseCases } from './site-operations.ts';

/** What the kind needs of the app, with its own stores. */
type Parts = Pick<
  KindHost,
  'auditedChange' | 'clock' | 'pause' | 'uniqueId' | 'fingerprint' | 'log' | 'orchestrationsOf' | 'runs'
> & {
  readonly configs: EdgeConfigStore;
  readonly orders: EdgeOrderStore;
  readonly inventories: EdgeInventoryStore;
  readonly scheduler: EdgeSchedulerStore;
  readonly controlPlane: string;
  readonly load: LoadPlainWork<TaskTerms>;
};

export interface EdgeUseCases extends AgentUseCases, SiteUseCases, OrderUseCases {
  readonly scheduler: EdgeSchedulerStore;
  readonly chooseOrder: ReturnType<typeof createChooseOrder>;
  readonly askForRun: ReturnType<typeof createAskForRun>;
  readonly lookAtOrder: ReturnType<typeof createLookAtOrder>;
  readonly withdrawForRun: ReturnType<typeof createWithdrawForRun>;
}

/** Puts the use cases of edge work together. */
export function createEdgeUseCases(parts: Parts): EdgeUseCases {
  const { scheduler, uniqueId, fingerprint } = parts;
  const chance = () => parseInt(fingerprint(uniqueId()).slice(0, 8), 16) / 0x1_0000_0000;
  const scheduleSite = createScheduleSite({ ...parts, store: scheduler, chance });
  const sites = new EdgeSites({ ...parts, store: scheduler, scheduleSite });
  const own = { ...parts, sites };
  const ofOrders = {
    askOrders: createAskOrders(own),
    withdrawOrder: createWithdrawOrder(own),
    readOrder: createReadOrder(own),
    listOrders: createListOrders(own),
    readRunOrders: createReadRunOrders(own),
  };
  const ofRuns = { ...own, ...ofOrders };
  return {
    ...{ ...own, ...ofOrders },
    readSettings: createReadSettings(own),
    saveConfig: createSaveConfig(own),
    registerAgent: createRegisterAgent(own),
    reportEdges: createReportEdges(own),
    readDesired: createReadDesired(own),
    chooseOrder: createChooseOrder(ofRuns),
    askForRun: createAskForRun(ofRuns),
    lookAtOrder: createLookAtOrder(ofRuns),
    withdrawForRun: createWithdrawForRun(ofRuns),
    wakeRuns: createWakeRuns(own),
  };
}

/** A wake that is lost costs the run the rest of its pause, and nothing else. */
function createWakeRuns({
  sites,
  orchestrationsOf,
  log,
}: Pick<Parts, 'orchestrationsOf' | 'log'> & { readonly sites: EdgeSites }) {
  return async (site: string, context: InvocationContext): Promise<void> => {
    for (const { runId, attempt } of sites.takeEnded(site)) {
      if (runId === undefined || !isRunId(runId)) continue;
      try {
        await orchestrationsOf(context).wake({ runId, attempt });
      } catch (error) {
        log.error('A run was not woken when its order was over.', error, { runId });
      }
    }
  };
}

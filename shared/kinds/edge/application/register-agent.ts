import type { Clock } from '../../../application/ports/environment.ts';
import { Unavailable } from '../../../domain/errors.ts';
import type { AgentDesired } from '../domain/desired.ts';
import { nothingDesired } from '../domain/desired.ts';
import type { AgentInventory } from '../domain/inventory.ts';
import {
  callsForPass,
  silentEdges,
  takeReport,
  type SaidEdge,
  type SaidReport,
} from '../domain/take-report.ts';
import type { EdgeSites } from './edge-sites.ts';
import type { EdgeInventoryStore, EdgeSchedulerStore } from './ports/edge-stores.ts';

/** Only a process of the same name writes the same document: meeting more than once means a great many of them. */
const MAX_TRIES = 5;

interface Dependencies {
  readonly inventories: EdgeInventoryStore;
  readonly scheduler: Pick<EdgeSchedulerStore, 'desired'>;
  readonly sites: EdgeSites;
  readonly clock: Clock;
}

/** What an agent is answered. */
export interface AgentAnswer {
  readonly inventory: AgentInventory;
  readonly desired: AgentDesired;
}

export interface AskedRegistration {
  readonly site: string;
  readonly agent: string;
  readonly instanceId: string;
  readonly edges: readonly SaidEdge[];
}

/**
 * Registers a process as the agent of a name. The same process again is the same session. Another one ends the session of
 * the one before; what that has reported of its chunks stays, for the new one to go on from. Throws Unavailable.
 */
export function createRegisterAgent({ inventories, scheduler, sites, clock }: Dependencies) {
  return async (asked: AskedRegistration): Promise<AgentAnswer> => {
    const { site, agent } = asked;
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const found = await inventories.get(site, agent);
      const inventory = registered(found?.value, asked, clock.now());
      const answer = await inventories.save(inventory, { ifVersion: found?.version });
      if (answer.outcome === 'conflict') continue;
      sites.view(site).note([{ kind: 'inventory', inventory }]);
      await sites.poke(site);
      return { inventory, desired: await desiredOf(scheduler, site, agent) };
    }
    throw new Unavailable(`Agent '${agent}' is being registered by others at the same time.`, 1000);
  };
}

function registered(
  before: AgentInventory | undefined,
  { site, agent, instanceId, edges }: AskedRegistration,
  now: number,
): AgentInventory {
  const isSame = before?.instanceId === instanceId;
  const session = isSame ? before.session : (before?.session ?? 0) + 1;
  const known = new Map(before?.edges.map((edge) => [edge.edge, edge]));
  const seen = edges.map((edge) => ({
    ...edge,
    seenAt: now,
    chunks: known.get(edge.edge)?.chunks ?? [],
  }));
  const named = new Set(edges.map(({ edge }) => edge));
  const silent = before === undefined ? [] : silentEdges(before, named, now);
  return {
    ...{ site, agent, session, instanceId },
    sequence: isSame ? before.sequence : 0,
    obeys: isSame ? before.obeys : 0,
    seenAt: now,
    edges: [...seen, ...silent],
  };
}

export type ReportOutcome =
  | ({ readonly outcome: 'noted' } & AgentAnswer)
  /** Nobody has registered under the name. */
  | { readonly outcome: 'unknown' }
  /** Another process has. */
  | { readonly outcome: 'superseded'; readonly session: number };

/**
 * Notes what an agent reports of its edges and their chunks, has a pass made when that calls for one, and gives what the
 * edges are to do by now. One that comes late, or a second time, is answered and changes nothing. Throws Unavailable.
 */
export function createReportEdges({ inventories, scheduler, sites, clock }: Dependencies) {
  return async (site: string, agent: string, report: SaidReport): Promise<ReportOutcome> => {
    for (let attempt = 1; attempt <= MAX_TRIES; attempt += 1) {
      const found = await inventories.get(site, agent);
      if (found === undefined) return { outcome: 'unknown' };
      const { value: before } = found;
      if (before.session !== report.session) return { outcome: 'superseded', session: before.session };
      const inventory = takeReport(before, report, clock.now()) ?? before;
      if (inventory !== before) {
        const answer = await inventories.save(inventory, { ifVersion: found.version });
        if (answer.outcome === 'conflict') continue;
        await seeTo(sites, before, inventory);
      }
      return { outcome: 'noted', inventory, desired: await desiredOf(scheduler, site, agent) };
    }
    throw new Unavailable(`Agent '${agent}' reports several times at once.`, 1000);
  };
}

async function seeTo(sites: EdgeSites, before: AgentInventory, after: AgentInventory): Promise<void> {
  const { site } = after;
  const view = sites.view(site);
  view.note([{ kind: 'inventory', inventory: after }]);
  const { lostAfterSeconds } = view.state.settings;
  if (callsForPass(before, after, lostAfterSeconds * 1000)) await sites.poke(site);
}

async function desiredOf(
  scheduler: Pick<EdgeSchedulerStore, 'desired'>,
  site: string,
  agent: string,
): Promise<AgentDesired> {
  return (await scheduler.desired(site, agent))?.value ?? nothingDesired(site, agent);
}

import { repeatableNumbers } from '../showcase/repeatable-numbers.ts';
import type { SimulationOptions } from './read-options.ts';

/** The edges of one agent. */
export interface PlannedAgent {
  readonly site: string;
  readonly agent: string;
  readonly edges: readonly { readonly name: string; readonly greatestWatts: number }[];
}

export interface PlannedJob {
  readonly site: string;
  readonly orderId: string;
  readonly wattSeconds: number;
  /** After the begin. */
  readonly afterMs: number;
}

/** Something that happens to edges, when so large a share of the jobs is done. */
export interface Loss {
  readonly atShare: number;
  /** An agent with all its edges, as when its machine is gone; or one edge of it. */
  readonly agent: string;
  readonly edge?: string;
  readonly edgeCount: number;
  readonly comesBack: boolean;
}

export interface SimulationPlan {
  readonly sites: readonly string[];
  readonly agents: readonly PlannedAgent[];
  readonly jobs: readonly PlannedJob[];
  readonly losses: readonly Loss[];
}

/** As the power of agents varies: between a fifth of the greatest and all of it. */
const MEAN_SHARE_OF_POWER = 0.6;

/** From when until when edges are lost, in shares of the jobs that are done. */
const LOST_FROM = 0.15;
const LOST_UNTIL = 0.6;

/**
 * What is to happen, the same for the same seed. Half of the edges that are lost go with their agents, as when a machine
 * fails, and half alone.
 *
 * @param name Names this simulation: its sites are called after it, so that each has its own.
 */
export function planSimulation(options: SimulationOptions, name: string): SimulationPlan {
  const random = repeatableNumbers(options.seed).uniform;
  const sites = Array.from({ length: options.sites }, (_, index) => `${name}-${index + 1}`);
  const agents = planAgents(options, sites, random);
  return {
    sites,
    agents,
    jobs: planJobs(options, agents, random),
    losses: planLosses(options, agents, random),
  };
}

type Random = () => number;

function planAgents(
  { edges, perAgent }: SimulationOptions,
  sites: readonly string[],
  random: Random,
): readonly PlannedAgent[] {
  const count = Math.ceil(edges / perAgent);
  return Array.from({ length: count }, (_, index) => {
    const agent = `agent-${index + 1}`;
    const held = Math.min(perAgent, edges - index * perAgent);
    return {
      ...{ site: sites[index % sites.length] ?? '', agent },
      edges: Array.from({ length: held }, (_edge, number) => ({
        name: `${agent}.${number + 1}`,
        greatestWatts: 50 + Math.floor(random() * 101),
      })),
    };
  });
}

/** Jobs of a fifth to nine fifths of the mean, at each site as many as it has edges for. */
function planJobs(
  { jobs, workSeconds, overSeconds }: SimulationOptions,
  agents: readonly PlannedAgent[],
  random: Random,
): readonly PlannedJob[] {
  const edges = agents.flatMap((agent) =>
    agent.edges.map(({ greatestWatts }) => ({ site: agent.site, greatestWatts })),
  );
  const watts = edges.reduce((sum, { greatestWatts }) => sum + greatestWatts * MEAN_SHARE_OF_POWER, 0);
  const mean = (watts * workSeconds) / jobs;
  return Array.from({ length: jobs }, (_, index) => ({
    site: edges[Math.floor(random() * edges.length)]?.site ?? '',
    orderId: `job-${index + 1}`,
    wattSeconds: Math.max(1, Math.round(mean * (0.2 + 1.6 * random()))),
    afterMs: (index * overSeconds * 1000) / jobs,
  }));
}

function planLosses(
  { edges, losePercent }: SimulationOptions,
  agents: readonly PlannedAgent[],
  random: Random,
): readonly Loss[] {
  const toLose = Math.round((edges * losePercent) / 100);
  const shuffled = agents.map((agent) => ({ agent, at: random() })).sort((a, b) => a.at - b.at);
  const losses: Omit<Loss, 'comesBack'>[] = [];
  let lost = 0;
  for (const { agent } of shuffled) {
    // A site keeps at least one of its agents, or nobody could end its jobs.
    const others = agents.filter(({ site }) => site === agent.site).length;
    const gone = losses.filter((loss) =>
      agents.some((one) => one.agent === loss.agent && one.site === agent.site),
    ).length;
    if (lost + agent.edges.length > toLose / 2 || others - gone <= 1) continue;
    losses.push({ agent: agent.agent, edgeCount: agent.edges.length, atShare: shareBy(random) });
    lost += agent.edges.length;
  }
  const whole = new Set(losses.map((loss) => loss.agent));
  const rest = agents
    .filter((agent) => !whole.has(agent.agent))
    // The first of each stays.
    .flatMap((agent) =>
      agent.edges.slice(1).map(({ name }) => ({ agent: agent.agent, edge: name, at: random() })),
    )
    .sort((a, b) => a.at - b.at)
    .slice(0, toLose - lost)
    .map(({ agent, edge }) => ({ agent, edge, edgeCount: 1, atShare: shareBy(random) }));
  return [...losses, ...rest].map((loss, index) => ({ ...loss, comesBack: index % 2 === 0 }));
}

function shareBy(random: Random): number {
  return LOST_FROM + (LOST_UNTIL - LOST_FROM) * random();
}

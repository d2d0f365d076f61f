import { setTimeout as wait } from 'node:timers/promises';
import { collectFigures, type Figures } from './collect-figures.ts';
import { EdgeApi, SimulationRefused, type Connection, type SiteCounts } from './edge-api.ts';
import type { Loss, PlannedJob, SimulationPlan } from './plan-simulation.ts';
import { SimulatedAgents } from './simulated-agents.ts';

/** What a simulation needs beside its plan. */
export interface SimulationWorld {
  readonly connection: Connection;
  /** Of the sites: after how many seconds an edge is lost, and how often it reports. */
  readonly lostAfterSeconds: number;
  readonly reportEverySeconds: number;
  readonly chunkSeconds: number;
  /** Between two reports of an agent at least. */
  readonly soonestMs: number;
  /** How often to look how far it is. */
  readonly lookEveryMs: number;
  readonly withinSeconds: number;
  readonly onProgress: (progress: Progress) => void;
}

/** How far a simulation is. */
export interface Progress {
  readonly seconds: number;
  readonly jobs: number;
  readonly asked: number;
  readonly queued: number;
  readonly running: number;
  readonly done: number;
  readonly edges: SiteCounts['edges'];
  readonly jobsPerSecond: number;
  readonly wattSecondsPerSecond: number;
  readonly lostByNow: number;
}

/** What came of a simulation. */
export interface SimulationResult {
  readonly plan: SimulationPlan;
  readonly isComplete: boolean;
  readonly seconds: number;
  readonly figures: Figures;
  readonly edgesLost: number;
  readonly edgesBack: number;
  /** By the edges' own account: what is not credited was spent on chunks that they had lost. */
  readonly spentByEdges: number;
  readonly faults: number;
  /** Every job whose figures do not fit together, in words. */
  readonly wrong: readonly string[];
}

/** Runs agents and creates jobs until every job is done, or time is up. @throws SimulationRefused */
export async function simulate(plan: SimulationPlan, world: SimulationWorld): Promise<SimulationResult> {
  const api = new EdgeApi(world.connection);
  const { lostAfterSeconds, reportEverySeconds, chunkSeconds } = world;
  const settings = { lostAfterSeconds, reportEverySeconds, chunkSeconds };
  for (const site of plan.sites) await api.saveSite(site, settings);
  const agents = new SimulatedAgents(plan.agents, world.connection, world.soonestMs);
  agents.startAll();
  try {
    await untilRegistered(api, plan, world);
    return await run(plan, world, { api, agents });
  } finally {
    await agents.stop();
  }
}

interface Parts {
  readonly api: EdgeApi;
  readonly agents: SimulatedAgents;
}

/** The first jobs find edges there: how long it takes to register is not what is measured. */
async function untilRegistered(api: EdgeApi, plan: SimulationPlan, world: SimulationWorld): Promise<void> {
  const expected = plan.agents.reduce((sum, { edges }) => sum + edges.length, 0);
  const giveUpAt = Date.now() + world.withinSeconds * 1000;
  for (;;) {
    const { edges } = sumOf(plan, await api.counts());
    if (edges.free + edges.idle + edges.busy >= expected) return;
    if (Date.now() > giveUpAt) throw new SimulationRefused('The edges could not register in time.');
    await wait(world.lookEveryMs);
  }
}

async function run(
  plan: SimulationPlan,
  world: SimulationWorld,
  { api, agents }: Parts,
): Promise<SimulationResult> {
  const startedAt = Date.now();
  const creator = createJobs(plan.jobs, api, startedAt);
  const losses = new Losses(plan.losses, agents, world.lostAfterSeconds);
  let isComplete = false;
  while (!isComplete && Date.now() - startedAt < world.withinSeconds * 1000) {
    await wait(world.lookEveryMs);
    const sum = sumOf(plan, await api.counts());
    losses.follow(sum.orders.spent / plan.jobs.length, Date.now());
    isComplete = sum.orders.spent >= plan.jobs.length;
    world.onProgress(progressOf(plan, sum, { startedAt, asked: creator.asked(), lost: losses.lost }));
  }
  const seconds = (Date.now() - startedAt) / 1000;
  await creator.end();
  const { spentWattSeconds, faults } = agents.figures;
  const { figures, wrong } = await collectFigures(plan, api);
  return {
    ...{ plan, seconds, figures, wrong, faults, isComplete: isComplete && wrong.length === 0 },
    ...{ edgesLost: losses.lost, edgesBack: losses.back, spentByEdges: Math.round(spentWattSeconds) },
  };
}

interface Creator {
  readonly asked: () => number;
  /** No further jobs; throws what went wrong with those before. */
  readonly end: () => Promise<void>;
}

const CREATE_EVERY_MS = 100;

/** Asks for each job when its time has come. */
function createJobs(jobs: readonly PlannedJob[], api: EdgeApi, startedAt: number): Creator {
  const over = new AbortController();
  let next = 0;
  const create = async () => {
    while (next < jobs.length && !over.signal.aborted) {
      const due = jobs.findIndex(({ afterMs }, index) => index >= next && startedAt + afterMs > Date.now());
      const some = jobs.slice(next, due === -1 ? jobs.length : due);
      const sites = Map.groupBy(some, ({ site }) => site);
      await Promise.all([...sites].map(([site, ofSite]) => api.ask(site, ofSite)));
      next += some.length;
      await wait(CREATE_EVERY_MS);
    }
  };
  const created = create();
  // It is told by whoever waits for the end.
  created.catch(() => undefined);
  return {
    asked: () => next,
    end: async () => {
      over.abort();
      await created;
    },
  };
}

/** Kills edges as jobs are done, and brings some of them back after they were given up. */
class Losses {
  readonly #agents: SimulatedAgents;
  readonly #afterMs: number;
  readonly #returns: { readonly loss: Loss; readonly at: number }[] = [];
  #coming: readonly Loss[];
  lost = 0;
  back = 0;

  constructor(losses: readonly Loss[], agents: SimulatedAgents, lostAfterSeconds: number) {
    this.#coming = losses;
    this.#agents = agents;
    this.#afterMs = 1.5 * lostAfterSeconds * 1000;
  }

  follow(share: number, now: number): void {
    for (const loss of this.#coming.filter(({ atShare }) => atShare <= share)) {
      this.#agents.lose(loss);
      this.lost += loss.edgeCount;
      if (loss.comesBack) this.#returns.push({ loss, at: now + this.#afterMs });
    }
    this.#coming = this.#coming.filter(({ atShare }) => atShare > share);
    const isDue = ({ at }: { readonly at: number }) => at <= now;
    for (const { loss } of this.#returns.filter(isDue)) {
      this.#agents.bringBack(loss);
      this.back += loss.edgeCount;
    }
    const left = this.#returns.filter((one) => !isDue(one));
    this.#returns.splice(0, this.#returns.length, ...left);
  }
}

/** Of all sites of the plan together. */
function sumOf(plan: SimulationPlan, counts: ReadonlyMap<string, SiteCounts>) {
  const sites = plan.sites.flatMap((site) => counts.get(site) ?? []);
  const sum = (pick: (site: SiteCounts) => number) => sites.reduce((all, site) => all + pick(site), 0);
  return {
    edges: {
      busy: sum(({ edges }) => edges.busy),
      free: sum(({ edges }) => edges.free),
      idle: sum(({ edges }) => edges.idle),
      lost: sum(({ edges }) => edges.lost),
    },
    orders: {
      queued: sum(({ orders }) => orders.queued),
      running: sum(({ orders }) => orders.running),
      spent: sum(({ orders }) => orders.spent),
    },
    jobsPerSecond: sum(({ ordersPerSecond }) => ordersPerSecond.over10Seconds),
    wattSecondsPerSecond: sum((site) => site.wattSecondsPerSecond.over10Seconds),
  };
}

function progressOf(
  plan: SimulationPlan,
  { edges, orders, jobsPerSecond, wattSecondsPerSecond }: ReturnType<typeof sumOf>,
  { startedAt, asked, lost }: { readonly startedAt: number; readonly asked: number; readonly lost: number },
): Progress {
  return {
    ...{ seconds: (Date.now() - startedAt) / 1000, jobs: plan.jobs.length, asked, lostByNow: lost },
    ...{ queued: orders.queued, running: orders.running, done: orders.spent },
    ...{ edges, jobsPerSecond, wattSecondsPerSecond },
  };
}

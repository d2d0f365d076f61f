import type { EdgeApi, OrderAnswer } from './edge-api.ts';
import type { SimulationPlan } from './plan-simulation.ts';

/** Milliseconds by nearest rank; NaN of nothing. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly longest: number;
}

/** What the app says of the jobs. */
export interface Figures {
  readonly jobsDone: number;
  readonly wattSecondsDone: number;
  /** Chunks that came back unfinished. */
  readonly returnedChunks: number;
  /** From when the job was asked for until an edge had some of it. */
  readonly delayMs: Percentiles;
  /** From when the job was asked for until all was spent. */
  readonly durationMs: Percentiles;
}

/** Of how many jobs the shares of the edges are added up, too. */
const LOOKED_INTO = 50;

/** Reads every job, and checks that each is done, once and exactly. */
export async function collectFigures(
  { sites, jobs }: SimulationPlan,
  api: EdgeApi,
): Promise<{ readonly figures: Figures; readonly wrong: readonly string[] }> {
  const pages = await Promise.all(sites.map(async (site) => [site, await api.orders(site)] as const));
  const told = new Map(
    pages.flatMap(([site, orders]) => orders.map((order) => [`${site} ${order.orderId}`, order])),
  );
  const wrong = jobs.flatMap(({ site, orderId, wattSeconds }) =>
    faultOf(told.get(`${site} ${orderId}`), orderId, wattSeconds),
  );
  const step = Math.max(1, Math.floor(jobs.length / LOOKED_INTO));
  for (const { site, orderId, wattSeconds } of jobs.filter((_, index) => index % step === 0)) {
    if (told.get(`${site} ${orderId}`)?.state !== 'spent') continue;
    const shares = await api.shares(site, orderId);
    const sum = shares.reduce((all, share) => all + share.spentWattSeconds, 0);
    if (sum !== wattSeconds) wrong.push(`${orderId}: its edges have ${sum} of ${wattSeconds} Ws.`);
  }
  return { figures: figuresOf([...told.values()]), wrong };
}

function faultOf(order: OrderAnswer | undefined, orderId: string, wattSeconds: number): string[] {
  if (order === undefined) return [`${orderId}: it is not there.`];
  if (order.state !== 'spent')
    return [`${orderId}: it is ${order.state}, ${order.spentWattSeconds} of ${wattSeconds} Ws.`];
  const isExact = order.wattSeconds === wattSeconds && order.spentWattSeconds === wattSeconds;
  return isExact ? [] : [`${orderId}: ${order.spentWattSeconds} of ${wattSeconds} Ws are counted.`];
}

function figuresOf(orders: readonly OrderAnswer[]): Figures {
  const done = orders.filter(({ state }) => state === 'spent');
  const since = (order: OrderAnswer, instant: string | undefined) =>
    instant === undefined ? [] : [Date.parse(instant) - Date.parse(order.askedAt)];
  return {
    jobsDone: done.length,
    wattSecondsDone: done.reduce((sum, { spentWattSeconds }) => sum + spentWattSeconds, 0),
    returnedChunks: orders.reduce((sum, order) => sum + order.returnedChunks, 0),
    delayMs: percentilesOf(orders.flatMap((order) => since(order, order.startedAt))),
    durationMs: percentilesOf(done.flatMap((order) => since(order, order.endedAt))),
  };
}

export function percentilesOf(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), longest: rank(1) };
}

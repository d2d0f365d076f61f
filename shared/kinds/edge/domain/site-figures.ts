import { isLost, standingOf, type Standing } from './edge-standing.ts';
import type { SiteState } from './site-state.ts';
import { rateOver } from './site-totals.ts';

interface Rates {
  readonly over10Seconds: number;
  readonly over1Minute: number;
}

/** A site in figures. */
export interface SiteFigures {
  readonly edges: Readonly<Record<Standing, number>>;
  readonly availableWatts: number;
  readonly orders: {
    readonly queued: number;
    readonly running: number;
    readonly spent: number;
    readonly withdrawn: number;
  };
  readonly wattSeconds: { readonly spent: number; readonly queued: number };
  readonly returnedChunks: number;
  readonly ordersPerSecond: Rates;
  readonly wattSecondsPerSecond: Rates;
}

/** Counts a site. */
export function countSite(state: SiteState, now: number): SiteFigures {
  const { totals } = state;
  const [short, long] = [rateOver(totals, 10, now), rateOver(totals, 60, now)];
  return {
    ...countEdges(state, now),
    ...countOrders(state),
    returnedChunks: totals.returnedChunks,
    ordersPerSecond: { over10Seconds: short.orders, over1Minute: long.orders },
    wattSecondsPerSecond: { over10Seconds: short.wattSeconds, over1Minute: long.wattSeconds },
  };
}

function countEdges(state: SiteState, now: number): Pick<SiteFigures, 'edges' | 'availableWatts'> {
  const edges = { busy: 0, free: 0, idle: 0, lost: 0 };
  let availableWatts = 0;
  for (const { edges: reports } of state.inventories.values()) {
    for (const report of reports) {
      edges[standingOf(state, report, now)] += 1;
      if (!isLost(report, state, now)) availableWatts += report.availableWatts;
    }
  }
  return { edges, availableWatts };
}

function countOrders({ ledgers, orders, totals }: SiteState): Pick<SiteFigures, 'orders' | 'wattSeconds'> {
  const counted = { queued: 0, running: 0 };
  let left = 0;
  for (const { state, leftWattSeconds, open } of ledgers.values()) {
    if (state !== 'queued' && state !== 'running') continue;
    counted[state] += 1;
    left += open.reduce((sum, { wattSeconds }) => sum + wattSeconds, leftWattSeconds);
  }
  // Those that the scheduler has not entered yet.
  for (const { orderId, wattSeconds } of orders.values()) {
    if (ledgers.has(orderId)) continue;
    counted.queued += 1;
    left += wattSeconds;
  }
  return {
    orders: { ...counted, spent: totals.ordersSpent, withdrawn: totals.ordersWithdrawn },
    wattSeconds: { spent: totals.wattSeconds, queued: left },
  };
}

/** Several sites in one. */
export function addFigures(figures: readonly SiteFigures[]): SiteFigures {
  const sum = (of: (figure: SiteFigures) => number) => figures.reduce((total, each) => total + of(each), 0);
  const rates = (of: (figure: SiteFigures) => Rates) => ({
    over10Seconds: sum((each) => of(each).over10Seconds),
    over1Minute: sum((each) => of(each).over1Minute),
  });
  return {
    edges: {
      busy: sum(({ edges }) => edges.busy),
      free: sum(({ edges }) => edges.free),
      idle: sum(({ edges }) => edges.idle),
      lost: sum(({ edges }) => edges.lost),
    },
    availableWatts: sum(({ availableWatts }) => availableWatts),
    orders: {
      queued: sum(({ orders }) => orders.queued),
      running: sum(({ orders }) => orders.running),
      spent: sum(({ orders }) => orders.spent),
      withdrawn: sum(({ orders }) => orders.withdrawn),
    },
    wattSeconds: {
      spent: sum(({ wattSeconds }) => wattSeconds.spent),
      queued: sum(({ wattSeconds }) => wattSeconds.queued),
    },
    returnedChunks: sum(({ returnedChunks }) => returnedChunks),
    ordersPerSecond: rates(({ ordersPerSecond }) => ordersPerSecond),
    wattSecondsPerSecond: rates(({ wattSecondsPerSecond }) => wattSecondsPerSecond),
  };
}

import { SECOND_MS } from '../../../domain/schedule/instant.ts';

const BUCKET_MS = 1 * SECOND_MS;
const KEPT_MS = 70 * SECOND_MS;

/** What was done in a second. */
interface Bucket {
  /** When it begins, epoch ms. */
  readonly at: number;
  readonly orders: number;
  readonly wattSeconds: number;
}

/** What a site has ever done; the scheduler writes it with each of its changes, so it is never out of step with them. */
export interface SiteTotals {
  readonly site: string;
  readonly ordersSpent: number;
  readonly ordersWithdrawn: number;
  readonly wattSeconds: number;
  readonly returnedChunks: number;
  /** Of the last minute, the latest last. */
  readonly recent: readonly Bucket[];
  /** Orders asked for before this instant are over: nobody has to look at them again. */
  readonly settledBefore: number;
}

export function noTotals(site: string): SiteTotals {
  return {
    site,
    ordersSpent: 0,
    ordersWithdrawn: 0,
    wattSeconds: 0,
    returnedChunks: 0,
    recent: [],
    settledBefore: 0,
  };
}

/** What has come to a site's totals. */
export interface Done {
  readonly ordersSpent?: number;
  readonly ordersWithdrawn?: number;
  readonly wattSeconds?: number;
  readonly returnedChunks?: number;
}

/** Adds what was done at an instant. */
export function addTotals(totals: SiteTotals, done: Done, now: number): SiteTotals {
  const { ordersSpent = 0, ordersWithdrawn = 0, wattSeconds = 0, returnedChunks = 0 } = done;
  return {
    ...totals,
    ordersSpent: totals.ordersSpent + ordersSpent,
    ordersWithdrawn: totals.ordersWithdrawn + ordersWithdrawn,
    wattSeconds: totals.wattSeconds + wattSeconds,
    returnedChunks: totals.returnedChunks + returnedChunks,
    recent: addRecent(totals.recent, { at: now - (now % BUCKET_MS), orders: ordersSpent, wattSeconds }, now),
  };
}

function addRecent(recent: readonly Bucket[], more: Bucket, now: number): readonly Bucket[] {
  const kept = recent.filter(({ at }) => at > now - KEPT_MS && at !== more.at);
  const before = recent.find(({ at }) => at === more.at);
  const { orders, wattSeconds } = more;
  const joined = {
    at: more.at,
    orders: orders + (before?.orders ?? 0),
    wattSeconds: wattSeconds + (before?.wattSeconds ?? 0),
  };
  return joined.orders === 0 && joined.wattSeconds === 0 ? kept : [...kept, joined];
}

/** How much a second was done over the last so many seconds, the one that is going on left out. */
export function rateOver(
  { recent }: Pick<SiteTotals, 'recent'>,
  seconds: number,
  now: number,
): { readonly orders: number; readonly wattSeconds: number } {
  const until = now - (now % BUCKET_MS);
  const from = until - seconds * SECOND_MS;
  const counted = recent.filter(({ at }) => at >= from && at < until);
  const sum = (of: (bucket: Bucket) => number) =>
    counted.reduce((total, bucket) => total + of(bucket), 0) / seconds;
  return { orders: sum(({ orders }) => orders), wattSeconds: sum(({ wattSeconds }) => wattSeconds) };
}

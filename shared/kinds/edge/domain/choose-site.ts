import { freeEdges, isLost } from './edge-standing.ts';
import { hasLabels, type EdgeLabels } from './order.ts';
import { settingsOf, type SiteState } from './site-state.ts';

/** What a site has for an order. */
interface Offer {
  readonly site: string;
  /** Of free edges that suit. */
  readonly freeWatts: number;
  /** Of all edges that suit, for each watt-second that waits before it: how soon it would be done. */
  readonly wattsPerQueued: number;
}

/**
 * The site for an order that names none: where most power is free among edges with its labels; where none is, the one
 * that is soonest done with what it has. Undefined when no site has an edge that suits.
 */
export function chooseSite(
  states: readonly SiteState[],
  labels: EdgeLabels,
  now: number,
): string | undefined {
  const offers = states.flatMap((state) => offerOf(state, labels, now));
  return offers.sort(
    (a, b) => b.freeWatts - a.freeWatts || b.wattsPerQueued - a.wattsPerQueued || (a.site < b.site ? -1 : 1),
  )[0]?.site;
}

function offerOf(state: SiteState, labels: EdgeLabels, now: number): readonly Offer[] {
  if (state.settings.isPaused) return [];
  const suiting = [...state.inventories.values()]
    .flatMap(({ edges }) => edges)
    .filter((report) => hasLabels(report.labels, labels) && !isLost(report, state, now))
    .filter(({ edge, isLeaving }) => settingsOf(state, edge).state === 'active' && !isLeaving);
  if (suiting.length === 0) return [];
  const watts = suiting.reduce((sum, { availableWatts }) => sum + availableWatts, 0);
  const freeWatts = freeEdges(state, now)
    .filter(({ report }) => hasLabels(report.labels, labels))
    .reduce((sum, free) => sum + free.watts * free.slots, 0);
  const queued = [...state.ledgers.values()].reduce((sum, { leftWattSeconds }) => sum + leftWattSeconds, 0);
  return [{ site: state.site, freeWatts, wattsPerQueued: watts / (1 + queued) }];
}

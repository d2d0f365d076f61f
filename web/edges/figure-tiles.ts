import type { EdgeStatisticsView } from '../../shared/kinds/edge/contracts/edge-sites.ts';
import { countText, energyText, ordersPerSecondText, powerText } from '../kit/edge-work/edge-words.ts';

/** One figure, with what it is of above it and what goes with it below. */
export interface Tile {
  readonly term: string;
  readonly text: string;
  readonly about: string;
  readonly tone: 'significant' | '';
}

/** What a site, or all of them, have and do. */
export type Figures = Omit<EdgeStatisticsView, 'sites'>;

/** The figures of a site, or of all of them. */
export function tilesOf(figures: Figures): readonly Tile[] {
  const { edges, orders, wattSeconds, availableWatts, ordersPerSecond, wattSecondsPerSecond } = figures;
  return [
    tile('Queued', countText(orders.queued), `${energyText(wattSeconds.queued)} to do`),
    tile('Running', countText(orders.running), `${countText(orders.spent)} spent ever`),
    tile('Edges busy', countText(edges.busy), `${powerText(availableWatts)} at hand`),
    tile('Edges free', countText(edges.free), `${countText(edges.idle)} idle`),
    { ...tile('Edges lost', countText(edges.lost), 'Silent for too long'), tone: toneOfLost(edges.lost) },
    tile('Power done', energyText(wattSeconds.spent), `${countText(figures.returnedChunks)} came back`),
    tile(
      'Over 10 s',
      powerText(wattSecondsPerSecond.over10Seconds),
      `${ordersPerSecondText(ordersPerSecond.over10Seconds)} orders`,
    ),
    tile(
      'Over 1 min',
      powerText(wattSecondsPerSecond.over1Minute),
      `${ordersPerSecondText(ordersPerSecond.over1Minute)} orders`,
    ),
  ];
}

/** Lost edges are what somebody may have to see to. */
export function toneOfLost(lost: number): Tile['tone'] {
  return lost > 0 ? 'significant' : '';
}

function tile(term: string, text: string, about: string): Tile {
  return { term, text, about, tone: '' };
}

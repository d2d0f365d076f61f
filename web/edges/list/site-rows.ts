import type { SiteView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import type { Look } from '../../kit/chips/states.ts';
import { countText, energyText, PAUSED, powerText, titleOf } from '../../kit/edge-work/edge-words.ts';
import { toneOfLost, type Tile } from '../figure-tiles.ts';

/** A site among the others. */
export interface SiteRow {
  readonly site: string;
  readonly title: string;
  /** Its name, where it is called otherwise. */
  readonly name: string | undefined;
  readonly look: Look | undefined;
  readonly queued: string;
  readonly running: string;
  readonly busy: string;
  readonly free: string;
  readonly lost: { readonly text: string; readonly tone: Tile['tone'] };
  readonly spent: string;
  readonly over10Seconds: string;
  readonly over1Minute: string;
  /** How many of a hundred edges are busy and free; the rest of the bar is neither. */
  readonly bar: { readonly busy: number; readonly free: number; readonly lost: number };
}

/** The sites that have the text in their names, by name. */
export function siteRows(sites: readonly SiteView[], text: string): readonly SiteRow[] {
  const wanted = text.trim().toLowerCase();
  return sites
    .filter((site) => `${site.site} ${titleOf(site)}`.toLowerCase().includes(wanted))
    .map((site) => siteRow(site));
}

function siteRow(view: SiteView): SiteRow {
  const { site, settings, edges, orders, wattSeconds, wattSecondsPerSecond } = view;
  const title = titleOf(view);
  return {
    ...{ site, title, name: title === site ? undefined : site },
    look: settings.isPaused ? PAUSED : undefined,
    ...{ queued: countText(orders.queued), running: countText(orders.running) },
    ...{ busy: countText(edges.busy), free: countText(edges.free) },
    lost: { text: countText(edges.lost), tone: toneOfLost(edges.lost) },
    spent: energyText(wattSeconds.spent),
    over10Seconds: powerText(wattSecondsPerSecond.over10Seconds),
    over1Minute: powerText(wattSecondsPerSecond.over1Minute),
    bar: partsOf(edges),
  };
}

function partsOf({ busy, free, idle, lost }: SiteView['edges']): SiteRow['bar'] {
  const all = Math.max(1, busy + free + idle + lost);
  return { busy: (100 * busy) / all, free: (100 * free) / all, lost: (100 * lost) / all };
}

import type { OrderView } from '../../../shared/kinds/edge/contracts/edge-orders.ts';
import type { EdgeView, SiteView } from '../../../shared/kinds/edge/contracts/edge-sites.ts';
import type { Look } from '../chips/states.ts';

/** How an edge looks by what it has to do. */
export const STANDING_LOOKS: Readonly<Record<EdgeView['standing'], Look>> = {
  busy: { tone: 'running', icon: 'loader', label: 'Busy' },
  free: { tone: 'stable', icon: 'circle-check', label: 'Free' },
  idle: { tone: 'idle', icon: 'circle-pause', label: 'Idle' },
  lost: { tone: 'significant', icon: 'circle-alert', label: 'Lost' },
};

/** How an order looks by how far it is. */
export const ORDER_LOOKS: Readonly<Record<OrderView['state'], Look>> = {
  queued: { tone: 'idle', icon: 'clock', label: 'Queued' },
  running: { tone: 'running', icon: 'loader', label: 'Running' },
  spent: { tone: 'stable', icon: 'circle-check', label: 'Spent' },
  withdrawn: { tone: 'idle', icon: 'ban', label: 'Withdrawn' },
};

/** Of a site at which nothing new is assigned. */
export const PAUSED: Look = { tone: 'moderate', icon: 'circle-pause', label: 'Paused' };

const whole = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-GB', { maximumSignificantDigits: 3 });
const percent = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });

const PREFIXES = ['', 'k', 'M', 'G', 'T'] as const;

/** A number of things, as in "1,250". */
export function countText(count: number): string {
  return whole.format(count);
}

/** Watt-seconds, as in "9,800 Ws" or "1.25 MWs". */
export function energyText(wattSeconds: number): string {
  return `${amountText(wattSeconds)}Ws`;
}

/** Watts, as in "400 W"; watt-seconds in a second are just these. */
export function powerText(watts: number): string {
  return `${amountText(watts)}W`;
}

/** Orders that were spent in a second. */
export function ordersPerSecondText(rate: number): string {
  return `${short.format(rate)}/s`;
}

/** Never "100 %" before all is spent. */
export function percentText(value: number): string {
  return `${percent.format(Math.floor(value * 10) / 10)} %`;
}

/** How a site is called, and where it is not its name, that too. */
export function titleOf({ site, settings }: Pick<SiteView, 'site' | 'settings'>): string {
  return settings.title ?? site;
}

/** With a space behind it, and the prefix of its unit; below ten thousand there is none. */
function amountText(amount: number): string {
  if (Math.abs(amount) < 10_000) return `${amount < 10 ? short.format(amount) : whole.format(amount)} `;
  const step = Math.min(PREFIXES.length - 1, Math.floor(Math.log10(Math.abs(amount)) / 3));
  return `${short.format(amount / 1000 ** step)} ${PREFIXES[step] ?? ''}`;
}

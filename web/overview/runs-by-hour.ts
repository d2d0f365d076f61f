import type { OverviewView } from '../../shared/contracts/http/overview-view.ts';
import type { Bar } from '../kit/small-charts/bar-row.ts';

type Hours = OverviewView['runs'];
type ByState = Hours[number]['byState'];

/** How runs ended, as bars and tables tell it: in this order. */
export const ENDS = [
  { state: 'succeeded', label: 'succeeded', tone: 'stable' },
  { state: 'failed', label: 'failed', tone: 'significant' },
  { state: 'dead', label: 'dead', tone: 'significant' },
  { state: 'skipped', label: 'skipped', tone: 'idle' },
  { state: 'cancelled', label: 'cancelled', tone: 'idle' },
] as const satisfies readonly { state: keyof ByState; label: string; tone: string }[];

/** A bar for each hour: what went well below, what did not run above it, failures on top, where they are seen. */
export function hourBars(hours: Hours, timeZone: string): readonly Bar[] {
  return hours.map(({ from, byState: { succeeded, failed, dead, skipped, cancelled } }) => ({
    label: `${clock(from, timeZone)}: ${inWords({ succeeded, failed, dead, skipped, cancelled })}`,
    parts: [
      { value: succeeded, tone: 'stable' },
      { value: skipped + cancelled, tone: 'idle' },
      { value: failed + dead, tone: 'significant' },
    ],
  }));
}

/** The sums of all hours, those that are not zero; `succeeded` always. */
export function totals(
  hours: Hours,
): readonly { readonly label: string; readonly tone: string; readonly count: number }[] {
  return ENDS.map(({ state, label, tone }) => ({
    ...{ label, tone },
    count: hours.reduce((sum, { byState }) => sum + byState[state], 0),
  })).filter(({ label, count }) => count > 0 || label === 'succeeded');
}

/** The first, a middle and the last of instants, as they stand below bars. */
export function clockTicks(instants: readonly string[], timeZone: string): readonly string[] {
  const chosen = [instants[0], instants[Math.floor((instants.length - 1) / 2)], instants.at(-1)];
  return chosen.flatMap((at) => (at === undefined ? [] : [clock(at, timeZone)]));
}

/** As in `14:00`. */
export function clock(at: string, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  }).format(Date.parse(at));
}

function inWords(byState: ByState): string {
  const said = ENDS.flatMap(({ state, label }) => (byState[state] > 0 ? [`${byState[state]} ${label}`] : []));
  return said.length === 0 ? 'no run ended' : said.join(', ');
}

import type { LoadView } from '../../shared/contracts/http/load.ts';
import type { Bar } from '../kit/small-charts/bar-row.ts';
import { clock } from './runs-by-hour.ts';

/** A bar for each coming minute. */
export function minuteBars({ minutes }: LoadView, timeZone: string): readonly Bar[] {
  return minutes.map(({ at, runs }) => ({
    label: `${clock(at, timeZone)}: ${runsInWords(runs)}`,
    parts: [{ value: runs, tone: 'keel' }],
  }));
}

/** How much is coming and when most of it, in a sentence. */
export function loadInWords({ minutes, total, isPartial }: LoadView, timeZone: string): string {
  if (total === 0) return 'Nothing is to start.';
  const peak = minutes.reduce((most, minute) => (minute.runs > most.runs ? minute : most), {
    at: '',
    runs: 0,
  });
  const sum = `${isPartial ? 'At least ' : ''}${runsInWords(total)}`;
  return peak.runs <= 1
    ? `${sum}, never two in a minute.`
    : `${sum}; most at ${clock(peak.at, timeZone)}: ${peak.runs} in a minute.`;
}

/** When the next run is to start; undefined: not within the range. */
export function nextStart({ minutes }: LoadView, nowMs: number): string | undefined {
  return minutes.find(({ at, runs }) => runs > 0 && Date.parse(at) > nowMs)?.at;
}

function runsInWords(runs: number): string {
  return runs === 1 ? '1 run' : `${new Intl.NumberFormat('en-GB').format(runs)} runs`;
}

import { formatDuration } from '../time/format-instant.ts';
import { fromZonedText, offsetMs } from '../time/zoned-time.ts';
import { dayAfter, weeksOf, type Month } from './month.ts';

/** The clock changes of a month in a zone: by the day, what clocks do. */
export function clockChanges(month: Month, timeZone: string): ReadonlyMap<string, string> {
  const changes = weeksOf(month)
    .flat()
    .flatMap((day): [string, string][] => {
      const words = changeOn(day, timeZone);
      return words === undefined ? [] : [[day, words]];
    });
  return new Map(changes);
}

function changeOn(day: string, timeZone: string): string | undefined {
  const from = fromZonedText(`${day}T00:00`, timeZone);
  const until = fromZonedText(`${dayAfter(day)}T00:00`, timeZone);
  if (from === undefined || until === undefined) return undefined;
  const before = offsetMs(from - 1, timeZone);
  const by = offsetMs(until - 1, timeZone) - before;
  if (by === 0) return undefined;
  const at = changeAt(from, until, timeZone);
  const local = new Date(at + before).toISOString().slice(11, 16);
  const length = formatDuration(Math.abs(by));
  const lead = `Clocks go ${by > 0 ? 'forward' : 'back'} by ${length} at ${local === '00:00' ? 'midnight' : local}`;
  return by > 0
    ? `${lead}: the ${length} after it does not exist.`
    : `${lead}: the ${length} before it comes twice.`;
}

/** The first instant with the later offset. */
function changeAt(from: number, until: number, timeZone: string): number {
  let [low, high] = [from - 1, until];
  const after = offsetMs(until - 1, timeZone);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetMs(middle, timeZone) === after) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * An independent reading of the rule for clock changes: it walks the minutes of UTC, asks Intl what the clock on
 * the wall shows at each, and applies the sentences of the rule to that. Slow, and with nothing in common with
 * the code under test but the rule.
 */
import type { DstPolicy } from '../../../shared/domain/schedule/recurrence.ts';

const MINUTE_MS = 60_000;

export interface WallMinute {
  readonly instant: number;
  /** The wall clock read as though it showed UTC. */
  readonly local: number;
}

export interface OracleRule {
  readonly matches: (hour: number, minute: number) => boolean;
  readonly starred: boolean;
  readonly dst: DstPolicy;
}

/** What the wall clock shows at each minute of a stretch of UTC. */
export function walkMinutes(timeZone: string, from: number, to: number): readonly WallMinute[] {
  const wall = createWallClock(timeZone);
  const walk: WallMinute[] = [];
  for (let instant = from; instant <= to; instant += MINUTE_MS) walk.push({ instant, local: wall(instant) });
  return walk;
}

/** The UTC days in which the zone's offset is not the same at both ends. */
export function daysOfChange(timeZone: string, from: number, to: number): readonly number[] {
  const wall = createWallClock(timeZone);
  const days: number[] = [];
  for (let day = from; day < to; day += 1440 * MINUTE_MS) {
    const next = day + 1440 * MINUTE_MS;
    if (wall(next) - next !== wall(day) - day) days.push(day);
  }
  return days;
}

/** The due times among the minutes walked. */
export function dueAmong(walk: readonly WallMinute[], { matches, starred, dst }: OracleRule): number[] {
  const named = (local: number) => {
    const minuteOfDay = (local / MINUTE_MS) % 1440;
    return matches(Math.floor(minuteOfDay / 60), minuteOfDay % 60);
  };
  const runsAgain = starred || dst === 'both';
  const makesUp = !starred && dst !== 'skip';
  const shown = new Set<number>();
  const due: number[] = [];
  let before: number | undefined;
  for (const { instant, local } of walk) {
    const hasTurn = named(local) && (runsAgain || !shown.has(local));
    if (hasTurn || (makesUp && minutesBetween(before, local).some(named))) due.push(instant);
    shown.add(local);
    before = local;
  }
  return due;
}

/** The wall minutes that a clock leaves out when it goes from one to the other in a minute. */
function minutesBetween(before: number | undefined, local: number): readonly number[] {
  const leftOut = before === undefined ? 0 : Math.max((local - before) / MINUTE_MS - 1, 0);
  return Array.from({ length: leftOut }, (_, index) => local - (index + 1) * MINUTE_MS);
}

function createWallClock(timeZone: string): (instant: number) => number {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' });
  return (instant) => Date.parse(`${format.format(instant).replace(' ', 'T')}Z`);
}

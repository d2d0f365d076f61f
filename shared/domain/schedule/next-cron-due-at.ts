/**
 * Where local times become instants, and the one place that knows what happens when clocks change. The rule is
 * that of cron in Debian (cron(8)) and of Cronos: a fixed local time that is left out runs at the end of the
 * gap, one that comes twice runs the first time; with `*` at the start of second, minute or hour, elapsed time counts:
 * both copies run and a time that does not exist is no time. Debian takes a change of three hours or more for a
 * corrected clock; here a change is a change whatever its size, so a job due on the day that Samoa left out
 * runs when that day would have ended.
 */
import type { Cron } from './cron.ts';
import { DAY_MS } from './instant.ts';
import { nextLocalTime } from './next-local-time.ts';
import type { DstPolicy } from './recurrence.ts';
import type { OffsetSpan, TimeZone } from './time-zone.ts';

/**
 * A skipped time sends the search on to the next; without an end, one that is always skipped would hang it. Years
 * that an expression names reach to 2199.
 */
const HORIZON_MS = 232 * 366 * DAY_MS;

interface ZonedCron {
  readonly cron: Cron;
  readonly zone: TimeZone;
  readonly dst: DstPolicy;
}

/** The first instant strictly after `after` that the expression names in the zone, or undefined for never. */
export function nextCronDueAt(zoned: ZonedCron, after: number): number | undefined {
  const { cron, zone } = zoned;
  let span = zone.spanAt(after);
  let local = nextLocalTime(cron, firstLocalIn(zoned, span, after));
  while (local !== undefined && span.endAt - after < HORIZON_MS) {
    if (local < span.endAt + span.offsetMs) return local - span.offsetMs;
    const next = zone.spanAt(span.endAt);
    if (local < span.endAt + next.offsetMs && runsAtEndOfGap(zoned)) return span.endAt;
    local = localAcross(zoned, span, { next, local });
    span = spanNear(zone, next, local);
  }
  return undefined;
}

/** The first local time of a span that is after an instant and has not had its turn in the span before. */
function firstLocalIn(zoned: ZonedCron, span: OffsetSpan, after: number): number {
  const local = after + 1 + span.offsetMs;
  return runsBothTimes(zoned) ? local : Math.max(local, span.startAt + span.previousOffsetMs);
}

/** The named local time to look for after a change of clocks, `local` being the one looked for before it. */
function localAcross(
  zoned: ZonedCron,
  span: OffsetSpan,
  { next, local }: { readonly next: OffsetSpan; readonly local: number },
): number | undefined {
  const firstLocal = span.endAt + next.offsetMs;
  const isInGap = local < firstLocal;
  const isRepeated = next.offsetMs < span.offsetMs && runsBothTimes(zoned);
  return isInGap || isRepeated ? nextLocalTime(zoned.cron, firstLocal) : local;
}

/** Leaves out the spans that a far local time cannot be in, nor any gap it may fall into. */
function spanNear(zone: TimeZone, next: OffsetSpan, local: number | undefined): OffsetSpan {
  // No zone is a whole day ahead of UTC, so the instant of a local time is less than a day before it.
  return local === undefined || local - DAY_MS < next.endAt ? next : zone.spanAt(local - DAY_MS);
}

function runsAtEndOfGap({ cron, dst }: ZonedCron): boolean {
  return !cron.keepsElapsedTime && dst !== 'skip';
}

function runsBothTimes({ cron, dst }: ZonedCron): boolean {
  return cron.keepsElapsedTime || dst === 'both';
}

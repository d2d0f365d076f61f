import { DAY_MS, MINUTE_MS, SECOND_MS } from './instant.ts';
import { readCron } from './read-cron.ts';
import { nextLocalTime } from './next-local-time.ts';
import type { Recurrence } from './recurrence.ts';
import type { OffsetSpan, TimeZone } from './time-zone.ts';

/**
 * What clock changes have to do with a slot: its local time does not exist and it runs at the end of the gap, or
 * its local time comes twice and this is the first or second.
 */
export const SLOT_NOTES = ['gap-shifted', 'repeated-hour-first', 'repeated-hour-second'] as const;
type SlotNote = (typeof SLOT_NOTES)[number];

/** An instant as the clocks of a zone show it. */
export interface LocalReading {
  /** `2026-03-29T02:00:00`, without an offset. */
  readonly localTime: string;
  /** `+01:00`; with seconds where a zone had such. */
  readonly utcOffset: string;
  readonly note?: SlotNote;
}

/** How clocks show a slot of a recurrence, and how it came to be. */
export function readLocally(recurrence: Recurrence, zone: TimeZone, dueAt: number): LocalReading {
  const span = zone.spanAt(dueAt);
  const note = isGapShifted(recurrence, span, dueAt) ? 'gap-shifted' : repetition(zone, span, dueAt);
  return {
    localTime: toLocalText(dueAt + span.offsetMs),
    utcOffset: toOffsetText(span.offsetMs),
    ...(note === undefined ? {} : { note }),
  };
}

/** A local time (ms as though it were UTC) as `2026-03-29T02:00:00`. */
export function toLocalText(local: number): string {
  return new Date(local).toISOString().slice(0, -5);
}

function toOffsetText(offsetMs: number): string {
  const sign = offsetMs < 0 ? '-' : '+';
  const text = new Date(Math.abs(offsetMs)).toISOString().slice(11, 19);
  return `${sign}${offsetMs % MINUTE_MS === 0 ? text.slice(0, 5) : text}`;
}

function isGapShifted(recurrence: Recurrence, span: OffsetSpan, dueAt: number): boolean {
  if (dueAt !== span.startAt || recurrence.type !== 'cron' || recurrence.dst === 'skip') return false;
  return firstNamedInGap(recurrence, span) !== undefined;
}

/** The first fixed local time that a recurrence names in the gap before a span; undefined without a gap. */
export function firstNamedInGap(
  recurrence: Extract<Recurrence, { type: 'cron' }>,
  { startAt, offsetMs, previousOffsetMs }: OffsetSpan,
): number | undefined {
  const reading = readCron(recurrence.dialect, recurrence.expression);
  if (reading.outcome === 'refused' || reading.cron.keepsElapsedTime) return undefined;
  const local = nextLocalTime(reading.cron, startAt + previousOffsetMs);
  return local !== undefined && local < startAt + offsetMs ? local : undefined;
}

function repetition(zone: TimeZone, span: OffsetSpan, dueAt: number): SlotNote | undefined {
  const local = dueAt + span.offsetMs;
  if (local < span.startAt + span.previousOffsetMs) return 'repeated-hour-second';
  // A span may end without a change of clocks, so the change to come may be that of a later one.
  let near = span;
  while (near.endAt - dueAt < DAY_MS + SECOND_MS) {
    const next = zone.spanAt(near.endAt);
    if (local >= near.endAt + next.offsetMs) return 'repeated-hour-first';
    near = next;
  }
  return undefined;
}

import { NO_CALENDARS, type Calendars } from '../schedule/exclusion.ts';
import { DAY_MS, EARLIEST_INSTANT, MINUTE_MS, SECOND_MS } from '../schedule/instant.ts';
import { nextDueAt } from '../schedule/next-due-at.ts';
import type { IntervalRecurrence, Recurrence } from '../schedule/recurrence.ts';

/** The stretch of time whose data a run measures, epoch ms: `from` belongs to it, `to` does not. */
export interface DataInterval {
  readonly from: number;
  readonly to: number;
}

/**
 * The data interval of a run that was due, or asked for, at `to`: from the job's slot before it, whichever of the
 * recurrences named that one, and whether or not it ran. Excluded slots are no slots, so that the run after a
 * holiday has the data of the holiday too, and intervals that follow each other leave no gap.
 *
 * Where there is no slot before (the first of a job), it begins where the recurrences would have had one if they had
 * no start; where they would not either (a job that runs once), it is the day before.
 *
 * Throws InvalidInput as `nextDueAt` does.
 */
export function dataInterval(
  recurrences: readonly Recurrence[],
  to: number,
  calendars: Calendars = NO_CALENDARS,
): DataInterval {
  const from =
    previousSlotAt(recurrences, to, calendars) ??
    previousSlotAt(recurrences.map(withoutStart), to, calendars) ??
    to - DAY_MS;
  return { from, to };
}

/** The data interval of a run: its own, where it was given one, else what its job's recurrences say. */
export function intervalOfRun(
  { interval, dueAt }: { readonly interval?: DataInterval; readonly dueAt: number },
  recurrences: readonly Recurrence[],
  calendars: Calendars,
): DataInterval {
  return interval ?? dataInterval(recurrences, dueAt, calendars);
}

/**
 * The last instant strictly before `before` that a recurrence names; undefined when there is none. Recurrences can be
 * asked forwards only. So the search goes back by twice as far each time until it sees a slot, and halves what lies
 * between that slot and `before`: some eighty questions at most, since there are no slots before 1970. None of them
 * looks at time that is known to be empty, or a job whose slots are excluded for years would take long.
 */
function previousSlotAt(
  recurrences: readonly Recurrence[],
  before: number,
  calendars: Calendars,
): number | undefined {
  const firstSlotIn = (after: number, until: number): number | undefined =>
    nextDueAt(
      recurrences.flatMap((recurrence) => endedAt(recurrence, until)),
      after,
      calendars,
    );
  // No slot lies after this and before `before`.
  let none = before - 1;
  for (let distance = MINUTE_MS; none >= EARLIEST_INSTANT; distance *= 2) {
    const after = Math.max(before - distance, EARLIEST_INSTANT - 1);
    const slot = firstSlotIn(after, none);
    if (slot !== undefined) return lastSlotFrom(slot, none, firstSlotIn);
    none = after;
  }
  return undefined;
}

function lastSlotFrom(
  slot: number,
  until: number,
  firstSlotIn: (after: number, until: number) => number | undefined,
): number {
  let last = slot;
  let none = until;
  while (last < none) {
    const middle = last + Math.floor((none - last) / 2);
    const next = firstSlotIn(middle, none);
    if (next !== undefined) last = next;
    else if (middle > last) none = middle;
    // Nothing lies between the two any more.
    else return last;
  }
  return last;
}

function endedAt(recurrence: Recurrence, until: number): readonly Recurrence[] {
  if (recurrence.type === 'once') return recurrence.at <= until ? [recurrence] : [];
  const endAt = Math.min(recurrence.endAt ?? until, until);
  return endAt < (recurrence.startAt ?? EARLIEST_INSTANT) ? [] : [{ ...recurrence, endAt }];
}

function withoutStart(recurrence: Recurrence): Recurrence {
  if (recurrence.type === 'once') return recurrence;
  const { startAt: _startAt, ...unbounded } = recurrence;
  return unbounded.type === 'cron' ? unbounded : anchoredInThePast(unbounded);
}

function anchoredInThePast(recurrence: Omit<IntervalRecurrence, 'startAt'>): IntervalRecurrence {
  const { anchorAt, everySeconds } = recurrence;
  const everyMs = everySeconds * SECOND_MS;
  return {
    ...recurrence,
    anchorAt: anchorAt - Math.floor((anchorAt - EARLIEST_INSTANT) / everyMs) * everyMs,
  };
}

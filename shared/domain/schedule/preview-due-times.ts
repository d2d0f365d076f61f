import { InvalidInput } from '../errors.ts';
import { excludedUntil, NO_CALENDARS, type Calendars } from './exclusion.ts';
import { EARLIEST_INSTANT, LATEST_INSTANT } from './instant.ts';
import { firstNamedInGap, readLocally, toLocalText, type LocalReading } from './local-reading.ts';
import { nextOfRecurrence } from './next-of-recurrence.ts';
import type { Recurrence } from './recurrence.ts';
import { StepBudget } from './step-budget.ts';
import { findTimeZone, type TimeZone } from './time-zone.ts';

const MAX_COUNT = 1000;
const DEFAULT_STEPS = 20_000;

interface PreviewOptions {
  /** Epoch ms, left out itself. */
  readonly after: number;
  /** The most slots to give, 1 to 1000. */
  readonly count: number;
  /** Bounds the time it takes: searches, excluded stretches and clock changes looked at. */
  readonly maxSteps?: number;
  readonly calendars?: Calendars;
}

/** A slot as one of the recurrences that name it sees it. */
interface NamedTime extends LocalReading {
  /** Index among the recurrences. */
  readonly recurrence: number;
  readonly timeZone: string;
}

interface PreviewSlot {
  readonly dueAt: number;
  readonly namedBy: readonly NamedTime[];
}

/** A local time that the policy `skip` drops because clocks leave it out; the first of its gap. */
interface SkippedTime {
  readonly note: 'skipped-by-gap';
  readonly recurrence: number;
  readonly timeZone: string;
  readonly localTime: string;
  /** When clocks go forward, epoch ms. */
  readonly changeAt: number;
}

export interface Preview {
  readonly slots: readonly PreviewSlot[];
  readonly skipped: readonly SkippedTime[];
  /** Why there are no more slots: as many as asked for, no steps left to look for more, or none to come. */
  readonly endedBy: 'count' | 'steps' | 'no-more-slots';
}

/**
 * The coming slots with their local times and what clock changes do to them, calculated as dispatch does it.
 *
 * Throws RangeError for a count outside 1 to 1000, and InvalidInput as `nextDueAt` does.
 */
export function previewDueTimes(recurrences: readonly Recurrence[], options: PreviewOptions): Preview {
  const { after, count, maxSteps = DEFAULT_STEPS, calendars = NO_CALENDARS } = options;
  if (!Number.isInteger(count) || count < 1 || count > MAX_COUNT) {
    throw new RangeError(`A preview has 1 to ${MAX_COUNT} slots, not ${count}.`);
  }
  const from = Math.min(Math.max(Math.floor(after), EARLIEST_INSTANT - 1), LATEST_INSTANT);
  const search = { calendars, budget: new StepBudget(maxSteps) };
  const cursors = recurrences.map((recurrence, index) => new Cursor(recurrence, index, { search, from }));
  const slots = firstSlots(cursors, count, search.budget);
  const last = slots.at(-1)?.dueAt ?? from;
  if (slots.length === count) return { slots, skipped: skippedUntil(cursors, last), endedBy: 'count' };
  if (search.budget.isSpent) return { slots, skipped: skippedUntil(cursors, last), endedBy: 'steps' };
  return { slots, skipped: skippedUntil(cursors, Infinity), endedBy: 'no-more-slots' };
}

/** Stops when the budget is spent: a cursor without a due time may then have one that was not found. */
function firstSlots(cursors: readonly Cursor[], count: number, budget: StepBudget): readonly PreviewSlot[] {
  const slots: PreviewSlot[] = [];
  while (slots.length < count && !budget.isSpent) {
    const dueAt = Math.min(...cursors.map((cursor) => cursor.dueAt ?? Infinity));
    if (dueAt === Infinity) break;
    const due = cursors.filter((cursor) => cursor.dueAt === dueAt);
    slots.push({ dueAt, namedBy: due.map((cursor) => cursor.read(dueAt)) });
    for (const cursor of due) cursor.advance();
  }
  return slots;
}

function skippedUntil(cursors: readonly Cursor[], last: number): readonly SkippedTime[] {
  const skipped = cursors.flatMap((cursor) => cursor.skipped.filter(({ changeAt }) => changeAt <= last));
  return skipped.sort((a, b) => a.changeAt - b.changeAt);
}

interface CursorStart {
  readonly search: { readonly calendars: Calendars; readonly budget: StepBudget };
  readonly from: number;
}

/** Goes through the slots of one recurrence. */
class Cursor {
  readonly skipped: SkippedTime[] = [];
  readonly #recurrence: Recurrence;
  readonly #index: number;
  readonly #search: CursorStart['search'];
  readonly #timeZone: string;
  readonly #zone: TimeZone;
  #dueAt: number | undefined;

  constructor(recurrence: Recurrence, index: number, { search, from }: CursorStart) {
    this.#recurrence = recurrence;
    this.#index = index;
    this.#search = search;
    this.#timeZone = (recurrence.type === 'once' ? undefined : recurrence.timeZone) ?? 'UTC';
    this.#zone = zoneOf(this.#timeZone);
    this.#dueAt = this.#nextAfter(from);
  }

  get dueAt(): number | undefined {
    return this.#dueAt;
  }

  read(dueAt: number): NamedTime {
    const reading = readLocally(this.#recurrence, this.#zone, dueAt);
    return { recurrence: this.#index, timeZone: this.#timeZone, ...reading };
  }

  advance(): void {
    if (this.#dueAt !== undefined) this.#dueAt = this.#nextAfter(this.#dueAt);
  }

  #nextAfter(after: number): number | undefined {
    if (!this.#search.budget.take()) return undefined;
    const dueAt = nextOfRecurrence(this.#recurrence, after, this.#search);
    if (dueAt !== undefined) this.#noteSkipped(after, dueAt);
    return dueAt;
  }

  #noteSkipped(after: number, dueAt: number): void {
    const recurrence = this.#recurrence;
    if (recurrence.type !== 'cron' || recurrence.dst !== 'skip') return;
    let changeAt = this.#zone.spanAt(Math.max(after, (recurrence.startAt ?? 0) - 1)).endAt;
    while (changeAt <= dueAt && this.#search.budget.take()) {
      const span = this.#zone.spanAt(changeAt);
      const local = span.startAt === changeAt ? firstNamedInGap(recurrence, span) : undefined;
      if (local !== undefined && !this.#isExcluded(changeAt)) {
        const { note, timeZone } = { note: 'skipped-by-gap', timeZone: this.#timeZone } as const;
        this.skipped.push({
          note,
          recurrence: this.#index,
          timeZone,
          localTime: toLocalText(local),
          changeAt,
        });
      }
      changeAt = span.endAt;
    }
  }

  #isExcluded(instant: number): boolean {
    const exclusions = this.#recurrence.type === 'cron' ? (this.#recurrence.exclusions ?? []) : [];
    const context = { exclusions, zone: this.#zone, calendars: this.#search.calendars };
    return excludedUntil(context, instant) !== undefined;
  }
}

function zoneOf(timeZone: string): TimeZone {
  const zone = findTimeZone(timeZone);
  if (zone !== undefined) return zone;
  const message = `There is no time zone "${timeZone}".`;
  throw new InvalidInput(message, [{ pointer: '/timeZone', message }]);
}

import { BoundedCache } from './bounded-cache.ts';
import { DAY_MS, SECOND_MS } from './instant.ts';

/** A stretch of time in which a zone's clocks are a fixed offset from UTC. */
export interface OffsetSpan {
  /** The instant it begins; when that is far back, any instant at least a day before the one asked about. */
  readonly startAt: number;
  /** The instant its end is known to be no earlier than; the span after may have the same offset. */
  readonly endAt: number;
  /** What to add to UTC to get local time. */
  readonly offsetMs: number;
  /** The offset before `startAt`; equal to `offsetMs` when clocks did not change then. */
  readonly previousOffsetMs: number;
}

const CHUNK_MS = 366 * DAY_MS;

/** Clocks never differ by more than this, so a change further back cannot repeat a local time. */
const LOOK_BACK_MS = 2 * DAY_MS;

/**
 * How closely a year is looked at. The shortest summer since 1970 lasted a week (Noronha and Boa Vista in 2000);
 * a change undone between two looks would not be seen.
 */
const SAMPLE_MS = 2 * DAY_MS;

/** Every IANA name, aliases included, is well below this; other spellings in capitals may come on top. */
const MAX_REMEMBERED = 1000;

const remembered = new BoundedCache<TimeZone>(MAX_REMEMBERED);

/**
 * The IANA time zone of a name (in any capitals), or undefined when the runtime's zone data has none. Plain
 * offsets such as `+02:00` are not names of zones.
 */
export function findTimeZone(name: string): TimeZone | undefined {
  const known = remembered.get(name);
  if (known !== undefined) return known;
  const format = formatOf(name);
  if (format === undefined) return undefined;
  const zone = new TimeZone(format);
  remembered.set(name, zone);
  return zone;
}

function formatOf(name: string): Intl.DateTimeFormat | undefined {
  if (!/^[A-Za-z]/.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** A zone's offsets, found by asking Intl about a year at a time and remembered. */
export class TimeZone {
  readonly #format: Intl.DateTimeFormat;
  readonly #chunks = new Map<number, readonly OffsetSpan[]>();

  constructor(format: Intl.DateTimeFormat) {
    this.#format = format;
  }

  /** The span with `startAt` <= instant < `endAt`. */
  spanAt(instant: number): OffsetSpan {
    const chunk = Math.floor(instant / CHUNK_MS);
    let spans = this.#chunks.get(chunk);
    if (spans === undefined) {
      spans = this.#findSpans(chunk * CHUNK_MS - LOOK_BACK_MS, (chunk + 1) * CHUNK_MS);
      this.#chunks.set(chunk, spans);
    }
    for (const span of spans) {
      if (instant < span.endAt) return span;
    }
    throw new RangeError(`${instant} is not an instant that a time zone can be asked about.`);
  }

  #findSpans(from: number, to: number): readonly OffsetSpan[] {
    const spans: OffsetSpan[] = [];
    let startAt = from;
    let offsetMs = this.#offsetAt(from);
    let previousOffsetMs = offsetMs;
    let sampleAt = from;
    while (sampleAt < to) {
      const changeAt = this.#changeBetween(sampleAt, Math.min(sampleAt + SAMPLE_MS, to), offsetMs);
      sampleAt = changeAt ?? sampleAt + SAMPLE_MS;
      if (changeAt !== undefined && changeAt < to) {
        spans.push({ startAt, endAt: changeAt, offsetMs, previousOffsetMs });
        startAt = changeAt;
        previousOffsetMs = offsetMs;
        offsetMs = this.#offsetAt(changeAt);
      }
    }
    spans.push({ startAt, endAt: to, offsetMs, previousOffsetMs });
    return spans;
  }

  /** The first second after `from`, up to `to`, at which the offset is no longer what it was. */
  #changeBetween(from: number, to: number, offsetMs: number): number | undefined {
    if (this.#offsetAt(to) === offsetMs) return undefined;
    let same = from;
    let changed = to;
    while (changed - same > SECOND_MS) {
      const middle = same + Math.ceil((changed - same) / 2 / SECOND_MS) * SECOND_MS;
      if (this.#offsetAt(middle) === offsetMs) same = middle;
      else changed = middle;
    }
    return changed;
  }

  #offsetAt(instant: number): number {
    const fields: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {};
    for (const part of this.#format.formatToParts(instant)) fields[part.type] = Number(part.value);
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = fields;
    return Date.UTC(year, month - 1, day, hour, minute, second) - instant;
  }
}

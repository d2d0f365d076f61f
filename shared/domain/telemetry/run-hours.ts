import type { HourOfRuns } from '../overview/overview.ts';
import type { FinishedRun } from '../run/run.ts';

/**
 * As it is kept: by the hour's number since 1970 and the value stream's place, how many runs ended in which state (in the
 * order of END_STATES), then how many of them began how late, by bucket. Zeros at the end are left out.
 */
export type KeptHours = Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;

export const END_STATES = [
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
  'dead',
] as const satisfies readonly FinishedRun['state'][];

export const HOUR_MS = 60 * 60_000;

/** Two days and the hour under way: what is read hours late is still counted in the hour in which it happened. */
const MOST_HOURS = 49;

/** Hours whose lateness is kept: the one under way and the one before. */
const MOST_LATE_HOURS = 2;

/** The end of a run, as it is counted in its hour. */
export interface HourlyEnd {
  /** Of the value stream. */
  readonly place: string;
  readonly state: FinishedRun['state'];
  readonly finishedAt: number;
  /** The bucket of its lateness; undefined of a run that nobody waited for at its time. */
  readonly lateBucket: number | undefined;
}

/** Ends of runs by the hour in which they lie. Bounded: as many hours as there is room for, the latest. */
export class RunHours {
  readonly #hours: Map<number, Map<string, number[]>>;

  constructor(kept: KeptHours) {
    this.#hours = new Map(
      Object.entries(kept).map(([hour, places]) => [
        Number(hour),
        new Map(Object.entries(places).map(([place, counts]) => [place, [...counts]])),
      ]),
    );
  }

  add({ place, state, finishedAt, lateBucket }: HourlyEnd): void {
    const hour = Math.floor(finishedAt / HOUR_MS);
    const places = this.#hours.get(hour) ?? new Map<string, number[]>();
    const counts = places.get(place) ?? [];
    raise(counts, END_STATES.indexOf(state));
    if (lateBucket !== undefined) raise(counts, END_STATES.length + lateBucket);
    this.#hours.set(hour, places.set(place, counts));
    this.#forget();
  }

  kept(): KeptHours {
    return Object.fromEntries([...this.#hours].map(([hour, places]) => [hour, Object.fromEntries(places)]));
  }

  /** The ends of some places within the hour that begins at an instant (epoch ms); undefined: of all places. */
  endsIn(from: number, places: readonly string[] | undefined): HourOfRuns {
    const counts = this.#counts(from, places);
    const [succeeded = 0, failed = 0, cancelled = 0, skipped = 0, dead = 0] = counts;
    return { from, byState: { succeeded, failed, cancelled, skipped, dead } };
  }

  /** How many of them began how late, by bucket. */
  lateIn(from: number, places: readonly string[] | undefined): readonly number[] {
    return this.#counts(from, places).slice(END_STATES.length);
  }

  #counts(from: number, wanted: readonly string[] | undefined): readonly number[] {
    const places = this.#hours.get(Math.floor(from / HOUR_MS));
    const found = [...(places ?? [])].filter(([place]) => wanted?.includes(place) ?? true);
    return addedUp(found.map(([, counts]) => counts));
  }

  #forget(): void {
    const latestFirst = [...this.#hours.keys()].sort((a, b) => b - a);
    for (const hour of latestFirst.slice(MOST_HOURS)) this.#hours.delete(hour);
    for (const hour of latestFirst.slice(MOST_LATE_HOURS)) {
      for (const counts of this.#hours.get(hour)?.values() ?? []) counts.splice(END_STATES.length);
    }
  }
}

/** The sums of lists, place by place. */
export function addedUp(lists: readonly (readonly number[])[]): readonly number[] {
  const length = Math.max(0, ...lists.map((list) => list.length));
  return Array.from({ length }, (_, index) => lists.reduce((sum, list) => sum + (list[index] ?? 0), 0));
}

/** Adds one at an index of a list that may be too short for it. */
function raise(counts: number[], index: number): void {
  while (counts.length <= index) counts.push(0);
  counts[index] = (counts[index] ?? 0) + 1;
}

import { InvalidInput } from '../domain/errors.ts';
import type { Job } from '../domain/job/job.ts';
import type { Run } from '../domain/run/run.ts';
import { answerSlots, instantOf, type SlotEntry } from '../domain/slot/answer-slots.ts';
import { namedSlots, type SlotPosition, type SlotRange } from '../domain/slot/named-slots.ts';
import type { SkippedSlots } from '../domain/slot/slot-answer.ts';
import type { LoadCalendars } from './load-calendars.ts';
import type { Clock } from './ports/environment.ts';
import type { SlotStore } from './ports/slot-store.ts';

export interface SlotsRequest extends SlotRange {
  readonly limit: number;
  /** Absent: at the range's beginning. */
  readonly position?: SlotPosition | undefined;
}

export interface SlotsPage {
  readonly items: readonly SlotEntry[];
  /** Present while there are more. */
  readonly next?: SlotPosition;
}

interface Dependencies {
  readonly slots: SlotStore;
  readonly loadCalendars: LoadCalendars;
  readonly clock: Clock;
}

export type ReadSlots = (job: Job, request: SlotsRequest) => Promise<SlotsPage>;

/**
 * Reads the slots of a range with their answers, a page at a time. A page costs two queries within the job's
 * partition, and one more for each record of coalesced slots whose run is not on it.
 *
 * Throws InvalidInput when the job's recurrences cannot be calculated, unless it is quarantined for that.
 */
export function createReadSlots({ slots: store, loadCalendars, clock }: Dependencies): ReadSlots {
  return async (job, { fromDueAt, untilDueAt, limit, position = { at: fromDueAt, seen: 0 } }) => {
    const wanted = position.seen + limit + 1;
    const range = { fromDueAt: position.at, untilDueAt, limit: wanted };
    const slots = await named(job, range, loadCalendars);
    const runs = await store.runsDue(job.jobId, range);
    // Up to here neither list was cut off.
    const end = Math.min(untilDueAt, slots[wanted - 1] ?? Infinity, runs[wanted - 1]?.dueAt ?? Infinity);
    const page = { fromDueAt: position.at, untilDueAt: end };
    const records = await Array.fromAsync(store.skippedSlots(job.jobId, page));
    const others = await coalescingRuns(store, job, { records, runs });
    const entries = answerSlots(
      job,
      { slots, runs: [...runs, ...others], skipped: records },
      { ...page, now: clock.now() },
    );
    // A record that began before the range stands at its beginning, on the first page only.
    const placed = entries
      .map((entry) => ({ entry, at: Math.max(instantOf(entry), fromDueAt) }))
      .filter(({ at }) => at >= position.at)
      .sort((a, b) => a.at - b.at);
    return toPage(placed, { limit, position });
  };
}

async function named(
  job: Job,
  range: SlotRange & { readonly limit: number },
  loadCalendars: LoadCalendars,
): Promise<number[]> {
  try {
    return namedSlots(job, { ...range, calendars: await loadCalendars(job.recurrences) });
  } catch (error) {
    if (error instanceof InvalidInput && job.state === 'quarantined') return [];
    throw error;
  }
}

/** The runs after the page that were told to stand for slots of it. */
async function coalescingRuns(
  store: SlotStore,
  { jobId }: Job,
  { records, runs }: { readonly records: readonly SkippedSlots[]; readonly runs: readonly Run[] },
): Promise<readonly Run[]> {
  const missing = records.filter(
    ({ reason, untilDueAt }) =>
      reason === 'catch-up-coalesced' &&
      !runs.some((run) => run.dueAt > untilDueAt && (run.coalesced?.fromDueAt ?? Infinity) <= untilDueAt),
  );
  const found = await Promise.all(missing.map(({ untilDueAt }) => store.coalescingRun(jobId, untilDueAt)));
  const unique = new Map(found.flatMap((run) => (run === undefined ? [] : [[run.runId, run]])));
  return [...unique.values()];
}

function toPage(
  placed: readonly { readonly entry: SlotEntry; readonly at: number }[],
  { limit, position }: { readonly limit: number; readonly position: SlotPosition },
): SlotsPage {
  const rest = placed.slice(position.seen);
  const items = rest.slice(0, limit);
  const last = items.at(-1);
  if (rest.length <= limit || last === undefined) return { items: items.map(({ entry }) => entry) };
  const ofInstant = items.filter(({ at }) => at === last.at).length;
  const seen = last.at === position.at ? position.seen + ofInstant : ofInstant;
  return { items: items.map(({ entry }) => entry), next: { at: last.at, seen } };
}

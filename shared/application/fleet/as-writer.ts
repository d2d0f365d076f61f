import type { Clock, UniqueId } from '../ports/environment.ts';
import type { FleetWriterStore } from '../ports/fleet-writer-store.ts';

/*
 * Every write of a fleet's job is made at the version that was looked at. That does not stop one who was held up: where a
 * later definition has found the job as it should be, and written nothing, the write for the older one still fits. Who
 * writes sees so when it is done, and mends it. But it may be killed before. So it says that it is going to write before it
 * reads what to write, and that it is done after it has looked whether that still holds. Whoever never says so is found
 * when its time is over, and the fleet gets one more round.
 */

/** After this a writer is taken to be dead. */
const WRITER_MS = 60_000;

/** A writer begins no further job after this: those in work have the rest of its time. */
const BEGINNING_MS = 30_000;

export interface WritingDependencies {
  readonly fleetWriters: FleetWriterStore;
  readonly clock: Clock;
  readonly uniqueId: UniqueId;
}

/** One who is at work on a fleet, and said so. */
export interface Writing {
  readonly writerId: string;
  /** It begins no job after this (epoch ms). */
  readonly until: number;
}

/**
 * Does work that writes jobs of a fleet, and gives its result. `missed` is called when somebody has taken the writer for dead
 * meanwhile, after which nothing tells of what it wrote. Work that throws leaves the writer noted: what it has sent may still
 * arrive.
 */
export async function asWriter<T>(
  { fleetWriters, clock, uniqueId }: WritingDependencies,
  fleetId: string,
  { work, missed }: { readonly work: (writing: Writing) => Promise<T>; readonly missed: () => Promise<void> },
): Promise<T> {
  const writerId = uniqueId();
  const now = clock.now();
  await fleetWriters.create({ writerId, fleetId, until: now + WRITER_MS });
  const result = await work({ writerId, until: now + BEGINNING_MS });
  if (!(await fleetWriters.remove(writerId))) await missed();
  return result;
}

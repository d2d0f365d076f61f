import type { Lane } from './lane.ts';
import type { RunId } from './run-id.ts';

/** What has to be written when a lane does not say what its runs say. */
export interface MendedLane {
  readonly lane: Lane;
  /** The run that now has the place of those that have ended; it may be waiting still. */
  readonly woken: RunId | undefined;
}

/**
 * Brings a lane to what its runs say: those that have ended leave it, those that wait without being in it come in
 * behind the others, and when nothing goes the first that waits is woken. Undefined when there is nothing to mend.
 */
export function mendLane(
  lane: Lane,
  { hasEnded, strays }: { readonly hasEnded: ReadonlySet<RunId>; readonly strays: readonly RunId[] },
): MendedLane | undefined {
  const going = lane.going.filter((id) => !hasEnded.has(id));
  const known = new Set([...lane.going, ...lane.waiting]);
  const lost = strays.filter((id) => !known.has(id));
  const waiting = [...lane.waiting.filter((id) => !hasEnded.has(id)), ...lost];
  const woken = going.length === 0 ? waiting[0] : undefined;
  const isRight =
    going.length === lane.going.length &&
    waiting.length === lane.waiting.length &&
    lost.length === 0 &&
    woken === undefined;
  if (isRight) return undefined;
  return {
    lane: {
      ...lane,
      going: woken === undefined ? going : [woken],
      waiting: woken === undefined ? waiting : waiting.slice(1),
    },
    woken,
  };
}

import { hashFraction } from '../domain/schedule/hash-fraction.ts';
import type { Pause } from './ports/environment.ts';

/** Conflicts that are followed by another look at once: each means that someone else got on. */
const AT_ONCE = 3;

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Looks until what it finds can be written. It never gives up: a message that is let go for conflicts comes again only
 * so often before it is dead, and whoever conflicts is in nobody's way. After several conflicts it pauses, for so
 * long as follows from `name`, so that those who met do not meet again.
 */
export async function untilWritten<T>(
  { pause, name }: { readonly pause: Pause; readonly name: string },
  look: () => Promise<T | 'conflict'>,
): Promise<T> {
  for (let conflicts = 0; ; conflicts += 1) {
    if (conflicts > AT_ONCE) await pause(pauseMs(name, conflicts), new AbortController().signal);
    const outcome = await look();
    if (outcome !== 'conflict') return outcome;
  }
}

function pauseMs(name: string, conflicts: number): number {
  const most = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (conflicts - AT_ONCE - 1));
  return Math.ceil(most * hashFraction(`${name} ${conflicts}`));
}

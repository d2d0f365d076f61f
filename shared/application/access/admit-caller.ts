import { Unavailable } from '../../domain/errors.ts';
import type { Clock } from '../ports/environment.ts';
import type { RateStore } from '../ports/rate-store.ts';

const WINDOW_MS = 60_000;

/** An instance takes a twentieth of the limit at a time: so many writes a caller and minute, at most, whatever the load. */
const SHARES = 20;

/** How many callers are remembered at once. */
const MAX_CALLERS = 10_000;

export type AdmittedCaller =
  { readonly outcome: 'admitted' } | { readonly outcome: 'refused'; readonly retryAfterSeconds: number };

interface Dependencies {
  readonly rates: RateStore;
  readonly clock: Clock;
  /** 0: no limit. */
  readonly requestsPerMinute: number;
}

/** What this instance knows of a caller in a window. */
interface Purse {
  readonly startsAt: number;
  /** Requests that it may still let through without asking. */
  left: number;
  isEmpty: boolean;
  asking: Promise<void> | undefined;
}

/**
 * Lets a caller make so many requests in each minute of the clock, over all instances together. Each instance takes a share
 * of the caller's minute from the store and spends it without asking again, so a caller can get less than the whole when
 * several instances hold shares that they do not spend, and never more. While the store does not answer nobody is refused:
 * the limit keeps the app from being overrun, it guards nothing, and what is asked for will meet the same store.
 */
export function createAdmitCaller({
  rates,
  clock,
  requestsPerMinute: limit,
}: Dependencies): (callerId: string) => Promise<AdmittedCaller> {
  if (limit === 0) return async () => ({ outcome: 'admitted' });
  const share = Math.max(1, Math.floor(limit / SHARES));
  const purses = new Map<string, Purse>();

  async function fill(purse: Purse, callerId: string): Promise<void> {
    const window = { callerId, startsAt: purse.startsAt, lengthMs: WINDOW_MS };
    const taken = await rates.take(window, { share, limit });
    purse.left += taken;
    purse.isEmpty = taken === 0;
  }

  return async (callerId) => {
    const now = clock.now();
    const purse = purseOf(purses, callerId, now - (now % WINDOW_MS));
    while (purse.left === 0 && !purse.isEmpty) {
      // All that come meanwhile wait for the one question.
      purse.asking ??= fill(purse, callerId).finally(() => {
        purse.asking = undefined;
      });
      try {
        await purse.asking;
      } catch (error) {
        if (error instanceof Unavailable) return { outcome: 'admitted' };
        throw error;
      }
    }
    if (purse.left === 0) {
      const retryAfterSeconds = Math.max(1, Math.ceil((purse.startsAt + WINDOW_MS - now) / 1000));
      return { outcome: 'refused', retryAfterSeconds };
    }
    purse.left -= 1;
    return { outcome: 'admitted' };
  };
}

function purseOf(purses: Map<string, Purse>, callerId: string, startsAt: number): Purse {
  const known = purses.get(callerId);
  if (known?.startsAt === startsAt) return known;
  const purse: Purse = { startsAt, left: 0, isEmpty: false, asking: undefined };
  purses.delete(callerId);
  purses.set(callerId, purse);
  for (const oldest of purses.keys()) {
    if (purses.size <= MAX_CALLERS) break;
    purses.delete(oldest);
  }
  return purse;
}

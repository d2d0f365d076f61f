import type { Clock, Log } from '../ports/environment.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import { eachFleet } from './each-fleet.ts';
import { createHealFleets } from './heal-fleets.ts';
import type { TendFleet } from './tend-fleet.ts';

/** A pass ends after this; the next one goes on. */
const PASS_MS = 25_000;

/** What one fleet may take of a pass while others wait. */
const SHARE_MS = 5_000;

export interface TendedFleets {
  readonly fleets: number;
  /** Fleets with more to do than there was time for. */
  readonly underWay: number;
  readonly failures: number;
}

type Healing = Parameters<typeof createHealFleets>[0];

interface Dependencies extends Healing {
  readonly fleets: Pick<FleetStore, 'list'>;
  readonly tendFleet: TendFleet;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Looks after every fleet that has something to do: goes on where a request or a pass before has stopped, begins the rounds
 * that a change of a value stream's template asks for, and those of every hour. One at a time, since each works on many jobs at
 * once, and each for its share, so that a large one does not keep the others waiting.
 */
export function createTendFleets(dependencies: Dependencies): () => Promise<TendedFleets> {
  const { fleets, tendFleet, clock, log } = dependencies;
  const healFleets = createHealFleets(dependencies);
  return async () => {
    await healFleets();
    const endsAt = clock.now() + PASS_MS;
    const summary = { fleets: 0, underWay: 0, failures: 0 };
    let waiting = await Array.fromAsync(eachFleet(fleets, {}), ({ fleetId }) => fleetId);
    summary.fleets = waiting.length;
    while (waiting.length > 0 && clock.now() < endsAt) {
      const goingOn: string[] = [];
      for (const fleetId of waiting) {
        const until = Math.min(endsAt, clock.now() + SHARE_MS);
        const outcome = await tendSafely(fleetId, until);
        if (outcome === 'under-way') goingOn.push(fleetId);
        if (outcome === 'failed') summary.failures += 1;
      }
      waiting = goingOn;
    }
    return { ...summary, underWay: waiting.length };
  };

  /** One bad fleet never stops the others. */
  async function tendSafely(fleetId: string, until: number) {
    try {
      return await tendFleet(fleetId, until);
    } catch (error) {
      log.error('A fleet could not be tended; the next pass tries again.', error, { fleetId });
      return 'failed';
    }
  }
}

import type { Clock, Log } from '../ports/environment.ts';
import type { FleetProgressStore } from '../ports/fleet-progress-store.ts';
import type { FleetWriterStore } from '../ports/fleet-writer-store.ts';
import { askForRound } from './ask-for-round.ts';

interface Dependencies {
  readonly fleetWriters: FleetWriterStore;
  readonly fleetProgress: Pick<FleetProgressStore, 'get' | 'save'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Has the fleets begin a round anew whose writers were killed or held up: what they wrote last may not be what is wanted. The
 * round is asked for before the writer is forgotten, so that whoever is killed in between leaves it to the next pass.
 */
export function createHealFleets({
  fleetWriters,
  fleetProgress,
  clock,
  log,
}: Dependencies): () => Promise<void> {
  return async () => {
    const found = await fleetWriters.overdueAt(clock.now());
    for (const [fleetId, writers] of Map.groupBy(found, (writer) => writer.fleetId)) {
      await askForRound({ fleetProgress }, fleetId);
      for (const { writerId } of writers) await fleetWriters.remove(writerId);
      log.info('Some work on a fleet was cut off: its jobs are looked at again.', {
        ...{ fleetId, writers: writers.length },
      });
    }
  };
}

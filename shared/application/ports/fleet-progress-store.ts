import type { FleetProgress } from '../../domain/fleet/fleet-progress.ts';
import type { Versioned } from './versioned.ts';

/** Holds how far fleets have come, each apart from its definition, whose version it leaves alone. May throw Unavailable. */
export interface FleetProgressStore {
  get(fleetId: string): Promise<Versioned<FleetProgress> | undefined>;

  /** Replaces the progress at `ifVersion`; undefined: there must be none yet. Gives the new version. */
  save(
    progress: FleetProgress,
    condition: { readonly ifVersion: string | undefined },
  ): Promise<{ readonly version: string } | 'conflict'>;

  /** Forgets it, whatever its version; nothing where there is none. */
  remove(fleetId: string): Promise<void>;
}

import type { Fleet } from '../../domain/fleet/fleet.ts';
import type { Page, PageRequest, Versioned } from './versioned.ts';

/** What a list of fleets is narrowed by; what is left out does not narrow it. */
export interface FleetFilter {
  readonly valueStream?: string;
  /** Fleets in one of these value streams: those that the caller may see. */
  readonly valueStreams?: readonly string[];
}

/** Holds the fleets. Every method may throw Unavailable. */
export interface FleetStore {
  get(fleetId: string): Promise<Versioned<Fleet> | undefined>;

  /** Stores a fleet whose id is free and gives its version; of several at once exactly one gets one. */
  create(fleet: Fleet): Promise<string | undefined>;

  /** Replaces a fleet and gives its new version. Throws VersionConflict when it is not at `ifVersion`. */
  save(fleet: Fleet, condition: { readonly ifVersion: string }): Promise<string>;

  /** Throws VersionConflict when it is gone or not at `ifVersion`. */
  remove(fleetId: string, condition: { readonly ifVersion: string }): Promise<void>;

  /** The fleets in code unit order of their ids. Throws InvalidInput for a cursor that no page gave. */
  list(filter: FleetFilter, request: PageRequest): Promise<Page<Fleet>>;
}

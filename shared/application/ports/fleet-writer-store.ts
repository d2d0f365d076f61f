/** Somebody who may be writing jobs of a fleet. */
export interface FleetWriter {
  readonly writerId: string;
  readonly fleetId: string;
  /** Epoch ms; whoever is there longer has been killed, or held up. */
  readonly until: number;
}

/** Holds who is writing the jobs of fleets. May throw Unavailable. */
export interface FleetWriterStore {
  /** Notes a writer of a new id. */
  create(writer: FleetWriter): Promise<void>;

  /** Forgets a writer; false where somebody has done so before. */
  remove(writerId: string): Promise<boolean>;

  /** Those of a fleet. */
  writersOf(fleetId: string): Promise<readonly FleetWriter[]>;

  /** Those of all fleets whose time was over at an instant (epoch ms). */
  overdueAt(instant: number): Promise<readonly FleetWriter[]>;
}

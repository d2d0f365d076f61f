/** That a job was made by a fleet, and of what: nobody writes it but the fleet. */
export interface FleetMembership {
  readonly fleetId: string;
  readonly modelId: string;
  /** The fleet's generation that the job was last made by. */
  readonly generation: number;
  /** JSON pointers into the job's definition: what the model's own override says. */
  readonly overridden: readonly string[];
  /** Fingerprint of the whole definition that the fleet asked for: the same again leaves the job as it is. */
  readonly wanted: string;
  /**
   * Fingerprint of what a stability job's baseline was asked to be made from. While that stays the same, an edit keeps the
   * frozen baseline: a threshold of ten thousand models is changed without reading ten thousand files.
   */
  readonly frozenFrom?: string;
  /** Its model is selected no longer, and the fleet has let go of it: it is edited and deleted as any other job. */
  readonly isKept?: true;
}

/** Whether it is the fleet that says what the job is, and nobody else. */
export function isLedByFleet(
  fleet: Pick<FleetMembership, 'isKept'> | undefined,
): fleet is NonNullable<typeof fleet> {
  return fleet !== undefined && fleet.isKept === undefined;
}

/** What comes before every other in the order of members, and where those of one fleet end. */
const SEPARATOR = '|';
const AFTER_SEPARATOR = '}';

/** Where a job stands among those of all fleets: those of one are together, in the order of their models. */
export function memberPlace({ fleetId, modelId }: Pick<FleetMembership, 'fleetId' | 'modelId'>): string {
  return `${fleetId}${SEPARATOR}${modelId}`;
}

/** The place behind all members of a fleet. */
export function membersEnd(fleetId: string): string {
  return `${fleetId}${AFTER_SEPARATOR}`;
}

import type { FleetMembership } from '../../domain/fleet/fleet-membership.ts';
import type { JobId } from '../../domain/job/job-id.ts';

/** A job that a fleet has made, as much of it as a round looks at. */
export interface FleetMember {
  readonly jobId: JobId;
  readonly fleet: FleetMembership;
}

/** Finds the jobs of fleets. May throw Unavailable. */
export interface FleetMembers {
  /**
   * The jobs of a fleet whose models come after `after`, the first so many, in code unit order of the models; those that the
   * fleet has let go of among them, deleted ones not. It costs what is read, however many jobs there are beside.
   */
  membersAfter(
    fleetId: string,
    range: { readonly after?: string | undefined; readonly limit: number },
  ): Promise<readonly FleetMember[]>;
}

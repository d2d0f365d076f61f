import type { FleetMembership } from '../../shared/domain/fleet/fleet-membership.ts';
import { problem, type ProblemAnswer } from './problem.ts';

/** The answer to a change of a job that a fleet says what it is; absent: the fleet has let go of it meanwhile. */
export function ofFleet(fleet: Pick<FleetMembership, 'fleetId' | 'modelId'> | undefined): ProblemAnswer {
  return problem({
    ...{ type: 'conflict', status: 409, title: 'The job is made by a fleet.' },
    detail:
      fleet === undefined
        ? 'A fleet had a hand on it a moment ago. Try again.'
        : `Fleet '${fleet.fleetId}' says what it is. For its model alone: PUT /api/fleets/${fleet.fleetId}/overrides/${fleet.modelId}. For all: PUT /api/fleets/${fleet.fleetId}. To have no such job: name the model in the selector's exceptModelIds. Pausing, resuming and running it by hand need no change.`,
  });
}

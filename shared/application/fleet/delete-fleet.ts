import type { Actor } from '../../domain/access/actor.ts';
import { endingFleet, type Fleet, type UnmatchedPolicy } from '../../domain/fleet/fleet.ts';
import type { Versioned } from '../ports/versioned.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';
import { replaceFleet, type FleetChangeDependencies } from './save-fleet.ts';

export type DeleteFleetOutcome =
  | ({ readonly outcome: 'deleting' } & Versioned<Fleet>)
  | { readonly outcome: 'not-found' }
  | { readonly outcome: 'version-mismatch' };

interface Asked {
  readonly fleetId: string;
  /** What becomes of its jobs; absent: as of those whose model it selects no longer. */
  readonly jobs?: UnmatchedPolicy | undefined;
}

/** Begins the end of a fleet. */
export type DeleteFleet = (
  asked: Asked,
  expected: ExpectedVersions,
  actor: Actor,
) => Promise<DeleteFleetOutcome>;

/**
 * One conditional write: from then on the fleet wants no job, and rounds let go of them; with the last of them it is gone
 * itself. Asked for twice it is the same as once.
 */
export function createDeleteFleet(
  dependencies: Pick<FleetChangeDependencies, 'fleets' | 'auditedChange' | 'clock' | 'uniqueId'>,
): DeleteFleet {
  const { fleets, clock } = dependencies;
  return async ({ fleetId, jobs }, expected, actor) => {
    for (;;) {
      const stored = await fleets.get(fleetId);
      if (stored === undefined) return { outcome: 'not-found' };
      const { value: before, version: ifVersion } = stored;
      if (before.state === 'deleting' && (jobs === undefined || jobs === before.whenUnmatched)) {
        return { outcome: 'deleting', ...stored };
      }
      if (expected !== undefined && !isExpected(ifVersion, expected)) return { outcome: 'version-mismatch' };
      const by = { author: actor.author, now: clock.now() };
      const fleet = endingFleet(before, { ...by, jobs: jobs ?? before.whenUnmatched });
      const change = { fleet, actor, before, action: 'delete', ifVersion };
      const version = await replaceFleet(dependencies, change);
      if (version !== undefined) return { outcome: 'deleting', value: fleet, version };
    }
  };
}

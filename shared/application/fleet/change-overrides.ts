import type { Actor } from '../../domain/access/actor.ts';
import {
  definitionOfFleet,
  type Fleet,
  type FleetDefinition,
  type JobText,
} from '../../domain/fleet/fleet.ts';
import { isExpected, type ExpectedVersions } from '../save-calendar.ts';
import type { FleetStore } from '../ports/fleet-store.ts';
import type { Versioned } from '../ports/versioned.ts';
import type { SaveFleet, SaveFleetOutcome } from './save-fleet.ts';

export type ChangeOverrideOutcome =
  | Exclude<SaveFleetOutcome, { readonly outcome: 'created' | 'version-required' }>
  | { readonly outcome: 'not-found' };

interface Dependencies {
  readonly fleets: Pick<FleetStore, 'get'>;
  readonly saveFleet: SaveFleet;
}

interface Override {
  readonly fleetId: string;
  readonly modelId: string;
  /** Absent: none any more. */
  readonly override?: JobText;
}

/** Gives one model its own override, or takes it away: the others stay whatever they have become meanwhile. */
export type ChangeOverride = (
  change: Override,
  expected: ExpectedVersions,
  actor: Actor,
) => Promise<ChangeOverrideOutcome>;

export function createChangeOverride({ fleets, saveFleet }: Dependencies): ChangeOverride {
  return async (change, expected, actor) => {
    for (;;) {
      const stored = await fleets.get(change.fleetId);
      if (stored === undefined) return { outcome: 'not-found' };
      if (expected !== undefined && !isExpected(stored.version, expected))
        return { outcome: 'version-mismatch' };
      const saved = await saveFleet(withOverride(stored, change), [stored.version], actor);
      // Somebody has changed the fleet since it was read, and no version of it was asked for.
      const isAgain = saved.outcome === 'version-mismatch' && (expected === undefined || expected === '*');
      if (isAgain || saved.outcome === 'created' || saved.outcome === 'version-required') continue;
      return saved;
    }
  };
}

function withOverride({ value }: Versioned<Fleet>, { modelId, override }: Override): FleetDefinition {
  const others = Object.entries(value.overrides).filter(([id]) => id !== modelId);
  const own = override === undefined ? [] : [[modelId, override] as const];
  return { ...definitionOfFleet(value), overrides: Object.fromEntries([...others, ...own]) };
}

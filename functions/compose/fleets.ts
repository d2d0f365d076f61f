import type { Container } from '@azure/cosmos';
import { CosmosFleetMembers } from '../../shared/adapters/cosmos/cosmos-fleet-members.ts';
import { CosmosFleetProgressStore } from '../../shared/adapters/cosmos/cosmos-fleet-progress-store.ts';
import { CosmosFleetStore } from '../../shared/adapters/cosmos/cosmos-fleet-store.ts';
import { CosmosFleetWriterStore } from '../../shared/adapters/cosmos/cosmos-fleet-writer-store.ts';
import { CosmosTemplateStore } from '../../shared/adapters/cosmos/cosmos-template-store.ts';
import { createFleets, type FleetDependencies } from '../../shared/application/fleet/create-fleets.ts';
import { readJobText } from '../../shared/contracts/http/read-job-text.ts';
import { createShowFleet } from '../http/show-fleet.ts';
import type { FunctionRegistry } from '../registry.ts';
import { registerTendFleets } from '../timers/tend-fleets.ts';

type Stores = Pick<
  FleetDependencies,
  'fleets' | 'fleetProgress' | 'fleetWriters' | 'templates' | 'members' | 'readJobText'
>;

/** Where fleets are kept. */
export function fleetStores(containerOf: (name: string) => Container): Stores {
  const control = containerOf('control');
  return {
    fleets: new CosmosFleetStore(control),
    fleetProgress: new CosmosFleetProgressStore(control),
    fleetWriters: new CosmosFleetWriterStore(control),
    templates: new CosmosTemplateStore(control),
    members: new CosmosFleetMembers(containerOf('jobs')),
    readJobText,
  };
}

/** What there is to do with fleets, and the timer that looks after them. */
export function composeFleets(app: FunctionRegistry, parts: FleetDependencies) {
  const fleets = createFleets(parts);
  registerTendFleets(app, { ...fleets, log: parts.log });
  const { fleetProgress, templates } = parts;
  return { ...fleets, fleetProgress, templates, showFleet: createShowFleet(parts) };
}

import type { Fleet, FleetDefinition } from '../../shared/domain/fleet/fleet.ts';
import { at } from './example-job.ts';

/** Collects a report of every model of the example jobs' value stream. */
export function exampleFleetDefinition(changes: Partial<FleetDefinition> = {}): FleetDefinition {
  return {
    fleetId: 'scores',
    valueStream: 'retention',
    selector: {},
    template: {
      kind: 'report-collection',
      task: { resource: '{modelId}-scores', baseUrl: 'https://reports.example.com' },
      recurrences: [{ type: 'cron', expression: '0 6 * * *', timeZone: 'Europe/London' }],
    },
    overrides: {},
    whenUnmatched: 'delete',
    ...changes,
  };
}

/** The same as it is stored. */
export function exampleFleet(changes: Partial<Fleet> = {}): Fleet {
  return {
    ...exampleFleetDefinition(),
    ...{ generation: 1, state: 'active', updatedBy: 'ada' },
    createdAt: at('2026-03-01T00:00:00Z'),
    updatedAt: at('2026-03-01T00:00:00Z'),
    ...changes,
  };
}

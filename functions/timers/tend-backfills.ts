import type { InvocationContext } from '@azure/functions';
import { input } from 'durable-functions';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { Orchestrations } from '../../shared/application/ports/orchestrations.ts';
import type { BackfillSummary } from '../../shared/application/tend-backfills.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly tendBackfills: (orchestrations: Orchestrations) => Promise<BackfillSummary>;
  readonly orchestrationsOf: (context: InvocationContext) => Orchestrations;
  readonly log: Log;
}

/** Looks after backfills as often as after stalled runs: it mends what the ends of their runs have left undone. */
export function registerTendBackfills(app: FunctionRegistry, useCases: UseCases): void {
  app.timer('tendBackfills', {
    schedule: '%RECOVERY_SCHEDULE%',
    extraInputs: [input.durableClient()],
    handler: async (_timer, context) => {
      const summary = await useCases.tendBackfills(useCases.orchestrationsOf(context));
      if (Object.values(summary).some((count) => count > 0))
        useCases.log.info('Tended backfills.', { ...summary });
    },
  });
}

import type { TendedFleets } from '../../shared/application/fleet/tend-fleets.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly tendFleets: () => Promise<TendedFleets>;
  readonly log: Log;
}

/** Looks after fleets as often as slots are dispatched: goes on with what requests have begun, and finds what has changed. */
export function registerTendFleets(app: FunctionRegistry, { tendFleets, log }: UseCases): void {
  app.timer('tendFleets', {
    schedule: '%DISPATCH_SCHEDULE%',
    handler: async () => {
      const { fleets, underWay, failures } = await tendFleets();
      if (underWay + failures > 0) log.info('Tended fleets.', { fleets, underWay, failures });
    },
  });
}

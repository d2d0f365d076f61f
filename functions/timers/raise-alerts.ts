import type { Log } from '../../shared/application/ports/environment.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly raiseAlerts: () => Promise<number>;
  readonly sweepAlerts: () => Promise<boolean>;
  readonly log: Log;
}

/** Raises alerts of what has happened since the last time, and now and then of what should have. */
export function registerRaiseAlerts(
  app: FunctionRegistry,
  { raiseAlerts, sweepAlerts, log }: UseCases,
): void {
  app.timer('raiseAlerts', {
    schedule: '%ALERTS_RAISE_SCHEDULE%',
    handler: async () => {
      try {
        await raiseAlerts();
      } catch (error) {
        // What should have happened is looked for all the same, and the error goes to the host behind it.
        await sweepAlerts().catch((second: unknown) => {
          log.error('The sweep of alerts failed as well.', second);
        });
        throw error;
      }
      await sweepAlerts();
    },
  });
}

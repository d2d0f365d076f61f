import type { Log } from '../../shared/application/ports/environment.ts';
import type { FunctionRegistry } from '../registry.ts';

interface UseCases {
  readonly recoverStalledRuns: () => Promise<number>;
  readonly recoverGates: () => Promise<number>;
  readonly log: Log;
}

/** Sends the messages of stalled runs again, and frees what runs that have ended still hold. */
export function registerRecoverStalledRuns(app: FunctionRegistry, useCases: UseCases): void {
  app.timer('recoverStalledRuns', {
    schedule: '%RECOVERY_SCHEDULE%',
    handler: async () => {
      const freed = await useCases.recoverGates();
      const resent = await useCases.recoverStalledRuns();
      if (resent + freed > 0) useCases.log.info('Recovered stalled runs.', { resent, freed });
    },
  });
}

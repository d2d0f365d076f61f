import type { Log } from '../../shared/application/ports/environment.ts';
import type { FunctionRegistry } from '../registry.ts';

/** Sends the messages of stalled runs again. */
export function registerRecoverStalledRuns(
  app: FunctionRegistry,
  { recoverStalledRuns, log }: { readonly recoverStalledRuns: () => Promise<number>; readonly log: Log },
): void {
  app.timer('recoverStalledRuns', {
    schedule: '%RECOVERY_SCHEDULE%',
    handler: async () => {
      const resent = await recoverStalledRuns();
      if (resent > 0) log.info('Sent stalled runs again.', { resent });
    },
  });
}

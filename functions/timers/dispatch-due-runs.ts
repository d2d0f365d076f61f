import type { DispatchSummary } from '../../shared/application/dispatch-due-runs.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { FunctionRegistry } from '../registry.ts';

/** Dispatches what is due. The timer is a hint: runs start at their own time, looked at ahead of it. */
export function registerDispatchDueRuns(
  app: FunctionRegistry,
  { dispatchDueRuns, log }: { readonly dispatchDueRuns: () => Promise<DispatchSummary>; readonly log: Log },
): void {
  app.timer('dispatchDueRuns', {
    schedule: '%DISPATCH_SCHEDULE%',
    handler: async () => {
      const summary = await dispatchDueRuns();
      if (Object.values(summary).some((count) => count > 0)) log.info('Dispatched.', { ...summary });
    },
  });
}

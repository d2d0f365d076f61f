import type { DeliverySummary } from '../../shared/application/alerts/deliver-alerts.ts';
import type { Log } from '../../shared/application/ports/environment.ts';
import type { FunctionRegistry } from '../registry.ts';

/** Sends the messages of alerts that are due. */
export function registerDeliverAlerts(
  app: FunctionRegistry,
  { deliverAlerts, log }: { readonly deliverAlerts: () => Promise<DeliverySummary>; readonly log: Log },
): void {
  app.timer('deliverAlerts', {
    schedule: '%ALERTS_DELIVER_SCHEDULE%',
    handler: async () => {
      const summary = await deliverAlerts();
      if (Object.values(summary).some((count) => count > 0)) log.info('Delivered alerts.', { ...summary });
    },
  });
}

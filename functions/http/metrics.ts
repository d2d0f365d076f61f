import type { Gathered } from '../../shared/application/telemetry/gather-figures.ts';
import { readMetricsContract } from '../../shared/contracts/http/metrics.ts';
import { METRICS_FORMS, renderMetrics } from '../../shared/contracts/http/metrics-text.ts';
import type { Series } from '../../shared/domain/telemetry/tally.ts';
import { operation, type Operation } from './api/operation.ts';
import { isPreferred } from './negotiate.ts';

/** `GET /api/metrics`: every figure that is in the store, in the forms of Prometheus. */
export function metricsOperations({
  gatherFigures,
}: {
  readonly gatherFigures: () => Promise<Gathered>;
}): readonly Operation[] {
  return [
    operation(readMetricsContract, async ({ headers }) => {
      const { series, parts } = await gatherFigures();
      const errors = [...parts].map(([part, isRead]): Series => ({
        metric: 'evenkeel.scrape.errors',
        attributes: { part },
        value: isRead ? 0 : 1,
      }));
      const isOpen = isPreferred('application/openmetrics-text', 'text/plain', headers);
      const form = isOpen ? 'openMetrics' : 'text';
      return {
        headers: { 'content-type': METRICS_FORMS[form], vary: 'Accept' },
        body: renderMetrics([...series, ...errors], form),
      };
    }),
  ];
}

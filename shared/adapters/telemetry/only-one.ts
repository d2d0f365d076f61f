import type { PushMetricExporter, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { BatchExporter } from './export-queue.ts';

/** An exporter of metrics, which takes one snapshot, as one that takes a batch of one. */
export function onlyOne(exporter: PushMetricExporter): BatchExporter<ResourceMetrics> {
  return {
    export: (items, done) => {
      for (const item of items.slice(0, 1)) exporter.export(item, done);
    },
    shutdown: () => exporter.shutdown(),
  };
}

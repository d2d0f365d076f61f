import {
  AzureMonitorLogExporter,
  AzureMonitorMetricExporter,
  AzureMonitorTraceExporter,
} from '@azure/monitor-opentelemetry-exporter';
import type { TokenCredential } from '@azure/identity';
import type { Exporters } from './open-telemetry.ts';
import { onlyOne } from './only-one.ts';

export interface AzureMonitorOptions {
  readonly connectionString: string;
  /** Absent: the key of the connection string is enough. */
  readonly credential?: TokenCredential;
  /** The process's environment variables; the exporter reads its switches there. */
  readonly environment: Record<string, string | undefined>;
}

/** By default the exporter reports on itself to its maker, by a second connection and with timers of its own. */
const SWITCHES = {
  APPLICATION_INSIGHTS_NO_STATSBEAT: 'true',
  APPLICATIONINSIGHTS_STATSBEAT_DISABLED: 'true',
  APPLICATIONINSIGHTS_SDKSTATS_DISABLED: 'true',
};

/**
 * Application Insights: what the package `applicationinsights` sends with, without its instrumentations, which patch `require`
 * and do nothing in a bundle, and without its global providers. Nothing is kept on disk for later.
 */
export function azureMonitorExporters({
  connectionString,
  credential,
  environment,
}: AzureMonitorOptions): Exporters {
  for (const [name, value] of Object.entries(SWITCHES)) environment[name] ??= value;
  const options = {
    ...{ connectionString, disableOfflineStorage: true },
    ...(credential === undefined ? {} : { credential }),
  };
  return {
    ...{ name: 'applicationinsights', temporality: 'delta' },
    traces: new AzureMonitorTraceExporter(options),
    logs: new AzureMonitorLogExporter(options),
    metrics: onlyOne(new AzureMonitorMetricExporter(options)),
    // With this it becomes a row of the table AppEvents (customEvents), not of AppTraces.
    eventAttributes: (eventName) => ({ 'microsoft.custom_event.name': eventName }),
  };
}

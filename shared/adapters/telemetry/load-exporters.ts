import type { AzureMonitorOptions } from './azure-monitor-exporters.ts';
import { OpenTelemetry, type Exporters, type OpenTelemetryOptions } from './open-telemetry.ts';
import type { OtlpOptions } from './otlp-exporters.ts';

export interface ExporterOptions extends Omit<OpenTelemetryOptions, 'exporters'> {
  readonly otlp?: OtlpOptions;
  readonly azureMonitor?: AzureMonitorOptions;
}

/** Makes the telemetry that the settings ask for; of the exporters only those are loaded. */
export async function loadExporters({
  otlp,
  azureMonitor,
  ...options
}: ExporterOptions): Promise<OpenTelemetry> {
  const loading: Promise<Exporters>[] = [];
  if (otlp !== undefined) {
    loading.push(import('./otlp-exporters.ts').then(({ otlpExporters }) => otlpExporters(otlp)));
  }
  if (azureMonitor !== undefined) {
    loading.push(
      import('./azure-monitor-exporters.ts').then(({ azureMonitorExporters }) =>
        azureMonitorExporters(azureMonitor),
      ),
    );
  }
  return new OpenTelemetry({ ...options, exporters: await Promise.all(loading) });
}

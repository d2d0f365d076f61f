import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import type { Exporters } from './open-telemetry.ts';
import { onlyOne } from './only-one.ts';
import type { Temporality } from './metric-reader.ts';

export interface OtlpOptions {
  readonly tracesUrl?: string;
  readonly metricsUrl?: string;
  readonly logsUrl?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly temporality: Temporality;
}

/** Shorter than a queue waits for a batch: the exporter repeats a sending within this time, and is to say itself how it ended. */
const TIMEOUT_MS = 9_000;

/** OTLP over HTTP with protobuf bodies, to any receiver: a collector, Datadog's intake, Grafana, Elastic. */
export function otlpExporters({
  tracesUrl,
  metricsUrl,
  logsUrl,
  headers,
  temporality,
}: OtlpOptions): Exporters {
  const to = (url: string) => ({ url, headers: { ...headers }, timeoutMillis: TIMEOUT_MS });
  return {
    ...{ name: 'otlp', temporality },
    ...(tracesUrl === undefined ? {} : { traces: new OTLPTraceExporter(to(tracesUrl)) }),
    ...(logsUrl === undefined ? {} : { logs: new OTLPLogExporter(to(logsUrl)) }),
    ...(metricsUrl === undefined ? {} : { metrics: onlyOne(new OTLPMetricExporter(to(metricsUrl))) }),
  };
}

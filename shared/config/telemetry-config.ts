import { z } from 'zod';

/*
 * Where traces, metrics and logs go: to none, one or several exporters at once. Settings that OpenTelemetry has a name for
 * have that name, so that what reads them besides (the Functions host itself) is told the same. Without an exporter nothing
 * of OpenTelemetry is loaded.
 */

export const EXPORTERS = ['console', 'otlp', 'applicationinsights'] as const;
export type ExporterName = (typeof EXPORTERS)[number];

const SAMPLERS = [
  'always_on',
  'always_off',
  'traceidratio',
  'parentbased_always_on',
  'parentbased_always_off',
  'parentbased_traceidratio',
] as const;
type SamplerName = (typeof SAMPLERS)[number];

const PAIRS = 'must be pairs name=value separated by commas, their values percent-encoded';

const address = z.url({ protocol: /^https?$/, error: 'must be a URL, https or http' }).optional();

const pairs = z
  .string()
  .refine((text) => toEntries(text).every((entry) => toPair(entry) !== undefined), PAIRS)
  .transform((text) => Object.fromEntries(toEntries(text).flatMap((entry) => toPair(entry) ?? [])))
  .default({});

export const telemetrySettings = {
  /** Who gets telemetry, separated by commas: `console`, `otlp`, `applicationinsights`; left out: nobody. */
  TELEMETRY__exporters: z
    .string()
    .transform(toEntries)
    .pipe(z.array(z.enum(EXPORTERS, `must be some of ${EXPORTERS.join(', ')}, separated by commas`)))
    .default([]),
  /** `service.name` of all telemetry. */
  OTEL_SERVICE_NAME: z.string().default('evenkeel'),
  /** What else all telemetry says of its origin: `deployment.environment.name=production,…`. */
  OTEL_RESOURCE_ATTRIBUTES: pairs,
  /** Base address of an OTLP receiver over HTTP; `/v1/traces`, `/v1/metrics` and `/v1/logs` follow it. */
  OTEL_EXPORTER_OTLP_ENDPOINT: address,
  /** The full address for one signal, in place of the base address. */
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: address,
  OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: address,
  /** Headers for the receiver, `name=value,…`; a secret. */
  OTEL_EXPORTER_OTLP_HEADERS: pairs,
  /** Whether a metric is told as what was added since the last time (`delta`) or since the start (`cumulative`). */
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: z
    .string()
    .toLowerCase()
    .pipe(z.enum(['cumulative', 'delta', 'lowmemory'], 'must be cumulative, delta or lowmemory'))
    .default('cumulative'),
  /** How often metrics are told, ms. */
  OTEL_METRIC_EXPORT_INTERVAL: z.coerce.number().int().min(100).max(3_600_000).default(60_000),
  /** Which traces are recorded. */
  OTEL_TRACES_SAMPLER: z
    .enum(SAMPLERS, `must be one of ${SAMPLERS.join(', ')}`)
    .default('parentbased_always_on'),
  /** The share of traces, 0 to 1, with a sampler that takes a ratio. */
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  /** Names the Application Insights component; on Azure the host reads it too. */
  APPLICATIONINSIGHTS_CONNECTION_STRING: z
    .string()
    .regex(/InstrumentationKey=/i, 'must be a connection string of Application Insights')
    .optional(),
  /** `Authorization=AAD`, and `;ClientId=<id>` of a user-assigned identity: with Entra ID in place of the bare key. */
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: z
    .string()
    .regex(/^(?=.*Authorization=AAD)/i, 'must hold Authorization=AAD')
    .optional(),
};

type Values = z.output<z.ZodObject<typeof telemetrySettings>>;

export interface TelemetryConfig {
  readonly exporters: readonly ExporterName[];
  readonly serviceName: string;
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly sampling: Sampling;
  readonly metricIntervalMs: number;
  /** Of the exporter `otlp`. */
  readonly otlp: OtlpConfig;
  /** Of the exporter `applicationinsights`. */
  readonly applicationInsights?: ApplicationInsightsConfig;
}

export interface OtlpConfig {
  /** A signal without an address is not sent. */
  readonly tracesUrl?: string;
  readonly metricsUrl?: string;
  readonly logsUrl?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly temporality: 'cumulative' | 'delta' | 'lowmemory';
}

export interface ApplicationInsightsConfig {
  readonly connectionString: string;
  /** Present: with Entra ID. */
  readonly identity?: { readonly clientId?: string };
}

export interface Sampling {
  /** Whether a caller's decision, where there is one, goes before the app's own. */
  readonly followsParent: boolean;
  /** Of the traces that begin here, 0 to 1. */
  readonly ratio: number;
}

/** Every fault of the settings taken together, by the setting that has to change. */
export function telemetryFaults(
  values: Readonly<Record<string, unknown>>,
): { name: string; message: string }[] {
  const chosen = values['TELEMETRY__exporters'];
  const exporters: readonly unknown[] = Array.isArray(chosen) ? chosen : [];
  const faults = [];
  if (exporters.includes('otlp') && !ENDPOINTS.some((name) => values[name] !== undefined)) {
    faults.push({ name: ENDPOINTS[0], message: 'is missing, as TELEMETRY__exporters has otlp' });
  }
  const connection = 'APPLICATIONINSIGHTS_CONNECTION_STRING';
  if (exporters.includes('applicationinsights') && values[connection] === undefined) {
    faults.push({ name: connection, message: 'is missing, as TELEMETRY__exporters has applicationinsights' });
  }
  return faults;
}

const ENDPOINTS = [
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
] as const;

export function toTelemetryConfig(values: Values): TelemetryConfig {
  const insights = toApplicationInsights(values);
  return {
    exporters: [...new Set(values.TELEMETRY__exporters)],
    serviceName: values.OTEL_SERVICE_NAME,
    resourceAttributes: values.OTEL_RESOURCE_ATTRIBUTES,
    sampling: {
      followsParent: values.OTEL_TRACES_SAMPLER.startsWith('parentbased_'),
      ratio: toRatio(values.OTEL_TRACES_SAMPLER, values.OTEL_TRACES_SAMPLER_ARG),
    },
    metricIntervalMs: values.OTEL_METRIC_EXPORT_INTERVAL,
    otlp: toOtlp(values),
    ...(insights === undefined ? {} : { applicationInsights: insights }),
  };
}

function toOtlp(values: Values): OtlpConfig {
  const base = values.OTEL_EXPORTER_OTLP_ENDPOINT?.replace(/\/$/, '');
  const urlOf = (own: string | undefined, signal: string) => own ?? (base && `${base}/v1/${signal}`);
  const tracesUrl = urlOf(values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, 'traces');
  const metricsUrl = urlOf(values.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT, 'metrics');
  const logsUrl = urlOf(values.OTEL_EXPORTER_OTLP_LOGS_ENDPOINT, 'logs');
  return {
    ...(tracesUrl === undefined ? {} : { tracesUrl }),
    ...(metricsUrl === undefined ? {} : { metricsUrl }),
    ...(logsUrl === undefined ? {} : { logsUrl }),
    headers: values.OTEL_EXPORTER_OTLP_HEADERS,
    temporality: values.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE,
  };
}

function toApplicationInsights(values: Values): ApplicationInsightsConfig | undefined {
  const { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString } = values;
  if (connectionString === undefined) return undefined;
  const { APPLICATIONINSIGHTS_AUTHENTICATION_STRING: authentication } = values;
  if (authentication === undefined) return { connectionString };
  const clientId = /ClientId=([^;\s]+)/i.exec(authentication)?.[1];
  return { connectionString, identity: clientId === undefined ? {} : { clientId } };
}

function toRatio(sampler: SamplerName, argument: number): number {
  if (sampler.endsWith('always_on')) return 1;
  return sampler.endsWith('always_off') ? 0 : argument;
}

function toEntries(text: string): string[] {
  return text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');
}

function toPair(entry: string): [[string, string]] | undefined {
  const equals = entry.indexOf('=');
  if (equals < 1) return undefined;
  try {
    return [[entry.slice(0, equals).trim(), decodeURIComponent(entry.slice(equals + 1).trim())]];
  } catch {
    return undefined;
  }
}

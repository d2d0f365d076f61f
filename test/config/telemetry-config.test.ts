import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  telemetryFaults,
  telemetrySettings,
  toTelemetryConfig,
  type TelemetryConfig,
} from '../../shared/config/telemetry-config.ts';

const schema = z.object(telemetrySettings);

function read(settings: Readonly<Record<string, string>>): TelemetryConfig {
  return toTelemetryConfig(schema.parse(settings));
}

function atFault(settings: Readonly<Record<string, string>>): string[] {
  const parsed = schema.safeParse(settings);
  if (parsed.success) return telemetryFaults(parsed.data).map(({ name }) => name);
  return parsed.error.issues.map(({ path }) => path.join('.'));
}

describe('the settings of telemetry', () => {
  test('name several exporters at once, each counted once', () => {
    const settings = { TELEMETRY__exporters: ' otlp, applicationinsights ,console,otlp' };

    expect(read(settings).exporters).toEqual(['otlp', 'applicationinsights', 'console']);
  });

  test('give the receiver one base address, and a signal its own', () => {
    const settings = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/',
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example/intake',
    };

    expect(read(settings).otlp).toMatchObject({
      tracesUrl: 'https://traces.example/intake',
      metricsUrl: 'http://collector:4318/v1/metrics',
      logsUrl: 'http://collector:4318/v1/logs',
    });
  });

  test('leave out a signal that has no address', () => {
    const { otlp } = read({ OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'https://m.example/v1/metrics' });

    expect([otlp.metricsUrl, otlp.tracesUrl, otlp.logsUrl]).toEqual([
      'https://m.example/v1/metrics',
      undefined,
      undefined,
    ]);
  });

  test('give pairs of names and values, percent-encoded', () => {
    const settings = {
      OTEL_EXPORTER_OTLP_HEADERS: 'dd-api-key=a=b, Authorization=Basic%20abc ,',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=production,team=caf%C3%A9',
    };

    expect(read(settings)).toMatchObject({
      otlp: { headers: { 'dd-api-key': 'a=b', Authorization: 'Basic abc' } },
      resourceAttributes: { 'deployment.environment.name': 'production', team: 'café' },
    });
  });

  test.each([
    ['always_on', undefined, false, 1],
    ['always_off', '0.5', false, 0],
    ['traceidratio', '0.25', false, 0.25],
    ['parentbased_always_off', undefined, true, 0],
    ['parentbased_traceidratio', '0.1', true, 0.1],
    ['parentbased_traceidratio', undefined, true, 1],
  ])('read the sampler %s with %s', (sampler, ratio, followsParent, expected) => {
    const settings = {
      OTEL_TRACES_SAMPLER: sampler,
      ...(ratio === undefined ? {} : { OTEL_TRACES_SAMPLER_ARG: ratio }),
    };

    expect(read(settings).sampling).toEqual({ followsParent, ratio: expected });
  });

  test('name the identity that sends to Application Insights', () => {
    const connection = { APPLICATIONINSIGHTS_CONNECTION_STRING: 'InstrumentationKey=1;IngestionEndpoint=x' };
    const identityOf = (text: string) =>
      read({ ...connection, APPLICATIONINSIGHTS_AUTHENTICATION_STRING: text }).applicationInsights?.identity;

    expect(read(connection).applicationInsights?.identity).toBeUndefined();
    expect(identityOf('Authorization=AAD')).toEqual({});
    expect(identityOf('ClientId=abc;Authorization=AAD')).toEqual({ clientId: 'abc' });
  });

  test('are at fault where an exporter lacks its address', () => {
    expect(atFault({ TELEMETRY__exporters: 'otlp,applicationinsights' })).toEqual([
      'OTEL_EXPORTER_OTLP_ENDPOINT',
      'APPLICATIONINSIGHTS_CONNECTION_STRING',
    ]);
    expect(atFault({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://x' })).toEqual([]);
  });

  test.each([
    ['TELEMETRY__exporters', 'otlp,jaeger'],
    ['OTEL_RESOURCE_ATTRIBUTES', 'production'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%E0%A4%A'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'both'],
    ['OTEL_METRIC_EXPORT_INTERVAL', '5'],
    ['OTEL_TRACES_SAMPLER', 'sometimes'],
    ['OTEL_TRACES_SAMPLER_ARG', '2'],
    ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'https://x'],
    ['APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'ClientId=abc'],
  ])('are at fault where %s is %j', (name, value) => {
    expect(atFault({ [name]: value }).map((path) => path.split('.')[0])).toContain(name);
  });
});

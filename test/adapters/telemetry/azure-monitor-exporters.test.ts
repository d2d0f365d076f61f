import { resourceFromAttributes } from '@opentelemetry/resources';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { azureMonitorExporters } from '../../../shared/adapters/telemetry/azure-monitor-exporters.ts';
import { toReadableLogRecord } from '../../../shared/adapters/telemetry/readable-telemetry.ts';
import { createRedactor } from '../../../shared/adapters/telemetry/redactor.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../../support/otlp/otlp-receiver.ts';
import { present } from '../../support/present.ts';

describe('the exporter for Application Insights', () => {
  let receiver: OtlpReceiver;

  beforeAll(async () => {
    receiver = await startOtlpReceiver();
  });

  afterAll(() => receiver.stop());

  test('says who it is by Entra ID, and makes events of events', async () => {
    const environment: Record<string, string | undefined> = {};
    const exporters = azureMonitorExporters({
      connectionString: `InstrumentationKey=00000000-0000-4000-8000-000000000000;IngestionEndpoint=${receiver.secureUrl}/`,
      credential: {
        getToken: async () => ({ token: 'entra-token', expiresOnTimestamp: Date.now() + 3_600_000 }),
      },
      environment,
    });
    const origin = { resource: resourceFromAttributes({}), redactor: createRedactor({}) };
    const entry = { severity: 'info', at: 0, message: 'JobRunFailed', fields: { runId: 'a' } } as const;
    const extra = exporters.eventAttributes?.('JobRunFailed') ?? {};
    const logs = present(exporters.logs, 'exporter of logs');

    const { promise, resolve } = Promise.withResolvers<number>();
    logs.export([toReadableLogRecord(entry, origin, extra)], ({ code }) => {
      resolve(code);
    });

    expect(await promise).toBe(0);
    expect(receiver.headers[0]).toMatchObject({ authorization: 'Bearer entra-token' });
    expect(receiver.envelopes.join('')).toContain('"baseType":"EventData"');
    expect(environment).toMatchObject({ APPLICATION_INSIGHTS_NO_STATSBEAT: 'true' });
    await logs.shutdown();
  });
});

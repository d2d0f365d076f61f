import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { beforeEach, describe, expect, test } from 'vitest';
import { ConsoleLog } from '../../../shared/adapters/telemetry/console-log.ts';
import { ConsoleSpans } from '../../../shared/adapters/telemetry/console-spans.ts';
import type { BatchExporter } from '../../../shared/adapters/telemetry/export-queue.ts';
import { OpenTelemetry } from '../../../shared/adapters/telemetry/open-telemetry.ts';
import { createRedactor } from '../../../shared/adapters/telemetry/redactor.ts';
import type { FinishedSpan } from '../../../shared/adapters/telemetry/span.ts';

/** Secrets by where they come from, each in the text that it leaks by. */
const LEAKS = {
  'the error of an SDK with a connection string':
    'Invalid value: Endpoint=sb://bus.example/;SharedAccessKeyName=root;SharedAccessKey=leak-servicebus-key=',
  'the URL of a blob with a signature':
    'GET https://a.blob.core.windows.net/c/b?sv=1&sig=leak-blob-signature',
  'a header that a job sends': 'sent authorization leak-report-token along',
  'the password of the mail server': 'Invalid login: leak-smtp-password',
  'the key of the mail service': 'endpoint=https://mail.example/;accesskey=leak-mail-key',
  'the address of a webhook': 'POST https://hooks.slack.com/services/T0/B0/leak-webhook failed',
  'the signature of a flow': 'https://prod-1.logic.azure.com/workflows/1?api-version=1&sig=leak-flow',
  'a private key': '-----BEGIN PRIVATE KEY-----\nleak-private-key\n-----END PRIVATE KEY-----',
  'a token': 'Authorization: Bearer leak-bearer-token',
} as const;

const REDACTOR = createRedactor({
  SECRETS__report_token: 'leak-report-token',
  SMTP__password: 'leak-smtp-password',
});

function keeping<T>(kept: unknown[]): BatchExporter<T> {
  return {
    export: (items, done) => {
      kept.push(...items);
      done({ code: 0 });
    },
    shutdown: async () => undefined,
  };
}

const CONTEXT = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), isSampled: true };

function spanThatLeaks(leak: string): FinishedSpan {
  const error = new Error(leak, { cause: new TypeError(leak) });
  return {
    ...{ name: `read ${leak}`, kind: 'client', context: CONTEXT, startedAt: 0, endedAt: 1 },
    attributes: { 'evenkeel.blob.path': leak, [`evenkeel.x`]: leak },
    links: [{ context: CONTEXT, attributes: { why: leak } }],
    failure: { type: leak, message: error.message, stack: error.stack ?? '' },
  };
}

describe.each(Object.entries(LEAKS))('%s', (_what, leak) => {
  let kept: unknown[];
  let telemetry: OpenTelemetry;

  beforeEach(() => {
    kept = [];
    telemetry = new OpenTelemetry({
      exporters: [
        {
          ...{ name: 'kept', temporality: 'delta' },
          traces: keeping<ReadableSpan>(kept),
          logs: keeping<ReadableLogRecord>(kept),
          metrics: keeping<ResourceMetrics>(kept),
        },
      ],
      resourceAttributes: { 'service.name': leak },
      ...{ metricIntervalMs: 60_000, redactor: REDACTOR, report: () => undefined, elapsed: () => 0 },
    });
  });

  test('is in no span, log record or metric', async () => {
    const error = new Error(leak, { cause: new TypeError(leak) });
    telemetry.span(spanThatLeaks(leak));
    telemetry.log({
      ...{ severity: 'error', at: 0, message: leak, error },
      fields: { text: leak, deep: [{ headers: { authorization: leak }, text: leak }] },
    });
    telemetry.measure({
      name: 'evenkeel.timer.passes',
      value: 1,
      attributes: { timer: leak, outcome: 'done' },
    });
    await telemetry.close();

    const told = JSON.stringify(kept);
    expect(kept).toHaveLength(3);
    expect(told).toContain('[redacted]');
    expect(told).not.toContain('leak-');
  });

  test('is in no line of the console', () => {
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    const log = new ConsoleLog((_level, line) => write(line), REDACTOR);
    const error = new Error(leak, { cause: leak });

    log.info(leak, { text: leak, deep: { text: [leak] } });
    log.error(leak, error, { text: leak });
    log.event('JobRunFailed', { reason: leak });
    log.metric('evenkeel.timer.passes', 1, { timer: leak });
    new ConsoleSpans(write, REDACTOR).span(spanThatLeaks(leak));

    expect(lines).toHaveLength(5);
    expect(lines.join('\n')).not.toContain('leak-');
  });
});

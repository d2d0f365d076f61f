import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { Client } from '../../local/client.ts';
import { startReportServer, type ReportServer } from '../../local/report-server/start-report-server.ts';
import { startStack, type LogEntry, type Stack } from '../../local/stack.ts';
import { traceIdOf } from '../../shared/adapters/telemetry/run-trace.ts';
import { isRunId } from '../../shared/domain/run/run-id.ts';
import type { ReceivedSpan } from '../support/otlp/otlp-messages.ts';
import { startOtlpReceiver, type OtlpReceiver } from '../support/otlp/otlp-receiver.ts';
import { namesOf, spansOf, treeOf, type SpanNode } from '../support/otlp/span-tree.ts';
import { present } from '../support/present.ts';
import { jobRequest, scheduleSoon, scoresCsv, upload } from '../support/stack-data.ts';
import { storageAccount } from '../support/storage-account.ts';
import { PATIENCE, PATIENCE_MS } from '../support/patience.ts';

/** What must be nowhere: settings, a header that a job sends, a key in a request. */
const PLANTED = {
  otlpHeader: 'otlp-secret-4711',
  reportToken: 'report-secret-0815',
  functionKey: 'planted-function-key',
  smtpPassword: 'planted-smtp-password',
};

/** Of a caller that has begun a trace, and of one whose trace is not recorded. */
const CALLER = { traceId: 'c'.repeat(32), spanId: 'd'.repeat(16) };
const UNSAMPLED = { traceId: 'e'.repeat(32), spanId: 'f'.repeat(16) };

const created = z.looseObject({ runId: z.string() });

/** One stack for all: its jobs are due at once, and what they leave is looked at by the tests. */
describe('telemetry on the local stack', () => {
  let receiver: OtlpReceiver;
  let stack: Stack;
  let client: Client;
  let server: ReportServer;
  let manualRunId: string;
  const hostLines: LogEntry[] = [];
  const consoleLines: string[] = [];

  beforeAll(async () => {
    for (const level of ['info', 'error'] as const) {
      vi.spyOn(console, level).mockImplementation((line: unknown) => consoleLines.push(String(line)));
    }
    receiver = await startOtlpReceiver();
    server = await startReportServer({ rows: 50, makeMs: 50, loadPeriodMs: 0 });
    const key = '00000000-0000-4000-8000-000000000000';
    stack = await startStack({
      storage: await storageAccount(),
      settings: {
        TELEMETRY__exporters: 'otlp,applicationinsights,console',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_HEADERS: `x-api-key=${PLANTED.otlpHeader}`,
        OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta',
        OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tests',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${key};IngestionEndpoint=${receiver.secureUrl}/`,
        SECRETS__report_token: PLANTED.reportToken,
        ...{ SMTP__host: 'mail.invalid', SMTP__from: 'evenkeel@example.com', SMTP__user: 'evenkeel' },
        SMTP__password: PLANTED.smtpPassword,
      },
      log: (entry) => hostLines.push(entry),
    });
    client = new Client(stack.url);
    await upload(stack, 'baselines/m.csv', scoresCsv(1000));
    await upload(stack, 'datasets/m.csv', scoresCsv(1000, 500));
    await Promise.all([scheduleSoon(client, 'one'), scheduleFailing(), scheduleReport()]);
    manualRunId = await runByHand();
  });

  afterAll(async () => {
    await stack.stop();
    await server.stop();
    await receiver.stop();
    vi.restoreAllMocks();
  });

  /** It has no file, and is tried twice. */
  async function scheduleFailing(): Promise<void> {
    await scheduleSoon(client, 'failing', {
      task: {
        modelId: 'm',
        baseline: 'baselines/m.csv',
        current: `datasets/none-${PLANTED.smtpPassword}.csv`,
      },
      policies: {
        retry: { maxAttempts: 2, initialDelaySeconds: 1, backoffCoefficient: 1, nonRetryable: [] },
      },
    });
  }

  async function scheduleReport(): Promise<void> {
    await scheduleSoon(client, 'report', {
      kind: 'report-collection',
      task: {
        ...{ resource: 'report', baseUrl: server.origin, outputPath: 'reports/{resource}/{runId}.csv' },
        requestPath: '/request_report?offset={offset}&resource=report',
        headers: { authorization: { secret: 'report_token' } },
        poll: { intervalSeconds: 0.2, maxIntervalSeconds: 1 },
      },
    });
  }

  async function runByHand(): Promise<string> {
    await client.scheduleJob(jobRequest('by-hand', { type: 'interval', everySeconds: 86_400 }));
    const answer = await fetch(`${stack.url}/api/jobs/by-hand/runs`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01`,
        authorization: `Bearer ${PLANTED.functionKey}`,
        'x-functions-key': PLANTED.functionKey,
      },
      body: JSON.stringify({ author: 'ada', reason: 'It is a test.' }),
    });
    const text = await answer.text();
    // A key in a query is refused, and told to nobody.
    await fetch(`${stack.url}/api/jobs/by-hand?code=${PLANTED.functionKey}`);
    return created.parse(JSON.parse(text)).runId;
  }

  /** The tree of a run, when it has what is waited for. */
  async function treeOfRun(runId: string, awaited: string): Promise<SpanNode> {
    if (!isRunId(runId)) throw new Error(`'${runId}' is no run id.`);
    return vi.waitFor(() => {
      const tree = treeOf(receiver.spans, traceIdOf(runId));
      expect(namesOf(tree).join('\n')).toContain(awaited);
      return tree;
    }, PATIENCE);
  }

  async function whenFinished(jobId: string): Promise<string> {
    return (await client.firstFinishedRun(jobId, PATIENCE_MS)).runId;
  }

  function named(tree: SpanNode, name: string): ReceivedSpan {
    return present(
      spansOf(tree).find((span) => span.name === name),
      name,
    );
  }

  test('shows a run as one tree from its slot to its steps', async () => {
    const tree = await treeOfRun(await whenFinished('one'), 'activity recordStability');

    expect(namesOf(tree)).toEqual([
      'slot stability',
      '  send runs',
      '    process runs',
      '    orchestration runStabilityJob',
      '      activity measureStability',
      '        read blob',
      '        write blob',
      '        write blob',
      '      activity commitResult',
      '      activity recordStability',
    ]);
    expect(spansOf(tree).map(({ kind }) => kind)).toEqual([
      ...['internal', 'producer', 'consumer', 'internal', 'internal', 'client', 'client', 'client'],
      ...['internal', 'internal'],
    ]);
  });

  test('says on every span whose work it was', async () => {
    const runId = await whenFinished('one');
    const tree = await treeOfRun(runId, 'activity recordStability');

    for (const { name, attributes, resource } of spansOf(tree)) {
      expect(resource).toMatchObject({
        'service.name': 'evenkeel',
        'deployment.environment.name': 'tests',
      });
      if (name.endsWith(' blob')) continue;
      expect(attributes).toMatchObject({
        'evenkeel.value_stream': 'tests',
        'evenkeel.job.id': 'one',
        'evenkeel.job.kind': 'stability',
        'evenkeel.run.id': runId,
        'evenkeel.run.attempt': 1,
      });
    }
    expect(named(tree, 'process runs').attributes).toMatchObject({
      'messaging.system': 'servicebus',
      'messaging.destination.name': 'runs',
      'messaging.operation.type': 'process',
    });
  });

  test('links what is done to the invocation that the host knows it by', async () => {
    const tree = await treeOfRun(await whenFinished('one'), 'activity recordStability');

    const { links, attributes } = named(tree, 'activity commitResult');

    expect(links).toMatchObject([{ attributes: { 'evenkeel.link': 'host-invocation' } }]);
    expect(attributes).toMatchObject({ 'faas.name': 'commitResult' });
    expect(named(tree, 'orchestration runStabilityJob').links).toHaveLength(1);
  });

  test('shows the attempts of a run beside each other, each with why it failed', async () => {
    const runId = await whenFinished('failing');
    const tree = await vi.waitFor(async () => {
      const found = await treeOfRun(runId, 'orchestration runStabilityJob !');
      const orchestrations = spansOf(found).filter(({ name }) => name.startsWith('orchestration'));
      expect(orchestrations.map(({ attributes }) => attributes['evenkeel.run.attempt'])).toEqual([1, 2]);
      return found;
    }, PATIENCE);

    expect(tree.children.map(({ span }) => [span.name, span.attributes['evenkeel.run.attempt']])).toEqual([
      ['send runs', 1],
      ['send runs', 2],
    ]);
    for (const attempt of tree.children) {
      expect(attempt.children.map(({ span }) => span.name)).toEqual([
        'process runs',
        'orchestration runStabilityJob',
      ]);
    }
    const failed = named(tree, 'orchestration runStabilityJob');
    expect(failed.attributes).toMatchObject({
      'error.type': 'current-not-found',
      'evenkeel.run.state': 'failed',
    });
    expect(failed.events).toMatchObject([
      { name: 'exception', attributes: { 'exception.type': 'current-not-found' } },
    ]);
  });

  test('shows the calls of a report collection, by their host alone', async () => {
    const tree = await treeOfRun(await whenFinished('report'), 'activity commitReport');

    const names = namesOf(tree).map((name) => name.trim());
    expect(names[0]).toBe('slot report-collection');
    for (const step of ['acquireLease', 'requestReport', 'collectReport', 'commitReport']) {
      expect(names).toContain(`activity ${step}`);
    }
    const { port } = new URL(server.origin);
    const { 'http.response.status_code': status, ...address } = named(tree, 'GET').attributes;
    expect(status).toSatisfy(Number.isInteger);
    expect(address).toEqual({
      ...{ 'http.request.method': 'GET', 'url.scheme': 'http' },
      ...{ 'server.address': '127.0.0.1', 'server.port': Number(port) },
    });
  });

  test('goes on from the trace of a caller, and links the run that a request asks for', async () => {
    await whenFinished('by-hand');
    const tree = await treeOfRun(manualRunId, 'activity recordStability');
    const request = await vi.waitFor(
      () =>
        present(
          receiver.spans.find(({ traceId }) => traceId === CALLER.traceId),
          'span of the request',
        ),
      PATIENCE,
    );

    expect(request).toMatchObject({
      ...{ name: 'POST /api/jobs/{jobId}/runs', kind: 'server', parentSpanId: CALLER.spanId },
      attributes: { 'evenkeel.operation.id': 'triggerRun', 'http.response.status_code': 202 },
    });
    expect(tree.span).toMatchObject({
      name: 'run stability',
      attributes: { 'evenkeel.run.trigger': 'manual' },
      links: [{ traceId: CALLER.traceId, spanId: request.spanId }],
    });
    const link = request.links.find(({ spanId }) => spanId === tree.span.spanId);
    expect(link).toMatchObject({
      traceId: tree.span.traceId,
      attributes: { 'evenkeel.link': 'run', 'evenkeel.run.id': manualRunId },
    });
  });

  test('records no request of a caller who has decided against it', async () => {
    const traceparent = `00-${UNSAMPLED.traceId}-${UNSAMPLED.spanId}-00`;

    await fetch(`${stack.url}/api/jobs/one`, { headers: { traceparent } });
    const after = await vi.waitFor(async () => {
      await fetch(`${stack.url}/api/jobs/one`);
      return present(
        receiver.spans.find(({ name }) => name === 'GET /api/jobs/{jobId}'),
        'span of a later request',
      );
    }, PATIENCE);

    expect(after.traceId).not.toBe(UNSAMPLED.traceId);
    expect(receiver.spans.filter(({ traceId }) => traceId === UNSAMPLED.traceId)).toEqual([]);
  });

  test('sends the lines that name a run into its trace', async () => {
    const runId = await whenFinished('one');
    const { span } = await treeOfRun(runId, 'activity recordStability');
    const line = await vi.waitFor(
      () =>
        present(
          receiver.logs.find(
            ({ body, attributes }) => body === 'Run message handled.' && attributes['runId'] === runId,
          ),
          'line of the run',
        ),
      PATIENCE,
    );

    const { spanId, traceId } = span;
    expect(line).toMatchObject({ severity: 'INFO', traceId, spanId, attributes: { attempt: 1 } });
    expect(consoleLines.filter((text) => text.includes('Run message handled.')).join()).toContain(
      `"traceId":"${traceId}","spanId":"${spanId}"`,
    );
  });

  test('counts the passes of the timers', async () => {
    await stack.host.runTimer('dispatchDueRuns');

    const point = await vi.waitFor(
      () =>
        present(
          receiver.points.find(({ attributes }) => attributes['timer'] === 'dispatchDueRuns'),
          'metric of the timer',
        ),
      PATIENCE,
    );

    expect(point).toMatchObject({
      ...{ name: 'evenkeel.timer.passes', unit: '1', kind: 'sum', temporality: 1 },
      attributes: { timer: 'dispatchDueRuns', outcome: 'done' },
    });
  });

  test('sends the same to Application Insights, and writes it to the console', async () => {
    const runId = await whenFinished('one');
    await treeOfRun(runId, 'activity recordStability');
    const traceId = isRunId(runId) ? traceIdOf(runId) : '';

    const envelopes = await vi.waitFor(() => {
      const found = receiver.envelopes.join('\n');
      expect(found).toContain('orchestration runStabilityJob');
      expect(found).toContain('evenkeel.timer.passes');
      return found;
    }, PATIENCE);

    expect(envelopes).toContain(`"ai.operation.id":"${traceId}"`);
    const spans = consoleLines.filter((line) => line.includes(`"traceId":"${traceId}"`));
    expect(spans.join('\n')).toContain('"span":"orchestration runStabilityJob"');
  });

  test('tells no secret to anybody', () => {
    const settings = stack.settings;
    const keys = [settings['SERVICE_BUS'], settings['STORAGE']].map(
      (text) => /(?:AccountKey|SharedAccessKey)=([^;]+)/.exec(text ?? '')?.[1],
    );
    const secrets = [...Object.values(PLANTED), ...keys, settings['COSMOS__accountKey']].map((text) =>
      present(text, 'secret'),
    );
    const told = [receiver.everything(), ...consoleLines, ...hostLines.map(({ message }) => message)].join(
      '\n',
    );

    expect(told).toContain('datasets/none-[redacted].csv');
    expect(secrets.filter((secret) => told.includes(secret))).toEqual([]);
    expect(receiver.headers.some((headers) => headers['x-api-key'] === PLANTED.otlpHeader)).toBe(true);
  });

  test('leaves runs alone when a receiver hangs', async () => {
    receiver.behave('hang');
    const before = receiver.requests;
    await scheduleSoon(client, 'unwatched');

    const run = await client.firstFinishedRun('unwatched', PATIENCE_MS);

    expect(run.state).toBe('succeeded');
    await expect.poll(() => receiver.requests).toBeGreaterThan(before);
    receiver.behave('refuse');
    const health = await fetch(`${stack.url}/api/health`);
    expect(health.status).toBe(200);
  });
});

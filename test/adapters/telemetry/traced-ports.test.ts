import { describe, expect, test } from 'vitest';
import { TracedBlobStore } from '../../../shared/adapters/telemetry/traced-blob-store.ts';
import { TracedOutgoingHttp } from '../../../shared/adapters/telemetry/traced-outgoing-http.ts';
import { TracedRequests } from '../../../shared/adapters/telemetry/traced-requests.ts';
import { TelemetryLog } from '../../../shared/adapters/telemetry/telemetry-log.ts';
import type { LogEntry } from '../../../shared/adapters/telemetry/telemetry-sink.ts';
import { ConsoleLog } from '../../../shared/adapters/telemetry/console-log.ts';
import {
  OutgoingFault,
  type OutgoingHttp,
  type OutgoingRequest,
} from '../../../shared/application/ports/outgoing-http.ts';
import { MemoryBlobStore } from '../../support/memory/memory-blobs.ts';
import { present } from '../../support/present.ts';
import { createRecordingTracer } from '../../support/telemetry/recording-tracer.ts';
import { runIdOf } from '../../../shared/domain/run/run-id.ts';
import { jobIdFrom } from '../../support/example-job.ts';

const RUN = { runId: runIdOf(jobIdFrom('churn-daily'), 0), attempt: 1 };
const STEP = { name: 'activity collectReport' };
const REQUEST: OutgoingRequest = {
  ...{ method: 'GET', url: 'https://user:pw@reports.example:8443/secret/path?sig=secret' },
  ...{ headTimeoutMs: 1, idleTimeoutMs: 1, totalTimeoutMs: 1, maxBytes: 1 },
};

function answering(status: number): OutgoingHttp {
  const none = (async function* () {
    // Nothing comes.
  })();
  return { send: async () => ({ status, headers: {}, body: none, discard: () => undefined }) };
}

describe('outgoing calls', () => {
  test('are told by their host and how they were answered', async () => {
    const { tracer, spans } = createRecordingTracer();
    const http = new TracedOutgoingHttp(answering(503), tracer);

    await tracer.within(STEP, () => http.send(REQUEST));

    expect(spans[0]).toMatchObject({
      ...{ name: 'GET', kind: 'client', failure: { type: '503' } },
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 503,
        'server.address': 'reports.example',
        'server.port': 8443,
        'url.scheme': 'https',
      },
    });
    expect(JSON.stringify(spans)).not.toContain('secret');
  });

  test('say why they got no answer, and fail as they did', async () => {
    const { tracer, spans } = createRecordingTracer();
    const fault = new OutgoingFault('timed-out', 'reports.example did not answer.');
    const http = new TracedOutgoingHttp({ send: () => Promise.reject(fault) }, tracer);

    await expect(tracer.within(STEP, () => http.send(REQUEST))).rejects.toBe(fault);

    expect(spans[0]?.failure).toMatchObject({ type: 'timed-out' });
  });

  test('that belong to nothing are not told', async () => {
    const { tracer, spans } = createRecordingTracer();

    await new TracedOutgoingHttp(answering(200), tracer).send(REQUEST);

    expect(spans).toEqual([]);
  });
});

describe('files', () => {
  async function readingOf(read: (chunks: AsyncIterable<Uint8Array>) => Promise<void>) {
    const { tracer, spans } = createRecordingTracer();
    const memory = new MemoryBlobStore();
    await memory.writeOnce('datasets/m.csv', 'score\n1\n2\n');
    const blobs = new TracedBlobStore(memory, tracer);
    const files = await Array.fromAsync(blobs.list('datasets/'));
    const file = present(files[0], 'file');
    await tracer.within(STEP, async () => read(await blobs.openUnchanged(file)), RUN);
    return spans.find(({ name }) => name === 'read blob');
  }

  test('are told with what was read of them', async () => {
    const span = await readingOf(async (chunks) => {
      await Array.fromAsync(chunks);
    });

    expect(span?.attributes).toEqual({
      ...{ 'evenkeel.blob.path': 'datasets/m.csv', 'evenkeel.blob.size': 10, 'evenkeel.blob.read': 10 },
    });
  });

  test('that are broken off end there', async () => {
    const span = await readingOf(async (chunks) => {
      for await (const _chunk of chunks) break;
    });

    expect(span).toBeDefined();
    expect(span?.failure).toBeUndefined();
  });
});

describe('requests to the API', () => {
  const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)];

  async function answered(status: number, traceparent?: string, ratio = 1) {
    const { tracer, spans } = createRecordingTracer({ followsParent: true, ratio });
    const headers = new Headers(traceparent === undefined ? {} : { traceparent });
    const request = { operationId: 'readJob', method: 'GET', route: '/api/jobs/{jobId}', headers };
    await new TracedRequests(tracer).within(request, async () => ({ status }));
    return spans;
  }

  test('go on from the trace of the caller', async () => {
    const [span] = await answered(200, `00-${traceId}-${spanId}-01`, 0);

    expect(span).toMatchObject({
      ...{ name: 'GET /api/jobs/{jobId}', kind: 'server', parent: { spanId }, context: { traceId } },
      attributes: { 'evenkeel.operation.id': 'readJob', 'http.response.status_code': 200 },
    });
  });

  test('are not told where the caller does not want it', async () => {
    expect(await answered(200, `00-${traceId}-${spanId}-00`)).toEqual([]);
  });

  test('begin a trace of their own without one', async () => {
    const [span] = await answered(200, 'nonsense');

    expect(span?.parent).toBeUndefined();
  });

  test.each([
    [404, undefined],
    [500, '500'],
  ])('answered %d are failures of the server only where they are', async (status, type) => {
    const [span] = await answered(status);

    expect(span?.failure?.type).toBe(type);
  });
});

describe('the log within a step', () => {
  test('tells the console and the receivers of its span and its run', async () => {
    const { tracer, spans, clock } = createRecordingTracer();
    const [lines, entries] = [new Array<unknown>(), new Array<LogEntry>()];
    const sink = {
      span: () => undefined,
      log: (entry: LogEntry) => entries.push(entry),
      measure: () => undefined,
    };
    const console = new ConsoleLog((_level, line) => lines.push(JSON.parse(line)));
    const log = new TelemetryLog(console, sink, { tracer, clock, writesMetrics: false });

    await tracer.within(
      STEP,
      async () => {
        log.info('Read.', { rows: 3 });
        log.event('ReportCollected', { rows: 3 });
        log.metric('evenkeel.timer.passes', 1);
      },
      RUN,
    );
    log.error('Alone.', new Error('why'));

    const { spanId, traceId } = present(spans[0], 'span').context;
    expect(lines).toEqual([
      { message: 'Read.', ...RUN, rows: 3, traceId, spanId },
      { event: 'ReportCollected', ...RUN, rows: 3, traceId, spanId },
      { message: 'Alone.', error: ['Error: why'] },
    ]);
    expect(entries).toMatchObject([
      { severity: 'info', message: 'Read.', fields: { ...RUN, rows: 3 }, span: { spanId } },
      { eventName: 'ReportCollected', fields: { rows: 3 }, span: { spanId } },
      { severity: 'error', message: 'Alone.', error: new Error('why') },
    ]);
    expect(entries[2]?.span).toBeUndefined();
  });

  test('finds the trace of the run that a line names from outside', () => {
    const { tracer, clock } = createRecordingTracer();
    const entries: LogEntry[] = [];
    const sink = {
      span: () => undefined,
      log: (entry: LogEntry) => entries.push(entry),
      measure: () => undefined,
    };
    const log = new TelemetryLog(new ConsoleLog(() => undefined), sink, {
      ...{ tracer, clock, writesMetrics: false },
    });

    log.event('JobRunSucceeded', { runId: RUN.runId });
    log.event('JobRunSucceeded', { runId: 'no run id' });

    expect(entries.map(({ span }) => span)).toEqual([tracer.runTrace(RUN.runId).root, undefined]);
  });
});

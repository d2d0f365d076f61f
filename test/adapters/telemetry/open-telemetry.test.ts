import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { describe, expect, test } from 'vitest';
import { METRICS } from '../../../shared/domain/telemetry/metric-catalogue.ts';
import type { BatchExporter } from '../../../shared/adapters/telemetry/export-queue.ts';
import { LazyTelemetry } from '../../../shared/adapters/telemetry/lazy-telemetry.ts';
import { OpenTelemetry, type Exporters } from '../../../shared/adapters/telemetry/open-telemetry.ts';
import { createRedactor } from '../../../shared/adapters/telemetry/redactor.ts';
import type { FinishedSpan } from '../../../shared/adapters/telemetry/span.ts';
import type { LogEntry } from '../../../shared/adapters/telemetry/telemetry-sink.ts';

class Kept<T> implements BatchExporter<T> {
  readonly items: T[] = [];
  answers = true;

  export(items: T[], done: (result: { readonly code: number }) => void): void {
    this.items.push(...items);
    if (this.answers) done({ code: 0 });
  }

  async shutdown(): Promise<void> {
    // Nothing is open.
  }
}

interface Receiver extends Exporters {
  readonly traces: Kept<ReadableSpan>;
  readonly logs: Kept<ReadableLogRecord>;
  readonly metrics: Kept<ResourceMetrics>;
}

function receiver(name: string, temporality: 'cumulative' | 'delta' = 'delta'): Receiver {
  return { name, temporality, traces: new Kept(), logs: new Kept(), metrics: new Kept() };
}

function started(exporters: readonly Exporters[]): OpenTelemetry {
  return new OpenTelemetry({
    ...{ exporters, resourceAttributes: { 'service.name': 'evenkeel' }, metricIntervalMs: 60_000 },
    ...{ redactor: createRedactor({}), report: () => undefined, elapsed: () => performance.now() },
  });
}

const SPAN: FinishedSpan = {
  ...{ name: 'activity checkData', kind: 'internal', startedAt: 1_500.25, endedAt: 2_000, links: [] },
  context: { traceId: '1'.repeat(32), spanId: '2'.repeat(16), isSampled: true },
  attributes: { 'evenkeel.run.attempt': 2, 'evenkeel.value_stream': undefined },
};

const LINE: LogEntry = { severity: 'info', at: 0, message: 'Done.', fields: {} };

/** The points of the last snapshot of each metric. */
function pointsOf({ metrics }: Receiver): Record<string, unknown> {
  const last = metrics.items.at(-1);
  const all = last?.scopeMetrics.flatMap((scope) => scope.metrics) ?? [];
  return Object.fromEntries(
    all.map(({ descriptor, dataPoints }) => [
      descriptor.name,
      dataPoints.map(({ attributes, value }) => ({ attributes, value })),
    ]),
  );
}

describe('OpenTelemetry', () => {
  test('gives a span as it was, to the nanosecond', async () => {
    const to = receiver('one');
    const telemetry = started([to]);

    telemetry.span({ ...SPAN, failure: { type: 'Unavailable', message: 'Away.' } });
    await telemetry.flush();

    expect(to.traces.items[0]).toMatchObject({
      name: 'activity checkData',
      startTime: [1, 500_250_000],
      endTime: [2, 0],
      attributes: { 'evenkeel.run.attempt': 2, 'error.type': 'Unavailable' },
      status: { code: 2, message: 'Away.' },
      events: [{ name: 'exception', attributes: { 'exception.message': 'Away.' } }],
      resource: { attributes: { 'service.name': 'evenkeel' } },
    });
    expect(to.traces.items[0]?.attributes).not.toHaveProperty('evenkeel.value_stream');
  });

  test('gives a line with its fields, what is no plain value as JSON', async () => {
    const to = receiver('one');
    const telemetry = started([to]);
    const fields = { count: 2, ok: true, text: 'x', nested: { a: [1] }, nothing: undefined };

    telemetry.log({ ...LINE, fields, error: new Error('last', { cause: new Error('first') }) });
    await telemetry.flush();

    expect(to.logs.items[0]).toMatchObject({
      body: 'Done.',
      severityText: 'INFO',
      attributes: {
        ...{ count: 2, ok: true, text: 'x', nested: '{"a":[1]}' },
        'exception.message': 'Error: last <- Error: first',
      },
    });
  });

  test('names events, for each receiver in its way', async () => {
    const eventAttributes = (name: string) => ({ 'microsoft.custom_event.name': name });
    const [one, other] = [receiver('one'), { ...receiver('other'), eventAttributes }];
    const telemetry = started([one, other]);

    telemetry.log({ ...LINE, eventName: 'JobRunFailed' });
    await telemetry.flush();

    expect(one.logs.items[0]).toMatchObject({ eventName: 'JobRunFailed', attributes: {} });
    expect(other.logs.items[0]?.attributes).toEqual({ 'microsoft.custom_event.name': 'JobRunFailed' });
  });

  test('cuts what is too long for telemetry', async () => {
    const to = receiver('one');
    const telemetry = started([to]);

    telemetry.log({ ...LINE, message: 'x'.repeat(100_000), fields: { text: 'y'.repeat(100_000) } });
    await telemetry.flush();

    expect(JSON.stringify(to.logs.items).length).toBeLessThan(10_000);
  });

  test('keeps only the attributes of a metric that the catalogue lists', async () => {
    const to = receiver('one');
    const telemetry = started([to]);

    for (const runId of ['a', 'b']) {
      const attributes = { timer: 'dispatchDueRuns', outcome: 'done', runId };
      telemetry.measure({ name: 'evenkeel.timer.passes', value: 1, attributes });
    }
    await telemetry.close();

    expect(pointsOf(to)).toEqual({
      'evenkeel.timer.passes': [{ attributes: { timer: 'dispatchDueRuns', outcome: 'done' }, value: 2 }],
    });
  });

  test('tells each receiver what was added, or the whole, as it wants it; a gauge once', async () => {
    const [delta, cumulative] = [receiver('delta'), receiver('cumulative', 'cumulative')];
    const telemetry = new OpenTelemetry({
      ...{ exporters: [delta, cumulative], resourceAttributes: {}, metricIntervalMs: 10 },
      ...{ redactor: createRedactor({}), report: () => undefined, elapsed: () => performance.now() },
    });
    const passes = { timer: 'dispatchDueRuns', outcome: 'done' };

    telemetry.measure({ name: 'evenkeel.timer.passes', value: 1, attributes: passes });
    telemetry.measure({ name: 'evenkeel.alerts.undelivered', value: 7, attributes: {} });
    await expect.poll(() => cumulative.metrics.items.length).toBeGreaterThan(1);
    telemetry.measure({ name: 'evenkeel.timer.passes', value: 3, attributes: passes });
    await telemetry.close();

    expect(pointsOf(delta)).toEqual({ 'evenkeel.timer.passes': [{ attributes: passes, value: 3 }] });
    expect(pointsOf(cumulative)).toEqual({ 'evenkeel.timer.passes': [{ attributes: passes, value: 4 }] });
  });

  test('has histograms with the bounds of the catalogue', async () => {
    const to = receiver('one');
    const telemetry = started([to]);

    telemetry.measure({ name: 'evenkeel.runs.lateness', value: 2, attributes: { valueStream: 'retention' } });
    await telemetry.close();

    const [points] = Object.values(pointsOf(to));
    expect(points).toMatchObject([
      {
        value: {
          count: 1,
          sum: 2,
          buckets: { boundaries: METRICS['evenkeel.runs.lateness'].buckets },
        },
      },
    ]);
  });

  test('sends to one receiver while another hangs', async () => {
    const [hanging, well] = [receiver('hanging'), receiver('well')];
    hanging.traces.answers = false;
    const telemetry = started([hanging, well]);

    telemetry.span(SPAN);
    void telemetry.flush();
    telemetry.span(SPAN);

    await expect.poll(() => well.traces.items.length).toBeGreaterThan(0);
  });
});

describe('telemetry that is loaded later', () => {
  test('has what came before', async () => {
    const to = receiver('one');
    const loaded = Promise.withResolvers<OpenTelemetry>();
    const telemetry = new LazyTelemetry(
      () => loaded.promise,
      () => undefined,
    );

    telemetry.span(SPAN);
    telemetry.log(LINE);
    loaded.resolve(started([to]));
    await telemetry.flush();

    expect([to.traces.items.length, to.logs.items.length]).toEqual([1, 1]);
  });

  test('tells no half of a character, for which a receiver may refuse a batch', async () => {
    const to = receiver('one');
    const telemetry = started([to]);

    telemetry.log({ ...LINE, message: 'half \ud83d', fields: { path: '\ud83d' } });
    await telemetry.flush();

    expect(to.logs.items).toMatchObject([{ body: 'half \ufffd', attributes: { path: '\ufffd' } }]);
  });

  test('sends the rest where something that waits cannot be told', async () => {
    const to = receiver('one');
    const loaded = Promise.withResolvers<OpenTelemetry>();
    const telemetry = new LazyTelemetry(
      () => loaded.promise,
      () => undefined,
    );
    const unreadable = {
      get field(): never {
        throw new Error('unreadable');
      },
    };

    telemetry.log({ ...LINE, fields: unreadable });
    telemetry.log(LINE);
    loaded.resolve(started([to]));
    await telemetry.flush();

    expect(to.logs.items).toHaveLength(1);
  });

  test('keeps no more than a start has to tell', async () => {
    const to = receiver('one');
    const loaded = Promise.withResolvers<OpenTelemetry>();
    const telemetry = new LazyTelemetry(
      () => loaded.promise,
      () => undefined,
    );

    for (let count = 0; count < 5_000; count += 1) telemetry.span(SPAN);
    loaded.resolve(started([to]));
    await telemetry.flush();

    expect(to.traces.items).toHaveLength(2_000);
  });

  test('is done without where it cannot be loaded', async () => {
    const failures: unknown[] = [];
    const telemetry = new LazyTelemetry(
      () => Promise.reject(new Error('no such file')),
      (error) => failures.push(error),
    );

    telemetry.span(SPAN);
    await telemetry.flush();
    telemetry.span(SPAN);
    await telemetry.close();

    expect(failures).toEqual([new Error('no such file')]);
  });
});

import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import {
  EXPORT_LIMITS,
  ExportQueue,
  type BatchExporter,
  type ExportLimits,
  type ReportLoss,
} from './export-queue.ts';
import { Meters, PushedMetrics, type Temporality } from './metric-reader.ts';
import { toReadableLogRecord, toReadableSpan, type Origin } from './readable-telemetry.ts';
import type { Redactor } from './redactor.ts';
import type { FinishedSpan } from './span.ts';
import type { LogEntry, Measurement, SendingSink } from './telemetry-sink.ts';

/** One way out. A signal without an exporter is not sent that way. */
export interface Exporters {
  readonly name: string;
  readonly traces?: BatchExporter<ReadableSpan>;
  readonly logs?: BatchExporter<ReadableLogRecord>;
  readonly metrics?: BatchExporter<ResourceMetrics>;
  readonly temporality: Temporality;
  /** Attributes that the receiver wants of events, to know them as such. */
  readonly eventAttributes?: (eventName: string) => Readonly<Record<string, string>>;
}

export interface OpenTelemetryOptions {
  readonly exporters: readonly Exporters[];
  readonly resourceAttributes: Readonly<Record<string, string>>;
  readonly metricIntervalMs: number;
  readonly redactor: Redactor;
  readonly report: ReportLoss;
  readonly elapsed: () => number;
  readonly limits?: ExportLimits;
}

interface Way {
  readonly spans: ExportQueue<ReadableSpan> | undefined;
  readonly logs: ExportQueue<ReadableLogRecord> | undefined;
  readonly metrics: PushedMetrics | undefined;
  readonly eventAttributes: NonNullable<Exporters['eventAttributes']>;
}

/** A snapshot of all metrics is sent at a time; few may wait. */
const METRIC_LIMITS = { mostWaiting: 4, batchSize: 1, delayMs: 0 };

/**
 * Telemetry by OpenTelemetry: what comes is made into what its exporters take, and each way out has queues of its own, so that
 * none holds up another. Nothing is global: several apps may live in one process.
 */
export class OpenTelemetry implements SendingSink {
  readonly #ways: readonly Way[];
  readonly #origin: Origin;
  readonly #meters: Meters;

  constructor(options: OpenTelemetryOptions) {
    const { resourceAttributes, redactor } = options;
    const resource = resourceFromAttributes(
      Object.fromEntries(
        Object.entries(resourceAttributes).map(([name, text]): [string, string] => [
          name,
          redactor.redact(text),
        ]),
      ),
    );
    this.#origin = { resource, redactor };
    this.#ways = options.exporters.map((exporters) => wayOf(exporters, options));
    const readers = this.#ways.flatMap(({ metrics }) => metrics ?? []);
    this.#meters = new Meters(readers, resource, redactor);
  }

  span(span: FinishedSpan): void {
    const readable = toReadableSpan(span, this.#origin);
    for (const { spans } of this.#ways) spans?.add(readable);
  }

  log(entry: LogEntry): void {
    const readable = toReadableLogRecord(entry, this.#origin);
    for (const { logs, eventAttributes } of this.#ways) {
      if (entry.eventName === undefined) logs?.add(readable);
      else
        logs?.add({
          ...readable,
          attributes: { ...readable.attributes, ...eventAttributes(entry.eventName) },
        });
    }
  }

  measure(measurement: Measurement): void {
    this.#meters.measure(measurement);
  }

  /** Spans and log records; metrics are told at their own times, and with the last of all. */
  async flush(): Promise<void> {
    await Promise.all(this.#queues().map((queue) => queue.flush()));
  }

  async close(): Promise<void> {
    const metrics = this.#ways.flatMap((way) => way.metrics ?? []).map(closed);
    await Promise.all([...this.#queues().map((queue) => queue.close()), ...metrics]);
  }

  #queues(): readonly Pick<ExportQueue<unknown>, 'flush' | 'close'>[] {
    return this.#ways.flatMap(({ spans, logs }) => [...(spans ? [spans] : []), ...(logs ? [logs] : [])]);
  }
}

async function closed(metrics: PushedMetrics): Promise<void> {
  await metrics.read();
  await metrics.shutdown();
}

function wayOf(exporters: Exporters, options: OpenTelemetryOptions): Way {
  const { name, traces, logs, metrics, temporality, eventAttributes = () => ({}) } = exporters;
  const { limits = EXPORT_LIMITS, report, elapsed, metricIntervalMs: intervalMs } = options;
  const partsOf = (signal: string) => ({ name: `${name} ${signal}`, limits, report, elapsed });
  const metricParts = { ...partsOf('metrics'), limits: { ...limits, ...METRIC_LIMITS } };
  return {
    spans: traces && new ExportQueue(traces, partsOf('traces')),
    logs: logs && new ExportQueue(logs, partsOf('logs')),
    metrics: metrics && new PushedMetrics(new ExportQueue(metrics, metricParts), { temporality, intervalMs }),
    eventAttributes,
  };
}

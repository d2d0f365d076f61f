import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InstrumentType,
  MeterProvider,
  MetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { METRICS, type MetricDescription, type MetricName } from '../../domain/telemetry/metric-catalogue.ts';
import type { ExportQueue } from './export-queue.ts';
import { safeText } from './readable-telemetry.ts';
import type { Redactor } from './redactor.ts';
import type { Measurement } from './telemetry-sink.ts';

export type Temporality = 'cumulative' | 'delta' | 'lowmemory';

/** The metrics of this process. */
export class Meters {
  readonly #record: Readonly<Record<MetricName, (value: number, attributes: Attributes) => void>>;
  readonly #redactor: Redactor;

  constructor(readers: readonly MetricReader[], resource: Resource, redactor: Redactor) {
    const meter = new MeterProvider({ resource, readers: [...readers] }).getMeter('evenkeel');
    this.#redactor = redactor;
    this.#record = eachMetric((name, { kind, unit, description, buckets }) => {
      const options = { unit, description };
      switch (kind) {
        case 'counter': {
          const counter = meter.createCounter(name, options);
          return (value, attributes) => {
            counter.add(value, attributes);
          };
        }
        case 'gauge': {
          const gauge = meter.createGauge(name, options);
          return (value, attributes) => {
            gauge.record(value, attributes);
          };
        }
        case 'histogram': {
          // What was counted in the store is told bucket by bucket: other bounds would tear it apart.
          const advice = buckets === undefined ? {} : { explicitBucketBoundaries: [...buckets] };
          const histogram = meter.createHistogram(name, { ...options, advice });
          return (value, attributes) => {
            histogram.record(value, attributes);
          };
        }
      }
    });
  }

  /** Attributes that the catalogue does not list are dropped: each value of one is a series of its own. */
  measure({ name, value, attributes }: Measurement): void {
    const known: readonly string[] = METRICS[name].attributes;
    const kept = Object.entries(attributes).filter(([attribute]) => known.includes(attribute));
    const safe = kept.map(([attribute, text]) => [attribute, safeText(text, this.#redactor)] as const);
    this.#record[name](value, Object.fromEntries(safe));
  }
}

function eachMetric<T>(
  make: (name: MetricName, metric: MetricDescription) => T,
): Readonly<Record<MetricName, T>> {
  const made: Partial<Record<MetricName, T>> = {};
  for (const name of metricNames()) made[name] = make(name, METRICS[name]);
  return complete(made);
}

function metricNames(): readonly MetricName[] {
  return Object.keys(METRICS).filter((name): name is MetricName => name in METRICS);
}

function complete<T>(made: Partial<Record<MetricName, T>>): Readonly<Record<MetricName, T>> {
  if (isComplete(made)) return made;
  throw new Error('A metric of the catalogue has no instrument.');
}

function isComplete<T>(made: Partial<Record<MetricName, T>>): made is Record<MetricName, T> {
  return metricNames().every((name) => made[name] !== undefined);
}

/**
 * Reads the metrics every so often and sends them. A gauge is told when it was measured only: another instance may know
 * better by now than one that goes on repeating what it knew.
 */
export class PushedMetrics extends MetricReader {
  readonly #queue: ExportQueue<ResourceMetrics>;
  readonly #timer: NodeJS.Timeout;

  constructor(
    queue: ExportQueue<ResourceMetrics>,
    options: { readonly temporality: Temporality; readonly intervalMs: number },
  ) {
    super({ aggregationTemporalitySelector: selectorOf(options.temporality) });
    this.#queue = queue;
    this.#timer = setInterval(() => {
      void this.read();
    }, options.intervalMs);
    this.#timer.unref();
  }

  /** Puts what has been measured into the queue. Never rejects. */
  async read(): Promise<void> {
    try {
      const { resourceMetrics } = await this.collect();
      if (resourceMetrics.scopeMetrics.length > 0) this.#queue.add(resourceMetrics);
    } catch {
      // Of a reader that is closed: there is nothing left to tell.
    }
  }

  protected override async onForceFlush(): Promise<void> {
    await this.read();
    await this.#queue.flush();
  }

  protected override async onShutdown(): Promise<void> {
    clearInterval(this.#timer);
    await this.#queue.close();
  }
}

/** OpenTelemetry's specification of OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE; gauges as said above. */
function selectorOf(temporality: Temporality): (type: InstrumentType) => AggregationTemporality {
  const isDelta = temporality !== 'cumulative';
  return (type) => {
    switch (type) {
      case InstrumentType.GAUGE:
        return AggregationTemporality.DELTA;
      case InstrumentType.COUNTER:
      case InstrumentType.HISTOGRAM:
        return isDelta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
      case InstrumentType.OBSERVABLE_COUNTER:
        return temporality === 'delta' ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE;
      case InstrumentType.OBSERVABLE_GAUGE:
      case InstrumentType.UP_DOWN_COUNTER:
      case InstrumentType.OBSERVABLE_UP_DOWN_COUNTER:
        return AggregationTemporality.CUMULATIVE;
    }
  };
}

import type { MetricName } from '../../domain/telemetry/metric-catalogue.ts';
import type { FinishedSpan, SpanContext } from './span.ts';

/** A line of the log. */
export interface LogEntry {
  readonly severity: Severity;
  /** Epoch ms. */
  readonly at: number;
  readonly message: string;
  /** Of an event: the name that queries look for. */
  readonly eventName?: string;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What was thrown, where the line tells of that. */
  readonly error?: unknown;
  /** The span that it was written within. */
  readonly span?: SpanContext;
}

export type Severity = 'debug' | 'info' | 'warn' | 'error';

export interface Measurement {
  readonly name: MetricName;
  readonly value: number;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Where telemetry goes. Takes everything at once, never throws, and loses what there is no room for. */
export interface TelemetrySink {
  span(span: FinishedSpan): void;
  log(entry: LogEntry): void;
  measure(measurement: Measurement): void;
}

/** One that sends what it takes somewhere else. */
export interface SendingSink extends TelemetrySink {
  /** Sends what there is; resolves, whatever becomes of it, when it is sent or given up. */
  flush(): Promise<void>;
  /** The same, for the last time. */
  close(): Promise<void>;
}

import type { Clock, Log } from '../../application/ports/environment.ts';
import type { EventName } from '../../domain/telemetry/event-catalogue.ts';
import type { MetricName } from '../../domain/telemetry/metric-catalogue.ts';
import { isRunId } from '../../domain/run/run-id.ts';
import type { SpanContext } from './span.ts';
import type { LogEntry, TelemetrySink } from './telemetry-sink.ts';
import type { Tracer } from './tracer.ts';

type Fields = Readonly<Record<string, unknown>>;

interface Parts {
  readonly tracer: Tracer;
  readonly clock: Clock;
  /** Where metrics go by themselves, the console is spared their lines. */
  readonly writesMetrics: boolean;
}

/**
 * The log, whose lines go to the console and as records to whoever takes telemetry. Both tell of the span that a line was
 * written within, and of the run whose step it was.
 */
export class TelemetryLog implements Log {
  readonly #console: Log;
  readonly #sink: TelemetrySink;
  readonly #parts: Parts;

  constructor(console: Log, sink: TelemetrySink, parts: Parts) {
    this.#console = console;
    this.#sink = sink;
    this.#parts = parts;
  }

  info(message: string, fields: Fields = {}): void {
    const { placed, line, entry } = this.#place(fields);
    this.#console.info(message, line);
    this.#sink.log({ ...entry, severity: 'info', message, fields: placed });
  }

  error(message: string, error: unknown, fields: Fields = {}): void {
    const { placed, line, entry } = this.#place(fields);
    this.#console.error(message, error, line);
    this.#sink.log({ ...entry, severity: 'error', message, fields: placed, error });
  }

  event(name: EventName, fields: Fields): void {
    const { placed, line, entry } = this.#place(fields);
    this.#console.event(name, line);
    this.#sink.log({ ...entry, severity: 'info', message: name, eventName: name, fields: placed });
  }

  metric(name: MetricName, value: number, fields: Readonly<Record<string, string>> = {}): void {
    if (this.#parts.writesMetrics) this.#console.metric(name, value, fields);
    this.#sink.measure({ name, value, attributes: fields });
  }

  #place(fields: Fields): Placed {
    const { tracer, clock } = this.#parts;
    const run = tracer.activeRun;
    const placed = run === undefined ? fields : { runId: run.runId, attempt: run.attempt, ...fields };
    const span = tracer.activeSpan?.context ?? rootOf(placed['runId'], tracer);
    const entry = { at: clock.now(), ...(span === undefined ? {} : { span }) };
    const line = span === undefined ? placed : { ...placed, traceId: span.traceId, spanId: span.spanId };
    return { placed, line, entry };
  }
}

interface Placed {
  /** The fields, with the run of the step. */
  readonly placed: Fields;
  /** The same for the console. */
  readonly line: Fields;
  readonly entry: Pick<LogEntry, 'at' | 'span'>;
}

/** What is told of a run from outside its steps is found in its trace all the same. */
function rootOf(runId: unknown, tracer: Tracer): SpanContext | undefined {
  return typeof runId === 'string' && isRunId(runId) ? tracer.runTrace(runId).root : undefined;
}

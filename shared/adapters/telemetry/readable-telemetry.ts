import { SpanKind as OtelSpanKind, SpanStatusCode, TraceFlags, type HrTime } from '@opentelemetry/api';
import type { Attributes as OtelAttributes, SpanContext as OtelSpanContext } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { describeError } from './console-log.ts';
import type { Redactor } from './redactor.ts';
import { failureOf, type Attributes, type FinishedSpan, type SpanContext, type SpanKind } from './span.ts';
import type { LogEntry, Severity } from './telemetry-sink.ts';

/** Longer texts are cut: a span or a line is no place for payloads, and memory is bounded by it. */
const LONGEST_TEXT = 4_096;

const SCOPE = { name: 'evenkeel' };

/** What all telemetry has in common. */
export interface Origin {
  readonly resource: Resource;
  readonly redactor: Redactor;
}

const KINDS: Readonly<Record<SpanKind, OtelSpanKind>> = {
  internal: OtelSpanKind.INTERNAL,
  server: OtelSpanKind.SERVER,
  client: OtelSpanKind.CLIENT,
  producer: OtelSpanKind.PRODUCER,
  consumer: OtelSpanKind.CONSUMER,
};

/** A span as exporters take it, its secrets taken out. */
export function toReadableSpan(span: FinishedSpan, { resource, redactor }: Origin): ReadableSpan {
  const { context, parent, startedAt, endedAt, failure, links } = span;
  const safe = (text: string) => safeText(text, redactor);
  const attributes = toAttributes(span.attributes, safe);
  const exception = failure && {
    'exception.type': safe(failure.type),
    'exception.message': safe(failure.message),
    ...(failure.stack === undefined ? {} : { 'exception.stacktrace': safe(failure.stack) }),
  };
  return {
    name: safe(span.name),
    kind: KINDS[span.kind],
    spanContext: () => toContext(context),
    ...(parent === undefined ? {} : { parentSpanContext: toContext(parent) }),
    startTime: toTime(startedAt),
    endTime: toTime(endedAt),
    duration: toTime(endedAt - startedAt),
    status:
      failure === undefined
        ? { code: SpanStatusCode.UNSET }
        : { code: SpanStatusCode.ERROR, message: safe(failure.message) },
    attributes: failure === undefined ? attributes : { ...attributes, 'error.type': safe(failure.type) },
    links: links.map((link) => ({
      context: toContext(link.context),
      attributes: toAttributes(link.attributes ?? {}, safe),
    })),
    events:
      exception === undefined
        ? []
        : [{ name: 'exception', time: toTime(endedAt), attributes: exception, droppedAttributesCount: 0 }],
    ...{ ended: true, resource, instrumentationScope: SCOPE },
    ...{ droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
  };
}

const SEVERITIES: Readonly<Record<Severity, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
};

/** A line of the log as exporters take it, its secrets taken out. `extra`: attributes that a receiver asks for besides. */
export function toReadableLogRecord(
  entry: LogEntry,
  { resource, redactor }: Origin,
  extra: OtelAttributes = {},
): ReadableLogRecord {
  const { at, severity, message, eventName, span } = entry;
  const safe = (text: string) => safeText(text, redactor);
  const time = toTime(at);
  return {
    ...{ hrTime: time, hrTimeObserved: time },
    ...{ severityText: severity.toUpperCase(), severityNumber: SEVERITIES[severity], body: safe(message) },
    ...(eventName === undefined ? {} : { eventName }),
    ...(span === undefined ? {} : { spanContext: toContext(span) }),
    attributes: { ...fieldAttributes(entry.fields, redactor), ...errorAttributes(entry, safe), ...extra },
    ...{ resource, instrumentationScope: SCOPE, droppedAttributesCount: 0 },
  };
}

/** Attributes of metrics and the like, which are texts. */
export function safeText(text: string, { redact }: Redactor): string {
  const safe = redact(text);
  const short = safe.length > LONGEST_TEXT ? `${safe.slice(0, LONGEST_TEXT - 1)}…` : safe;
  // Half of a character is no Unicode: a receiver may refuse the whole batch for it.
  return short.toWellFormed();
}

function errorAttributes({ error }: LogEntry, safe: (text: string) => string): OtelAttributes {
  if (error === undefined) return {};
  const { type, message, stack } = failureOf(error);
  const chain = describeError(error);
  return {
    'exception.type': safe(type),
    'exception.message': safe(chain.length > 1 ? chain.join(' <- ') : message),
    ...(stack === undefined ? {} : { 'exception.stacktrace': safe(stack) }),
  };
}

function toAttributes(attributes: Attributes, safe: (text: string) => string): OtelAttributes {
  const given: OtelAttributes = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) given[name] = typeof value === 'string' ? safe(value) : value;
  }
  return given;
}

/** Fields may be anything; what is no plain value is told as JSON. */
function fieldAttributes(fields: LogEntry['fields'], redactor: Redactor): OtelAttributes {
  const attributes: OtelAttributes = {};
  for (const [name, value] of Object.entries(plain(redactor.redactValue(fields)))) {
    if (value === undefined || value === null) continue;
    if (typeof value === 'number' || typeof value === 'boolean') attributes[name] = value;
    else attributes[name] = safeText(typeof value === 'string' ? value : JSON.stringify(value), redactor);
  }
  return attributes;
}

function plain(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function toContext({ traceId, spanId, isSampled }: SpanContext): OtelSpanContext {
  return { traceId, spanId, traceFlags: isSampled ? TraceFlags.SAMPLED : TraceFlags.NONE };
}

/** Seconds and nanoseconds. */
function toTime(ms: number): HrTime {
  const seconds = Math.floor(ms / 1000);
  return [seconds, Math.round((ms - seconds * 1000) * 1e6)];
}

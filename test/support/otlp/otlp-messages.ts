import { double, hex, integer, messages, readFields, text, type Fields } from './read-protobuf.ts';

/* The messages of OTLP 1.x that the app sends (opentelemetry-proto: trace.proto, logs.proto, metrics.proto, common.proto). */

export type ReceivedAttributes = Readonly<Record<string, string | number | boolean>>;

export interface ReceivedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: string;
  /** Epoch ms. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: ReceivedAttributes;
  readonly events: readonly { readonly name: string; readonly attributes: ReceivedAttributes }[];
  readonly links: readonly {
    readonly traceId: string;
    readonly spanId: string;
    readonly attributes: ReceivedAttributes;
  }[];
  readonly isError: boolean;
  readonly statusMessage: string;
  readonly resource: ReceivedAttributes;
}

export interface ReceivedLog {
  readonly severity: string;
  readonly body: string;
  readonly eventName: string;
  readonly attributes: ReceivedAttributes;
  readonly traceId: string;
  readonly spanId: string;
}

export interface ReceivedPoint {
  readonly name: string;
  readonly unit: string;
  readonly kind: 'gauge' | 'sum' | 'histogram';
  /** 1 delta, 2 cumulative; 0 for gauges. */
  readonly temporality: number;
  readonly attributes: ReceivedAttributes;
  /** Of a histogram: how many were counted. */
  readonly value: number;
}

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const ERROR = 2n;

export function readTraces(body: Uint8Array): ReceivedSpan[] {
  return messages(readFields(body), 1).flatMap((perResource) =>
    messages(perResource, 2).flatMap((perScope) =>
      messages(perScope, 2).map((span) => toSpan(span, attributesOf(messages(perResource, 1)[0], 1))),
    ),
  );
}

function toSpan(span: Fields, resource: ReceivedAttributes): ReceivedSpan {
  const [status] = messages(span, 15);
  return {
    ...{ traceId: hex(span, 1), spanId: hex(span, 2), parentSpanId: hex(span, 4), name: text(span, 5) },
    kind: KINDS[Number(integer(span, 6) ?? 0n)] ?? '',
    ...{ startedAt: toMs(integer(span, 7)), endedAt: toMs(integer(span, 8)) },
    attributes: attributesOf(span, 9),
    events: messages(span, 11).map((event) => ({ name: text(event, 2), attributes: attributesOf(event, 3) })),
    links: messages(span, 13).map((link) => ({
      ...{ traceId: hex(link, 1), spanId: hex(link, 2), attributes: attributesOf(link, 4) },
    })),
    isError: status !== undefined && integer(status, 3) === ERROR,
    statusMessage: status === undefined ? '' : text(status, 2),
    resource,
  };
}

export function readLogs(body: Uint8Array): ReceivedLog[] {
  return messages(readFields(body), 1).flatMap((perResource) =>
    messages(perResource, 2).flatMap((perScope) =>
      messages(perScope, 2).map((record) => ({
        ...{ severity: text(record, 3), body: String(valueOf(messages(record, 5)[0])) },
        ...{ eventName: text(record, 12), attributes: attributesOf(record, 6) },
        ...{ traceId: hex(record, 9), spanId: hex(record, 10) },
      })),
    ),
  );
}

/** The fields of a metric that hold its points, with where a point has its attributes and its value. */
const POINTS = [
  { field: 5, kind: 'gauge', attributes: 7 },
  { field: 7, kind: 'sum', attributes: 7 },
  { field: 9, kind: 'histogram', attributes: 9 },
] as const;

export function readMetrics(body: Uint8Array): ReceivedPoint[] {
  return messages(readFields(body), 1).flatMap((perResource) =>
    messages(perResource, 2).flatMap((perScope) => messages(perScope, 2).flatMap(toPoints)),
  );
}

function toPoints(metric: Fields): ReceivedPoint[] {
  return POINTS.flatMap(({ field, kind, attributes }) =>
    messages(metric, field).flatMap((data) =>
      messages(data, 1).map((point) => ({
        ...{ name: text(metric, 1), unit: text(metric, 3), kind },
        temporality: kind === 'gauge' ? 0 : Number(integer(data, 2) ?? 0n),
        attributes: attributesOf(point, attributes),
        value:
          kind === 'histogram'
            ? Number(integer(point, 4) ?? 0n)
            : (double(point, 4) ?? Number(BigInt.asIntN(64, integer(point, 6) ?? 0n))),
      })),
    ),
  );
}

function attributesOf(fields: Fields | undefined, field: number): ReceivedAttributes {
  if (fields === undefined) return {};
  return Object.fromEntries(
    messages(fields, field).map((pair) => [text(pair, 1), valueOf(messages(pair, 2)[0])]),
  );
}

function valueOf(value: Fields | undefined): string | number | boolean {
  if (value === undefined) return '';
  if (value.has(2)) return integer(value, 2) === 1n;
  if (value.has(3)) return Number(BigInt.asIntN(64, integer(value, 3) ?? 0n));
  return double(value, 4) ?? text(value, 1);
}

function toMs(nanoseconds: bigint | undefined): number {
  return Number(nanoseconds ?? 0n) / 1e6;
}

import type { SpanContext } from './span.ts';

/** Version `00` is exactly this; later versions may go on after it; `ff` is none, and ids of zeros name nothing. */
const TRACE_PARENT =
  /^(?!ff|00.{53}.)[0-9a-f]{2}-((?!0{32})[0-9a-f]{32})-((?!0{16})[0-9a-f]{16})-([0-9a-f]{2})(?:$|-)/;

/** Reads a `traceparent` (W3C Trace Context, 3.2); undefined where there is none that can be gone on from. */
export function readTraceParent(header: string | null | undefined): SpanContext | undefined {
  const [, traceId, spanId, flags] = TRACE_PARENT.exec(header ?? '') ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  return { traceId, spanId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

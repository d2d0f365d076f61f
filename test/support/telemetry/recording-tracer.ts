import { createSampler } from '../../../shared/adapters/telemetry/sampler.ts';
import type { FinishedSpan } from '../../../shared/adapters/telemetry/span.ts';
import { Tracer } from '../../../shared/adapters/telemetry/tracer.ts';
import { FixedClock } from '../memory/memory-stores.ts';

export interface RecordingTracer {
  readonly tracer: Tracer;
  /** In the order of their ends. */
  readonly spans: FinishedSpan[];
  readonly clock: FixedClock;
}

/** A tracer that keeps its spans; its ids count from 1. */
export function createRecordingTracer(
  sampling = { followsParent: true, ratio: 1 },
  clock = new FixedClock('2026-03-01T06:00:00Z'),
): RecordingTracer {
  const spans: FinishedSpan[] = [];
  let ids = 0;
  const tracer = new Tracer({
    sampler: createSampler(sampling),
    record: (span) => spans.push(span),
    clock,
    elapsed: () => clock.now(),
    randomHex: (bytes) => (ids += 1).toString(16).padStart(bytes * 2, '0'),
  });
  return { tracer, spans, clock };
}

/** The names of all spans as a tree, a line each; a span whose parent is not there begins a tree of its own. */
export function drawn(spans: readonly FinishedSpan[], parent?: FinishedSpan, depth = 0): string[] {
  const ids = new Set(spans.map(({ context }) => context.spanId));
  const isChild = (span: FinishedSpan): boolean =>
    parent === undefined
      ? span.parent === undefined || !ids.has(span.parent.spanId)
      : span.parent?.spanId === parent.context.spanId;
  return spans
    .filter(isChild)
    .flatMap((span) => [
      `${'  '.repeat(depth)}${span.name}${span.failure === undefined ? '' : ` ! ${span.failure.type}`}`,
      ...drawn(spans, span, depth + 1),
    ]);
}

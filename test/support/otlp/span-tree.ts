import type { ReceivedSpan } from './otlp-messages.ts';

/** A span with what hangs on it, in the order of their starts. */
export interface SpanNode {
  readonly span: ReceivedSpan;
  readonly children: readonly SpanNode[];
}

/**
 * The one tree that the spans of a trace make.
 *
 * @throws Error where they make none: two roots, a parent that is not there, or an id that two spans have.
 */
export function treeOf(spans: readonly ReceivedSpan[], traceId: string): SpanNode {
  const ofTrace = spans.filter((span) => span.traceId === traceId).sort((a, b) => a.startedAt - b.startedAt);
  const ids = new Set(ofTrace.map(({ spanId }) => spanId));
  if (ids.size !== ofTrace.length) throw new Error(`Two spans have one id:\n${listed(ofTrace)}`);
  const orphans = ofTrace.filter(({ parentSpanId }) => parentSpanId !== '' && !ids.has(parentSpanId));
  if (orphans.length > 0) throw new Error(`Their parents are not there:\n${listed(orphans)}`);
  const roots = ofTrace.filter(({ parentSpanId }) => parentSpanId === '');
  const [root] = roots;
  if (root === undefined || roots.length > 1) throw new Error(`There are ${roots.length} roots.`);
  return nodeOf(root, ofTrace);
}

function nodeOf(span: ReceivedSpan, spans: readonly ReceivedSpan[]): SpanNode {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === span.spanId);
  return { span, children: children.map((child) => nodeOf(child, spans)) };
}

/** The names of a tree, a line each, indented by their depth. */
export function namesOf({ span, children }: SpanNode, depth = 0): string[] {
  const line = `${'  '.repeat(depth)}${span.name}${span.isError ? ' !' : ''}`;
  return [line, ...children.flatMap((child) => namesOf(child, depth + 1))];
}

/** All spans of a tree, parents before their children. */
export function spansOf({ span, children }: SpanNode): ReceivedSpan[] {
  return [span, ...children.flatMap(spansOf)];
}

function listed(spans: readonly ReceivedSpan[]): string {
  return spans.map(({ name, spanId, parentSpanId }) => `${spanId} <- ${parentSpanId} ${name}`).join('\n');
}

/** Where a span stands: what others name it by (W3C Trace Context). */
export interface SpanContext {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  /** 16 hexadecimal digits. */
  readonly spanId: string;
  /** Whether the trace is recorded. */
  readonly isSampled: boolean;
}

export type SpanKind = 'internal' | 'server' | 'client' | 'producer' | 'consumer';

export type AttributeValue = string | number | boolean;
export type Attributes = Readonly<Record<string, AttributeValue | undefined>>;

/** Another span that this one has to do with, in whatever trace. */
export interface SpanLink {
  readonly context: SpanContext;
  readonly attributes?: Attributes;
}

/** A piece of work that is over. Nothing of it is redacted yet. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  /** Absent: the root of its trace. */
  readonly parent?: SpanContext;
  /** Epoch ms; may have a fraction. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Attributes;
  readonly links: readonly SpanLink[];
  readonly failure?: SpanFailure;
}

export interface SpanFailure {
  /** A word of few: the class of an error, or the reason that a run failed. */
  readonly type: string;
  readonly message: string;
  /** Absent where nothing was thrown: a run that was recorded as failed. */
  readonly stack?: string;
}

/** What is told of something thrown. */
export function failureOf(error: unknown): SpanFailure {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const { name, message, stack } = error;
  return { type: name, message, ...(stack === undefined ? {} : { stack }) };
}

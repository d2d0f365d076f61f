import { AsyncLocalStorage } from 'node:async_hooks';
import type { Clock } from '../../application/ports/environment.ts';
import type { RunAttempt, RunId } from '../../domain/run/run-id.ts';
import { RunTrace } from './run-trace.ts';
import type { Sampler } from './sampler.ts';
import {
  failureOf,
  type Attributes,
  type FinishedSpan,
  type SpanContext,
  type SpanFailure,
  type SpanKind,
  type SpanLink,
} from './span.ts';

/** A caller's page of a thousand jobs may begin as many runs; backends keep some 100 links of a span at most. */
const MOST_LINKS = 100;

export interface SpanStart {
  readonly name: string;
  readonly kind?: SpanKind;
  /** Absent: the span that the work is done within, or else none: then it is the root of a new trace. */
  readonly parent?: SpanContext;
  readonly attributes?: Attributes;
}

/** The invocation of a function, as the Functions host knows it. */
export interface HostInvocation {
  readonly invocationId: string;
  readonly functionName: string;
  /** The host's own span of it. */
  readonly span: SpanContext | undefined;
}

/** The work of one step of a run, which spans and lines within it belong to. */
interface Active {
  readonly invocation?: HostInvocation;
  readonly span?: OpenSpan;
  readonly run?: RunAttempt;
}

export interface TracerParts {
  readonly sampler: Sampler;
  /** Takes spans that are over; throws nothing. */
  readonly record: (span: FinishedSpan) => void;
  readonly clock: Clock;
  /** Ms since any moment, with fractions, never backwards. */
  readonly elapsed: () => number;
  /** So many random bytes as hexadecimal digits. */
  readonly randomHex: (bytes: number) => string;
}

/**
 * Makes spans. What is done within a span, however deep and however asynchronously, finds it as the active one. None of it
 * fails or waits: to record a span is to put it into a queue.
 */
export class Tracer {
  readonly #parts: TracerParts;
  readonly #active = new AsyncLocalStorage<Active>();

  constructor(parts: TracerParts) {
    this.#parts = parts;
  }

  get activeSpan(): OpenSpan | undefined {
    return this.#active.getStore()?.span;
  }

  /** The step of a run that is being done. */
  get activeRun(): RunAttempt | undefined {
    return this.#active.getStore()?.run;
  }

  runTrace(runId: RunId): RunTrace {
    return new RunTrace(runId, (traceId) => this.#parts.sampler.begins(traceId));
  }

  /** Does the work of an invocation; the first spans within it are linked to the host's. */
  invoked<T>(invocation: HostInvocation, work: () => T): T {
    return this.#active.run({ invocation }, work);
  }

  /**
   * Does the work within a span. What it throws is recorded and thrown on. `run`: the step that the work is.
   */
  async within<T>(
    start: SpanStart,
    work: (span: OpenSpan) => Promise<T>,
    run: RunAttempt | undefined = this.activeRun,
  ): Promise<T> {
    const span = this.begin(start);
    const active = { span, ...(run === undefined ? {} : { run }) };
    try {
      return await this.#active.run(active, () => work(span));
    } catch (error) {
      span.fail(failureOf(error));
      throw error;
    } finally {
      span.end();
    }
  }

  /** Begins a span that whoever asks for it ends; it is not made the active one. */
  begin({
    name,
    kind = 'internal',
    parent = this.activeSpan?.context,
    attributes = {},
  }: SpanStart): OpenSpan {
    const { clock, elapsed, record, sampler, randomHex } = this.#parts;
    const traceId = parent?.traceId ?? randomHex(16);
    const isSampled = parent === undefined ? sampler.begins(traceId) : parent.isSampled;
    const context = { traceId, spanId: randomHex(8), isSampled };
    const span = new OpenSpan({ name, kind, context, parent, clock, elapsed, record });
    span.set(attributes);
    const invocation = this.#active.getStore()?.invocation;
    if (invocation !== undefined) describeInvocation(span, invocation);
    return span;
  }

  /** Goes on from a caller's span as the sampler has it. */
  continued(parent: SpanContext | undefined): SpanContext | undefined {
    return parent && { ...parent, isSampled: this.#parts.sampler.continues(parent) };
  }

  /** Records work that is over, in whatever process it began. */
  record(span: FinishedSpan): void {
    if (span.context.isSampled) this.#parts.record(span);
  }

  /** What a span that is recorded afterwards tells of the span it is recorded within. */
  get linkToActive(): readonly SpanLink[] {
    const span = this.activeSpan;
    return span === undefined ? [] : [{ context: span.context }];
  }
}

function describeInvocation(
  span: OpenSpan,
  { invocationId, functionName, span: ofHost }: HostInvocation,
): void {
  span.set({ 'faas.invocation_id': invocationId, 'faas.name': functionName });
  if (ofHost !== undefined)
    span.link({ context: ofHost, attributes: { 'evenkeel.link': 'host-invocation' } });
}

interface OpenSpanParts extends Pick<TracerParts, 'clock' | 'elapsed' | 'record'> {
  readonly name: string;
  readonly kind: SpanKind;
  readonly context: SpanContext;
  readonly parent: SpanContext | undefined;
}

/** A span whose work is going on. */
export class OpenSpan {
  readonly context: SpanContext;
  readonly #parts: OpenSpanParts;
  readonly #startedAt: number;
  readonly #startedTick: number;
  readonly #links: SpanLink[] = [];
  #attributes: Attributes = {};
  #failure: SpanFailure | undefined;
  #isOver = false;

  constructor(parts: OpenSpanParts) {
    this.#parts = parts;
    this.context = parts.context;
    this.#startedAt = parts.clock.now();
    this.#startedTick = parts.elapsed();
  }

  set(attributes: Attributes): void {
    if (this.context.isSampled) this.#attributes = { ...this.#attributes, ...attributes };
  }

  link(link: SpanLink): void {
    if (this.context.isSampled && this.#links.length < MOST_LINKS) this.#links.push(link);
  }

  /** The first failure stays: what follows from it is told by others. */
  fail(failure: SpanFailure): void {
    this.#failure ??= failure;
  }

  /** A second end does nothing. */
  end(): void {
    if (this.#isOver || !this.context.isSampled) return;
    this.#isOver = true;
    const { name, kind, context, parent, elapsed, record } = this.#parts;
    record({
      ...{ name, kind, context, links: this.#links, attributes: this.#attributes },
      ...(parent === undefined ? {} : { parent }),
      startedAt: this.#startedAt,
      endedAt: this.#startedAt + (elapsed() - this.#startedTick),
      ...(this.#failure === undefined ? {} : { failure: this.#failure }),
    });
  }
}

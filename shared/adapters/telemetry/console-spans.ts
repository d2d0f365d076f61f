import type { Redactor } from './redactor.ts';
import type { FinishedSpan } from './span.ts';
import type { TelemetrySink } from './telemetry-sink.ts';

/** Writes each span as one line of JSON; log lines and metrics are written by the log itself. */
export class ConsoleSpans implements TelemetrySink {
  readonly #write: (line: string) => void;
  readonly #redactor: Redactor;

  constructor(write: (line: string) => void, redactor: Redactor) {
    this.#write = write;
    this.#redactor = redactor;
  }

  span({ name, context, parent, startedAt, endedAt, attributes, links, failure }: FinishedSpan): void {
    const line = {
      ...{ span: name, traceId: context.traceId, spanId: context.spanId, parentSpanId: parent?.spanId },
      ...{
        startedAt: new Date(startedAt).toISOString(),
        ms: Math.round((endedAt - startedAt) * 1000) / 1000,
      },
      ...attributes,
      ...(links.length === 0 ? {} : { links: links.map((link) => link.context.traceId) }),
      ...(failure === undefined ? {} : { error: `${failure.type}: ${failure.message}` }),
    };
    this.#write(JSON.stringify(this.#redactor.redactValue(line)));
  }

  log(): void {
    // The log has written it.
  }

  measure(): void {
    // The log has written it.
  }
}

import type { FinishedSpan } from './span.ts';
import type { LogEntry, Measurement, SendingSink, TelemetrySink } from './telemetry-sink.ts';

/** Several at once. One that fails takes nothing from the others, nor from whoever tells. */
export class CompositeSink implements SendingSink {
  readonly #sinks: readonly (TelemetrySink & Partial<SendingSink>)[];

  constructor(sinks: readonly (TelemetrySink & Partial<SendingSink>)[]) {
    this.#sinks = sinks;
  }

  span(span: FinishedSpan): void {
    this.#each((sink) => {
      sink.span(span);
    });
  }

  log(entry: LogEntry): void {
    this.#each((sink) => {
      sink.log(entry);
    });
  }

  measure(measurement: Measurement): void {
    this.#each((sink) => {
      sink.measure(measurement);
    });
  }

  async flush(): Promise<void> {
    await Promise.allSettled(this.#sinks.map(async (sink) => sink.flush?.()));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#sinks.map(async (sink) => sink.close?.()));
  }

  #each(give: (sink: TelemetrySink) => void): void {
    for (const sink of this.#sinks) {
      try {
        give(sink);
      } catch {
        // Whatever it was given, the work that is told of goes on.
      }
    }
  }
}

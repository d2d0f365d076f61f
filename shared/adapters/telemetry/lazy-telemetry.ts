import type { FinishedSpan } from './span.ts';
import type { LogEntry, Measurement, SendingSink, TelemetrySink } from './telemetry-sink.ts';

/** What a start may well have to tell before the exporters are loaded. */
const MOST_WAITING = 2_000;

/**
 * Telemetry that is loaded beside the start of the app instead of in it: what comes meanwhile waits, and goes out as soon as
 * it is there. Where it cannot be loaded, the app does without.
 */
export class LazyTelemetry implements SendingSink {
  readonly #loaded: Promise<SendingSink | undefined>;
  #sink: SendingSink | 'loading' | 'absent' = 'loading';
  #waiting: ((sink: TelemetrySink) => void)[] = [];

  /** `load` is called at once. `failed` is told why there is no telemetry. */
  constructor(load: () => Promise<SendingSink>, failed: (error: unknown) => void) {
    this.#loaded = load().then(
      (sink) => this.#use(sink),
      (error: unknown) => {
        this.#sink = 'absent';
        this.#waiting = [];
        failed(error);
        return undefined;
      },
    );
  }

  span(span: FinishedSpan): void {
    this.#give((sink) => {
      sink.span(span);
    });
  }

  log(entry: LogEntry): void {
    this.#give((sink) => {
      sink.log(entry);
    });
  }

  measure(measurement: Measurement): void {
    this.#give((sink) => {
      sink.measure(measurement);
    });
  }

  async flush(): Promise<void> {
    await (await this.#loaded)?.flush();
  }

  async close(): Promise<void> {
    await (await this.#loaded)?.close();
  }

  #give(give: (sink: TelemetrySink) => void): void {
    if (typeof this.#sink !== 'string') give(this.#sink);
    else if (this.#sink === 'loading' && this.#waiting.length < MOST_WAITING) this.#waiting.push(give);
  }

  #use(sink: SendingSink): SendingSink {
    this.#sink = sink;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const give of waiting) {
      try {
        give(sink);
      } catch {
        // Whatever it was given, the rest goes out, and nobody is told of a rejection that nobody waits for.
      }
    }
    return sink;
  }
}
